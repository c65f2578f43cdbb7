/* SPDX-License-Identifier: MIT */

/* Names of fields that do not exist, beside those that do; and structs that
 * have none. */

#include "rules/list.h"
#include "rules/table.h"

/* Is one the other with a letter more, less, changed, or two swapped? */
static bool is_slip(const char *a, const char *b)
{
	size_t la = strlen(a), lb = strlen(b), same = 0;

	while (a[same] && a[same] == b[same])
		same++;
	a += same;
	b += same;
	if (la + lb < 6 || la > lb + 1 || lb > la + 1)
		return false;
	if (la != lb)
		return strcmp(la > lb ? a + 1 : a, lb > la ? b + 1 : b) == 0;
	return *a && (strcmp(a + 1, b + 1) == 0 ||
		      (a[1] && a[0] == b[1] && a[1] == b[0] &&
		       strcmp(a + 2, b + 2) == 0));
}

static void rename_to(struct rc_rule_at *at, const char *name)
{
	size_t i = rc_lex_at(at->src, at->span->start);

	if (!rc_lex_is_word(at->src, i))
		return;
	rc_rule_replace(at, at->src, at->src->v[i].start, at->src->v[i].end,
			name);
	rc_rule_answer(at, "name the field `%s`", name);
}

/* Where the compiler does not look for a similar name: in patterns. */
RC_RULE(similar_field)
{
	const char *type = rc_rule_quoted(at, at->diag->message, 0);
	const char *name = rc_rule_quoted(at, at->diag->message, 1);
	const char *last = type ? strrchr(type, ':') : NULL;
	const struct rc_decl *decl =
		type ? rc_decl_only(at->sources, RC_DECL_STRUCT | RC_DECL_UNION,
				    last ? last + 1 : type)
		     : NULL;
	const char *found = NULL;

	if (!decl || !decl->body || !name)
		return;
	struct rc_list list = rc_list_in(decl->src, decl->body, at->arena);

	for (size_t k = 0; k < list.n; k++) {
		size_t i = list.v[k].from;

		while (i < list.v[k].to && !rc_lex_is(decl->src, i + 1, ":"))
			i++;
		const char *field = rc_lex_text(decl->src, i, i + 1, at->arena);

		if (!is_slip(field, name))
			continue;
		if (found)
			return;
		found = field;
	}
	if (found)
		rename_to(at, found);
}

/* note: available field is: `x` */
RC_RULE(only_field)
{
	const struct rc_subdiag *note = rc_rule_child(at, "available field");
	const char *name = note ? rc_rule_quoted(at, note->message, 0) : NULL;

	if (name && !rc_rule_quoted(at, note->message, 1) &&
	    !strstr(note->message, "others"))
		rename_to(at, name);
}

/* `struct Name` and the next item: a struct without fields ends with `;`. */
RC_RULE(unit_struct)
{
	const struct rc_source *src = at->src;
	size_t i = rc_lex_at(src, at->span->start);
	const struct rc_decl *decl =
		i > 0 && i < src->n
			? rc_decl_around(at->sources, src, src->v[i - 1].start,
					 RC_DECL_STRUCT)
			: NULL;

	if (!decl || decl->generics_end != i ||
	    rc_line_start(src, src->v[i].start) <= src->v[i - 1].start)
		return;
	rc_rule_insert(at, src, src->v[i - 1].end, ";");
	rc_rule_answer(at, "end the struct `%s` with `;`", decl->name);
}
