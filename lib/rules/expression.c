/* SPDX-License-Identifier: MIT */

/* Words that cannot stand where they do: return, labels, patterns. */

#include "rules/place.h"
#include "rules/table.h"

/* The value of a constant is that of its expression, or of its block. */
RC_RULE(drop_return)
{
	const struct rc_source *src = at->src;
	size_t i = rc_lex_at(src, at->span->start);
	size_t end = rc_lex_at(src, at->span->end);
	const struct rc_decl *decl =
		rc_decl_around(at->sources, src, at->span->start,
			       RC_DECL_CONST | RC_DECL_STATIC);
	size_t open = rc_lex_open(src, i);

	if (!rc_lex_is(src, i, "return") || end < i + 2 || end >= src->n)
		return;
	rc_rule_remove(at, src, src->v[i].start, src->v[i + 1].start);
	if (decl && decl->keyword < open && open < src->n &&
	    rc_lex_is(src, end, ";") && rc_lex_is(src, end + 1, "}"))
		rc_rule_remove(at, src, src->v[end].start, src->v[end].end);
	rc_rule_answer(at, "leave out the `return`");
}

/* Without a body there is nothing to take the argument apart for. */
RC_RULE(plain_parameter)
{
	const struct rc_source *src = at->src;
	size_t i = rc_lex_at(src, at->span->start);
	size_t end = rc_lex_at(src, at->span->end);
	bool named = end == i + 2 && rc_lex_is_word(src, i + 1);

	if (!rc_lex_is(src, end, ":"))
		return;
	rc_rule_replace(at, src, at->span->start, at->span->end,
			named ? rc_lex_text(src, i + 1, i + 2, at->arena)
			      : "_");
	rc_rule_answer(at, "name the parameter without a pattern");
}

static bool is_loop(const struct rc_source *src, size_t i)
{
	return rc_lex_is(src, i, "loop") || rc_lex_is(src, i, "while") ||
	       rc_lex_is(src, i, "for");
}

/* The keyword of the loop whose body begins at lexeme open; src->n: it is
 * another block. */
static size_t loop_of(const struct rc_source *src, size_t open)
{
	size_t first = rc_statement_first(src, open);

	for (size_t i = first; i < open; i++) {
		if (is_loop(src, i))
			return i;
	}
	return src->n;
}

/* Ends the walk outwards: a label does not reach into these. */
static bool is_border(const struct rc_source *src, size_t open)
{
	return rc_lex_is(src, open - 1, "|") ||
	       rc_lex_is(src, open - 1, "async") ||
	       rc_lex_is(src, open - 1, "move") ||
	       rc_statement_first(src, open) == src->n;
}

/* The loops around that have no label: the only one; of two the outer one,
 * since the inner one is left without any label. */
RC_RULE(label_loop)
{
	const struct rc_source *src = at->src;
	size_t i = rc_lex_at(src, at->span->start), loops[2], n = 0;

	if (!rc_lex_is_lifetime(src, i))
		return;
	for (size_t open = rc_lex_open(src, i); open < src->n;
	     open = rc_lex_open(src, open)) {
		if (!rc_lex_is(src, open, "{"))
			continue;
		if (is_border(src, open))
			break;
		size_t loop = loop_of(src, open);

		if (loop == src->n || rc_lex_is(src, loop - 1, ":"))
			continue;
		if (n == RC_COUNT(loops))
			return;
		loops[n++] = loop;
	}
	if (n == 0)
		return;
	const char *label = rc_lex_text(src, i, i + 1, at->arena);

	rc_rule_insert(at, src, src->v[loops[n - 1]].start,
		       RC_RULE_TEXT(at, "%s: ", label));
	rc_rule_answer(at, "give the loop of line %u the label `%s`",
		       rc_line_number(src, src->v[loops[n - 1]].start), label);
}

/* Behind the pattern of the `for` at lexeme i: "x", "&x", "(i, x)". */
static size_t pattern_end(const struct rc_source *src, size_t i)
{
	i++;
	while (rc_lex_is(src, i, "&") || rc_lex_is(src, i, "mut"))
		i++;
	return rc_lex_is(src, i, "(") ? rc_lex_close(src, i) + 1 : i + 1;
}

/* The compiler looks for the `in` where the loop's body begins: it belongs
 * behind the pattern. */
RC_RULE(missing_in)
{
	const struct rc_source *src = at->src;
	size_t i = rc_lex_at(src, at->span->start);

	while (i > 0 && !rc_lex_is(src, i, "fn")) {
		size_t end = pattern_end(src, i);

		if (!rc_lex_is(src, i, "for") || end >= src->n ||
		    rc_lex_is(src, end, "in") || rc_lex_is(src, end, "{") ||
		    rc_lex_is(src, i + 1, "<")) {
			i--;
			continue;
		}
		rc_rule_insert(at, src, src->v[end - 1].end, " in");
		rc_rule_answer(at, "insert the missing `in`");
		return;
	}
}
