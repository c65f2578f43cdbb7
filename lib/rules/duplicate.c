/* SPDX-License-Identifier: MIT */

/* Of two that are the same, lexeme by lexeme and in their comments, one goes:
 * the later. */

#include "rules/generics.h"
#include "rules/table.h"
#include "rules/trait.h"

/* The span of the other one. */
static const struct rc_span *other_span(const struct rc_rule_at *at)
{
	static const char *const labels[] = { "previous definition",
					      "other definition",
					      "first implementation",
					      "first declared", "first use" };
	const struct rc_span *span = NULL;

	for (size_t i = 0; i < RC_COUNT(labels) && !span; i++)
		span = rc_rule_label(at, labels[i]);
	return span && span->path && at->span->path &&
			       strcmp(span->path, at->span->path) == 0
		       ? span
		       : NULL;
}

static const char *docs_of(const struct rc_rule_at *at, size_t i)
{
	const struct rc_source *src = at->src;
	size_t start = rc_doc_start(src, i);

	return rc_arena_strndup(at->arena, src->text + start,
				src->v[i].start - start);
}

/* Which of two may go, the second if it can be helped; both: neither. What
 * only one of them documents must stay. */
static bool second_goes(const struct rc_rule_at *at, size_t first,
			size_t second, bool *goes)
{
	const char *a = docs_of(at, first), *b = docs_of(at, second);

	*goes = !*b || rc_same_but_blanks(a, b);
	return *goes || !*a;
}

static bool same_text(const struct rc_rule_at *at, size_t a, size_t a_end,
		      size_t b, size_t b_end)
{
	const struct rc_source *src = at->src;

	return rc_lex_same(src, a, a_end, src, b, b_end) &&
	       rc_same_but_blanks(rc_lex_text(src, a, a_end, at->arena),
				  rc_lex_text(src, b, b_end, at->arena));
}

/* Both in one place, or in impls with the same head. */
static bool same_parent(const struct rc_decl *a, const struct rc_decl *b)
{
	const struct rc_decl *x = a->parent, *y = b->parent;

	if (x == y || !x || !y)
		return x == y;
	return x->kind == RC_DECL_IMPL && y->kind == RC_DECL_IMPL &&
	       x->parent == y->parent &&
	       rc_lex_same(x->src, x->first, x->body, y->src, y->first,
			   y->body);
}

/* The impl itself when it holds nothing else. */
static const struct rc_decl *whole(const struct rc_decl *decl)
{
	const struct rc_decl *up = decl->parent;

	return up && up->kind == RC_DECL_IMPL && !up->trait &&
			       decl->first == up->body + 1 &&
			       decl->end + 1 == up->end
		       ? up
		       : decl;
}

static bool is_blank_line(const struct rc_source *src, size_t byte)
{
	size_t start = rc_line_start(src, byte);

	return start + rc_line_indent(src, start) == rc_line_end(src, start);
}

/* With the blank line above it, if one is below it, too. */
static void remove_decl(struct rc_rule_at *at, const struct rc_decl *decl)
{
	const struct rc_source *src = decl->src;
	size_t start = rc_doc_start(src, decl->first);
	size_t end = src->v[decl->end - 1].end;
	size_t line = rc_line_start(src, start);
	size_t below = rc_line_end(src, end) + 1;
	bool last = decl->end >= src->n || rc_lex_is(src, decl->end, "}");

	while (below < src->len && src->text[below - 1] != '\n')
		below++;
	if (line > 0 && rc_line_indent(src, start) == start - line &&
	    is_blank_line(src, line - 1) && rc_line_end(src, end) == end &&
	    (last || is_blank_line(src, below)))
		rc_rule_replace(at, src, rc_line_start(src, line - 1),
				below < src->len ? below : src->len, "");
	else
		rc_rule_remove(at, src, start, end);
}

RC_RULE(duplicate_definition)
{
	const unsigned kinds = RC_DECL_ANY & ~RC_DECL_USE;
	const struct rc_span *other = other_span(at);
	bool second;

	if (!other)
		return;
	const struct rc_decl *a =
		rc_decl_around(at->sources, at->src, other->start, kinds);
	const struct rc_decl *b =
		rc_decl_around(at->sources, at->src, at->span->start, kinds);

	if (!a || !b || a == b || !same_parent(a, b) ||
	    !same_text(at, a->first, a->end, b->first, b->end))
		return;
	if (a->first > b->first) {
		const struct rc_decl *swap = a;

		a = b;
		b = swap;
	}
	if (!second_goes(at, a->first, b->first, &second))
		return;
	remove_decl(at, whole(second ? b : a));
	rc_rule_answer(at, "remove the %s of two identical definitions%s%s",
		       second ? "second" : "first", *b->name ? " of " : "",
		       b->name);
}

/* The bracket of the list both lexemes stand in, src->n: they do not. */
static size_t common_list(struct rc_rule_at *at, size_t a, size_t b)
{
	const struct rc_source *src = at->src;
	const struct rc_decl *decl =
		rc_decl_around(at->sources, src, src->v[a].start, RC_DECL_ANY);

	if (decl && decl->generics < a && a < decl->generics_end &&
	    decl->generics < b && b < decl->generics_end)
		return decl->generics;
	return rc_lex_open(src, a) == rc_lex_open(src, b) ? rc_lex_open(src, a)
							  : src->n;
}

RC_RULE(duplicate_entry)
{
	const struct rc_source *src = at->src;
	const struct rc_span *other = other_span(at);
	bool second;

	if (!other)
		return;
	size_t a = rc_lex_at(src, other->start);
	size_t b = rc_lex_at(src, at->span->start);
	size_t open = b < src->n && a < b ? common_list(at, a, b) : src->n;

	if (open == src->n)
		return;
	struct rc_list list = rc_list_in(src, open, at->arena);
	size_t i = rc_list_find(&list, a), k = rc_list_find(&list, b);

	if (i == list.n || k == list.n || i == k ||
	    !same_text(at, list.v[i].from, list.v[i].to, list.v[k].from,
		       list.v[k].to) ||
	    !second_goes(at, list.v[i].from, list.v[k].from, &second))
		return;
	rc_list_drop(at, &list, second ? k : i);
	rc_rule_answer(at, "remove the %s of two identical `%s`",
		       second ? "second" : "first",
		       rc_lex_text(src, b, b + 1, at->arena));
}

RC_RULE(duplicate_bound)
{
	const struct rc_diag *diag = at->diag;
	const struct rc_span *last = at->span;

	for (size_t i = 0; i < diag->n_spans; i++) {
		if (diag->spans[i].primary && diag->spans[i].path &&
		    strcmp(diag->spans[i].path, last->path) == 0 &&
		    diag->spans[i].start > last->start)
			last = &diag->spans[i];
	}
	const struct rc_decl *decl =
		rc_decl_around(at->sources, at->src, last->start, RC_DECL_ANY);
	size_t i = rc_lex_at(at->src, last->start);

	if (last == at->span || !decl || !rc_lex_is(at->src, i, "?"))
		return;
	rc_bound_drop(at, decl, i);
	rc_rule_answer(at, "remove the second `?Sized` of two");
}
