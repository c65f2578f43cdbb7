/* SPDX-License-Identifier: MIT */

/* Lifetimes: bounds the compiler asks for, and names that are taken. */

#include "rules/generics.h"
#include "rules/table.h"

/* Is lexeme i a lifetime where generics declare one? */
static bool is_declaration(const struct rc_source *src, size_t i)
{
	return rc_lex_is_lifetime(src, i) &&
	       (rc_lex_is(src, i - 1, "<") || rc_lex_is(src, i - 1, ",")) &&
	       (rc_lex_is(src, i + 1, ":") || rc_lex_is(src, i + 1, ",") ||
		rc_lex_is(src, i + 1, ">"));
}

/* "'a" becomes "'a: 'b", "'a: 'c" becomes "'a: 'b + 'c". */
static void add_bound(struct rc_rule_at *at, const struct rc_span *span,
		      const char *longer, const char *shorter)
{
	const struct rc_source *src = rc_source_of(at->sources, span);
	size_t i = src ? rc_lex_at(src, span->start) : 0;

	if (!src || !is_declaration(src, i) || !rc_lex_is(src, i, longer))
		return;
	if (rc_lex_is(src, i + 1, ":"))
		rc_rule_insert(at, src, src->v[i + 1].end,
			       RC_RULE_TEXT(at, " %s +", shorter));
	else
		rc_rule_insert(at, src, src->v[i].end,
			       RC_RULE_TEXT(at, ": %s", shorter));
	rc_rule_answer(at, "require that `%s` outlives `%s`", longer, shorter);
}

/* help: consider adding the following bound: `'a: 'b` */
RC_RULE(bound_lifetime)
{
	const struct rc_subdiag *help =
		rc_rule_child(at, "adding the following bound");
	const char *bound = help ? rc_rule_quoted(at, help->message, 0) : NULL;
	const char *colon = bound ? strstr(bound, ": ") : NULL;

	if (!colon)
		return;
	const char *longer =
		rc_arena_strndup(at->arena, bound, (size_t)(colon - bound));
	const struct rc_span *span = rc_rule_label(
		at, RC_RULE_TEXT(at, "lifetime `%s` defined here", longer));

	if (span)
		add_bound(at, span, longer, colon + 2);
}

/* The two notes of these errors: which lifetime has to outlive which. */
static const struct {
	const char *longer, *shorter;
} outlives[] = {
	{ "lifetime parameter instantiated with",
	  "lifetime parameter must outlive" },
	{ "referenced data is only valid for", "pointer is valid for" },
};

RC_RULE(bound_from_notes)
{
	for (size_t k = 0; k < RC_COUNT(outlives); k++) {
		const struct rc_subdiag *longer =
			rc_rule_child(at, outlives[k].longer);
		const struct rc_subdiag *shorter =
			rc_rule_child(at, outlives[k].shorter);

		if (!longer || !shorter || !longer->n_spans)
			continue;
		const char *one = rc_rule_quoted(at, longer->message, 0);
		const char *two = rc_rule_quoted(at, shorter->message, 0);

		if (one && two)
			add_bound(at, &longer->spans[0], one, two);
	}
}

/* The "<" of the list that declares the lifetime at lexeme i. */
static size_t list_open(const struct rc_source *src, size_t i)
{
	while (i > 0 && !rc_lex_is(src, i, "<"))
		i--;
	return i;
}

/* Behind the type or bound that begins with `for<…>`; in a where clause the
 * binder is for all bounds of a type. */
static size_t binder_end(const struct rc_source *src, size_t open)
{
	size_t i = rc_lex_close(src, open) + 1;
	bool all = false;

	for (; i < src->n; i++) {
		bool arrow = rc_lex_is(src, i, "->");

		if (arrow || rc_lex_is(src, i, ":")) {
			all |= !arrow;
			i += arrow;
		} else if (rc_lex_is(src, i, "(") || rc_lex_is(src, i, "<")) {
			i = rc_lex_close(src, i);
		} else if (strchr(",)>{;=]", src->text[src->v[i].start]) ||
			   (!all && rc_lex_is(src, i, "+"))) {
			return i;
		}
	}
	return src->n;
}

/* Where a lifetime declared at lexeme i is in scope. */
static size_t scope_end(struct rc_rule_at *at, size_t i, size_t *from)
{
	const struct rc_source *src = at->src;
	const struct rc_decl *decl =
		rc_decl_around(at->sources, src, src->v[i].start, RC_DECL_ANY);

	*from = list_open(src, i);
	if (rc_lex_is(src, *from - 1, "for"))
		return binder_end(src, *from);
	return decl && decl->generics == *from ? decl->end : *from;
}

