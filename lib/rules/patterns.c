/* SPDX-License-Identifier: MIT */

/* Patterns that cannot match, and a way out of a closure. */

#include "rules/table.h"

#include <stdlib.h>

/* The number behind part of a message, 0: there is none. */
static unsigned long number_behind(const char *message, const char *part)
{
	const char *at = strstr(message, part);

	return at ? strtoul(at + strlen(part), NULL, 10) : 0;
}

/* "pattern requires 2 elements but array has 4" */
RC_RULE(slice_rest)
{
	const struct rc_source *src = at->src;
	const char *message = at->diag->message;
	size_t open = rc_lex_at(src, at->span->start);
	size_t close = rc_lex_close(src, open);

	if (!rc_lex_is(src, open, "[") || close == src->n ||
	    number_behind(message, "requires ") >=
		    number_behind(message, "array has "))
		return;
	bool empty = close == open + 1;
	bool comma = rc_lex_is(src, close - 1, ",");

	rc_rule_insert(at, src, src->v[close - 1].end,
		       empty   ? ".."
		       : comma ? " .."
			       : ", ..");
	rc_rule_answer(at, "match the rest of the array with `..`");
}

/* The first dot of ".." or "..=" in [i, end). */
static size_t find_dots(const struct rc_source *src, size_t i, size_t end)
{
	while (i < end && !rc_lex_is(src, i, ".."))
		i++;
	return i;
}

RC_RULE(swap_range)
{
	const struct rc_source *src = at->src;
	size_t low = rc_lex_at(src, at->span->start);
	size_t end = rc_lex_at(src, at->span->end);
	size_t dots = find_dots(src, low, end);
	size_t high = dots + 2 + rc_lex_is(src, dots, "..=");

	if (dots == low || high >= end)
		return;
	const char *first = rc_lex_text(src, low, dots, at->arena);
	const char *last = rc_lex_text(src, high, end, at->arena);

	if (strcmp(first, last) == 0) {
		rc_rule_insert(at, src, src->v[high - 1].end, "=");
		rc_rule_answer(at, "include the end of the range");
		return;
	}
	rc_rule_replace(at, src, src->v[low].start, src->v[dots - 1].end, last);
	rc_rule_replace(at, src, src->v[high].start, src->v[end - 1].end,
			first);
	rc_rule_answer(at, "swap the ends of the range");
}

RC_RULE(leave_closure)
{
	const struct rc_source *src = at->src;
	size_t i = rc_lex_at(src, at->span->start);

	if (!rc_lex_is(src, i, "break") && !rc_lex_is(src, i, "continue"))
		return;
	rc_rule_replace(at, src, src->v[i].start, src->v[i].end, "return");
	rc_rule_answer(at, "leave the closure with `return`");
}
