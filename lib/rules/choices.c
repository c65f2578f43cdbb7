/* SPDX-License-Identifier: MIT */

/*
 * Two of a kind where one is allowed, and other places at which a few repairs
 * are as good as each other: each is an answer of its own.
 */

#include "rules/table.h"

#include <ctype.h>

#include "rules/extent.h"
#include "rules/list.h"

/* Like name, but used nowhere in [i, end). */
static const char *fresh_name(const struct rc_rule_at *at, const char *name,
			      size_t i, size_t end)
{
	size_t len = strlen(name);
	bool digit = len && isdigit((unsigned char)name[len - 1]);

	for (unsigned n = 2; n < 100; n++) {
		const char *next =
			RC_RULE_TEXT(at, "%s%s%u", name, digit ? "_" : "", n);

		if (!rc_extent_mentions(at->src, i, end, next))
			return next;
	}
	return NULL;
}

/* "Point { x }": a field's name, which has to stay. */
static bool is_shorthand(const struct rc_source *src, size_t i)
{
	return rc_lex_is(src, rc_lex_open(src, i), "{") &&
	       (rc_lex_is(src, i - 1, "{") || rc_lex_is(src, i - 1, ",")) &&
	       (rc_lex_is(src, i + 1, "}") || rc_lex_is(src, i + 1, ","));
}

/* The "=>" of the match arm whose pattern holds lexeme i, without a guard;
 * src->n: it is no such pattern. */
static size_t arm_of(const struct rc_source *src, size_t i)
{
	for (; i < src->n; i++) {
		if (rc_lex_is(src, i, "=>"))
			return i;
		if (rc_lex_is(src, i, "=") || rc_lex_is(src, i, ";") ||
		    rc_lex_is(src, i, "if") || rc_lex_is(src, i, "in"))
			break;
		if (rc_lex_is(src, i, "(") || rc_lex_is(src, i, "[") ||
		    rc_lex_is(src, i, "{"))
			i = rc_lex_close(src, i);
	}
	return src->n;
}

static void rename_at(struct rc_rule_at *at, size_t i, const char *name,
		      const char *next)
{
	const struct rc_source *src = at->src;

	rc_rule_replace(at, src, src->v[i].start, src->v[i].end,
			is_shorthand(src, i)
				? RC_RULE_TEXT(at, "%s: %s", name, next)
				: next);
}

RC_RULE(rename_duplicate)
{
	const struct rc_source *src = at->src;
	const struct rc_decl *fn =
		rc_decl_around(at->sources, src, at->span->start, RC_DECL_FN);
	const char *name = rc_rule_quoted(at, at->diag->message, 0);
	size_t i = rc_lex_at(src, at->span->start);

	if (!fn || !name || !rc_lex_is(src, i, name))
		return;
	const char *next = fresh_name(at, name, fn->first, fn->end);
	size_t arm = arm_of(src, i);

	if (!next)
		return;
	rename_at(at, i, name, next);
	rc_rule_answer(at, "rename the second `%s` to `%s`", name, next);
	if (arm == src->n || strstr(at->diag->message, "parameter"))
		return;
	rename_at(at, i, name, next);
	rc_rule_insert(at, src, src->v[arm - 1].end,
		       RC_RULE_TEXT(at, " if %s == %s", name, next));
	rc_rule_answer(at, "ask whether both `%s` are equal", name);
}

RC_RULE(drop_either_field)
{
	const struct rc_source *src = at->src;
	const struct rc_span *other = rc_rule_label(at, "first");
	const char *name = rc_rule_quoted(at, at->diag->message, 0);
	struct rc_list list = rc_list_in(
		src, rc_extent_block(src, at->span->start), at->arena);
	size_t a =
		rc_list_find(&list, rc_lex_at(src, other ? other->start : 0));
	size_t b = rc_list_find(&list, rc_lex_at(src, at->span->start));

	if (!other || !name || a >= b || b == list.n ||
	    rc_lex_same(src, list.v[a].from, list.v[a].to, src, list.v[b].from,
			list.v[b].to))
		return;
	rc_list_drop(at, &list, b);
	rc_rule_answer(at, "keep the first `%s`", name);
	rc_list_drop(at, &list, a);
	rc_rule_answer(at, "keep the second `%s`", name);
}

/* Is the hint at lexeme i one of those that contradict each other? */
static bool is_hint(const struct rc_rule_at *at, size_t i)
{
	const struct rc_source *src = at->src;
	const struct rc_diag *diag = at->diag;

	if (strcmp(diag->code, "E0587") == 0)
		return rc_lex_is(src, i, "packed") ||
		       rc_lex_is(src, i, "align");
	for (size_t k = 0; k < diag->n_spans; k++) {
		if (diag->spans[k].primary &&
		    diag->spans[k].start == src->v[i].start)
			return true;
	}
	return false;
}

/* hash: of "#[repr(". The attribute goes with its only hint. */
static void drop_hint(struct rc_rule_at *at, size_t hash,
		      const struct rc_list *hints, size_t i)
{
	const struct rc_source *src = at->src;

	if (hints->n > 1)
		rc_list_drop(at, hints, i);
	else
		rc_rule_remove(at, src, src->v[hash].start,
			       src->v[hints->to + 1].end);
	rc_rule_answer(at, "leave out `%s` of the representation",
		       rc_lex_text(src, hints->v[i].from, hints->v[i].to,
				   at->arena));
}

RC_RULE(drop_either_repr)
{
	const struct rc_source *src = at->src;
	const struct rc_decl *decl =
		rc_decl_around(at->sources, src, at->span->start, RC_DECL_ADT);

	for (size_t i = decl ? decl->first : src->n; decl && i < decl->keyword;
	     i++) {
		if (!rc_lex_is(src, i, "#") || !rc_lex_is(src, i + 2, "repr") ||
		    !rc_lex_is(src, i + 3, "("))
			continue;
		struct rc_list hints = rc_list_in(src, i + 3, at->arena);

		for (size_t k = 0; k < hints.n && hints.to + 1 < src->n; k++) {
			if (is_hint(at, hints.v[k].from))
				drop_hint(at, i, &hints, k);
		}
	}
}