/* A short name that the file does not know. */
static const char *free_lifetime(struct rc_rule_at *at)
{
	for (char c = 'a'; c <= 'z'; c++) {
		const char *name = RC_RULE_TEXT(at, "'%c", c);

		if (rc_lex_count(at->src, 0, at->src->n, name) == 0)
			return name;
	}
	return NULL;
}

static void rename_lifetime(struct rc_rule_at *at, size_t i, const char *by)
{
	const struct rc_source *src = at->src;
	const char *name = rc_lex_text(src, i, i + 1, at->arena);
	size_t from, end = scope_end(at, i, &from);

	for (size_t k = from; k < end; k++) {
		if (rc_lex_is(src, k, name))
			rc_rule_replace(at, src, src->v[k].start, src->v[k].end,
					by);
	}
	rc_rule_answer(at, "rename the lifetime `%s` of line %u to `%s`", name,
		       rc_line_number(src, src->v[i].start), by);
}

RC_RULE(rename_lifetime)
{
	size_t i = rc_lex_at(at->src, at->span->start);
	const char *by = free_lifetime(at);

	if (by && is_declaration(at->src, i))
		rename_lifetime(at, i, by);
}

/* `f::<'static, u8>`: the compiler chooses such lifetimes at each call. */
RC_RULE(drop_late_bound)
{
	const struct rc_source *src = at->src;
	size_t i = rc_lex_at(src, at->span->start), open = i;

	while (open > 0 &&
	       (rc_lex_is_lifetime(src, open) || rc_lex_is(src, open, ",")))
		open--;
	if (!rc_lex_is_lifetime(src, i) || !rc_lex_is(src, open, "<") ||
	    rc_lex_close(src, open) == src->n)
		return;
	struct rc_list list = rc_list_in(src, open, at->arena);
	size_t n = 0;

	while (n < list.n && rc_lex_is_lifetime(src, list.v[n].from))
		n++;
	if (n < list.n)
		rc_rule_remove(at, src, src->v[list.from].start,
			       src->v[list.v[n].from].start);
	else if (rc_lex_is(src, open - 2, "::"))
		rc_rule_remove(at, src, src->v[open - 2].start,
			       src->v[list.to].end);
	rc_rule_answer(at, "leave the lifetime arguments to the compiler");
}

/* Among the generics of the declaration, or of a member of it? */
static bool is_declared(struct rc_rule_at *at, const struct rc_decl *in,
			const char *name)
{
	const struct rc_decls *decls = rc_decls_of(at->sources, at->src);

	for (size_t k = 0; k < decls->n; k++) {
		const struct rc_decl *decl = &decls->v[k];

		if (decl != in && decl->parent != in)
			continue;
		for (size_t i = decl->generics; i < decl->generics_end; i++) {
			if (rc_lex_is(at->src, i, name) &&
			    is_declaration(at->src, i))
				return true;
		}
	}
	return false;
}

/* The type whose field it is in, or the impl that names it in its head: what
 * is declared there its members need not declare again, and do not. */
static const struct rc_decl *declares(struct rc_rule_at *at, const char *name)
{
	const struct rc_decl *decl = rc_decl_around(at->sources, at->src,
						    at->span->start,
						    RC_DECL_ADT | RC_DECL_IMPL);

	if (!decl || !decl->body || is_declared(at, decl, name) ||
	    (decl->kind == RC_DECL_IMPL &&
	     rc_lex_count(at->src, decl->generics_end, decl->body, name) == 0))
		return NULL;
	return decl;
}

/* Before what the compiler suggests at each of the uses. */
RC_RULE(declare_lifetime)
{
	const struct rc_source *src = at->src;
	size_t i = rc_lex_at(src, at->span->start);
	const char *name = rc_lex_text(src, i, i + 1, at->arena);
	const struct rc_decl *decl =
		rc_lex_is_lifetime(src, i) ? declares(at, name) : NULL;

	if (!decl)
		return;
	if (decl->generics < decl->generics_end)
		rc_rule_insert(at, src, src->v[decl->generics].end,
			       RC_RULE_TEXT(at, "%s, ", name));
	else
		rc_rule_insert(at, src, src->v[decl->generics - 1].end,
			       RC_RULE_TEXT(at, "<%s>", name));
	rc_rule_answer(at, "declare the lifetime `%s` in line %u", name,
		       rc_line_number(src, src->v[decl->keyword].start));
}
