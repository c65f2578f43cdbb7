/* SPDX-License-Identifier: MIT */

/* Number literals of the wrong kind. */

#include "rules/place.h"
#include "rules/table.h"

static bool is_digits(const struct rc_source *src, size_t i, const char *digits)
{
	if (!rc_lex_is_word(src, i))
		return false;
	size_t len = src->v[i].end - src->v[i].start;

	return strspn(src->text + src->v[i].start, digits) >= len;
}

/* Lexemes of `1.0` or `1.` from i on, 0: it is something else. */
static size_t whole_float(const struct rc_source *src, size_t i)
{
	bool field = rc_lex_is(src, i - 1, ".") && !rc_lex_is(src, i - 2, "..");

	if (field || !is_digits(src, i, "0123456789_") ||
	    !rc_lex_is(src, i + 1, ".") || !rc_lex_is_glued(src, i + 1) ||
	    rc_lex_is(src, i + 1, ".."))
		return 0;
	if (rc_lex_is_glued(src, i + 2) && rc_lex_is_word(src, i + 2))
		return is_digits(src, i + 2, "0_") ? 3 : 0;
	return 2;
}

static size_t cut_fractions(struct rc_rule_at *at, size_t from, size_t to)
{
	const struct rc_source *src = at->src;
	size_t n = 0;

	for (size_t i = from; i < to && i < src->n; i++) {
		size_t len = whole_float(src, i);

		if (!len)
			continue;
		rc_rule_replace(at, src, src->v[i].end, src->v[i + len - 1].end,
				"");
		n++;
	}
	return n;
}

/* The variable at lexeme i was made a float where it was introduced. */
static size_t cut_initial(struct rc_rule_at *at, size_t i)
{
	struct rc_local local;

	if (!rc_lex_is_word(at->src, i) || !rc_local_of(at->src, i, &local) ||
	    local.end - local.value > 3)
		return 0;
	return cut_fractions(at, local.value, local.end);
}

static bool is_about_floats(const struct rc_rule_at *at)
{
	const char *label = at->span->label;

	return strstr(at->diag->message, "{float}") ||
	       (label && (strstr(label, "{float}") ||
			  strstr(label, "found floating-point number") ||
			  strstr(label, "expected floating-point number, "
					"found ")));
}

/* At the span, then beside an operator, then where a variable began. */
/* Arms of which one gave the type. */
static size_t cut_other(struct rc_rule_at *at)
{
	size_t n = 0;

	for (size_t i = 0; i < at->diag->n_spans; i++) {
		const struct rc_span *span = &at->diag->spans[i];

		if (span->label && strstr(span->label, "{float}") &&
		    span->path && strcmp(span->path, at->span->path) == 0)
			n += cut_fractions(at, rc_lex_at(at->src, span->start),
					   rc_lex_at(at->src, span->end));
	}
	return n;
}

RC_RULE(whole_number)
{
	const struct rc_source *src = at->src;
	size_t from = rc_lex_at(src, at->span->start);
	size_t to = rc_lex_at(src, at->span->end);

	if (!is_about_floats(at))
		return;
	if (to < src->n && src->v[to].start < at->span->end)
		to++;
	size_t before = from > 5 ? from - 5 : 0;
	size_t n = cut_fractions(at, from, to);

	if (!n)
		n = cut_fractions(at, to, to + 1) ||
		    cut_fractions(at, to + 1, to + 2);
	if (!n)
		n = cut_fractions(at, before, from);
	if (!n)
		n = cut_initial(at, from) || cut_initial(at, from - 1) ||
		    cut_initial(at, to);
	if (!n)
		n = cut_other(at);
	if (n)
		rc_rule_answer(at, "make the float a whole number");
}
