/* SPDX-License-Identifier: MIT */

/*
 * Where within a line the partner of `(` or `[` may have stood. Most of the
 * time at the end of what it can hold; otherwise it was followed by something
 * that is now taken for its inside: a method, `?`, a comma of the list around
 * it, or an operator.
 */

#include "rules/inside.h"

#define MAX_NESTED 16 /* brackets in it that are looked into */

/* `(` with a sign behind it that has no operand: nothing stood inside. */
static bool is_empty(const struct rc_source *src, size_t open)
{
	size_t i = open + 1;
	char c = rc_lex_sign(src, i);

	if (rc_lex_is(src, i, "else") || rc_lex_is(src, i, "as"))
		return true;
	if (!c || rc_lex_is(src, i, ".."))
		return rc_lex_is(src, i + 2, "]");
	if (c == '{' && !rc_lex_is_first(src, i) && !rc_lex_is_glued(src, i))
		return true;
	if (strchr(".?%/>=,;+^", c) || rc_lex_is(src, i, "!="))
		return true;
	bool twice = rc_lex_is(src, i, "&&") || rc_lex_is(src, i, "||");

	return strchr("<-*|&", c) && !rc_lex_is_glued(src, i) &&
	       !rc_lex_is_glued(src, i + 1 + twice);
}

/* `pub(crate fn` */
static bool is_visibility(const struct rc_source *src, size_t open)
{
	return rc_lex_is(src, open - 1, "pub") &&
	       rc_lex_is_word(src, open + 1) && rc_lex_is_word(src, open + 2);
}

/* The lexeme before the "->" in the bracket of a function's type, or 0. */
static size_t result_of(const struct rc_source *src, size_t open)
{
	size_t end = rc_lex_close(src, open);

	for (size_t i = open + 1; i < end; i++) {
		if (rc_lex_is(src, i, "->"))
			return i - 1;
	}
	return 0;
}

/* `'-' &&`: a literal that is no bool. */
static bool is_no_truth(const struct rc_source *src, size_t i)
{
	return i < src->n && src->v[i].kind == RC_TOKEN_TEXT &&
	       !rc_lex_is_lifetime(src, i) &&
	       (rc_lex_is(src, i + 1, "&&") || rc_lex_is(src, i + 1, "||"));
}

size_t rc_cut_forced(const struct rc_inside *in)
{
	const struct rc_source *src = in->src;

	for (size_t i = in->gap->open; i < in->gap->at; i++) {
		if (rc_lex_sign(src, i) != in->open)
			continue;
		if (is_empty(src, i))
			return i;
		if (is_visibility(src, i) || is_no_truth(src, i + 1))
			return i + 1;
		if (rc_lex_is(src, i - 1, "fn") && i > in->gap->open)
			return result_of(src, i);
	}
	return 0;
}

void rc_cut_before(const struct rc_inside *in, size_t before)
{
	rc_places_add(in->out, in->src->v[before - 1].end,
		      in->open == '(' ? ")" : "]");
}

/* Arithmetic in brackets, `(`, nothing called. */
static bool is_group(const struct rc_source *src, size_t open)
{
	static const char *const words[] = { "return", "in",	"if",
					     "while",  "match", "else" };

	char c = rc_lex_sign(src, open - 1);

	if (c == '!')
		return !rc_lex_is_glued(src, open - 1) ||
		       !rc_lex_is_word(src, open - 2);
	return rc_lex_is(src, open, "(") &&
	       (RC_LEX_IS_ONE_OF(src, open - 1, words) ||
		(!rc_lex_is_word(src, open - 1) && !(c && strchr(">)]}?", c))));
}

#define UNARY 12

/* How tightly an operator binds; 0: none starts at i. */
static int binding(const struct rc_source *src, size_t i)
{
	static const struct {
		const char *sign;
		int level;
	} table[] = {
		{ "..", 1 }, { "||", 2 }, { "&&", 3 }, { "==", 4 },
		{ "!=", 4 }, { "<=", 4 }, { ">=", 4 }, { "<<", 8 },
		{ ">>", 8 }, { "<", 4 },  { ">", 4 },  { "|", 5 },
		{ "^", 6 },  { "&", 7 },  { "+", 9 },  { "-", 9 },
		{ "*", 10 }, { "/", 10 }, { "%", 10 }, { "as", 11 },
		{ "?", 13 }, { ".", 13 },
	};

	for (size_t k = 0; k < RC_COUNT(table); k++) {
		if (rc_lex_is(src, i, table[k].sign))
			return table[k].level;
	}
	return 0;
}

static bool ends_operand(const struct rc_source *src, size_t i)
{
	char c = rc_lex_sign(src, i);

	return i < src->n && (!c || strchr(")]}?", c));
}

/* `.name(`, or `.name` of what `*` or `&` stands before. */
static bool is_access(const struct rc_source *src, size_t i, bool unary)
{
	return rc_lex_is(src, i, ".") && rc_lex_is_word(src, i + 1) &&
	       (unary || rc_lex_is(src, i + 2, "(") ||
		rc_lex_is(src, i + 2, "::"));
}

#define IS_BITS(level) ((level) >= 5 && (level) <= 8)
#define COMPARISON 4

/* One operator of a group after the other, with how tightly it binds. */
struct operators {
	const struct rc_source *src;
	size_t at, end;
	int level;
};

static bool next_operator(struct operators *op)
{
	const struct rc_source *src = op->src;

	for (op->at++; op->at < op->end; op->at++) {
		char c = rc_lex_sign(src, op->at);

		if (c == '(' || c == '[' || c == '{') {
			op->at = rc_lex_close(src, op->at);
			continue;
		}
		op->level = ends_operand(src, op->at - 1) ? binding(src, op->at)
							  : 0;
		if (op->level && op->level < UNARY)
			return true;
	}
	return false;
}

/* Brackets are there because an operator behind them would bind otherwise, or
 * for bits that are compared. */
static void cut_group(const struct rc_inside *in, size_t open, size_t end)
{
	struct operators op = { .src = in->src, .at = open, .end = end };
	size_t cuts[RC_MAX_PLACES], n = 0;
	int first = 0;

	while (next_operator(&op) && n < RC_MAX_PLACES) {
		if (first && op.level != first)
			cuts[n++] = op.at;
		if (IS_BITS(first) && op.level == COMPARISON)
			rc_cut_before(in, op.at);
		first = first ? first : op.level;
	}
	for (size_t i = 0; i < n; i++)
		rc_cut_before(in, cuts[i]);
}

/* `(a - b).abs()`, `(*a).b` */
static void cut_access(const struct rc_inside *in, size_t open, size_t end)
{
	const struct rc_source *src = in->src;
	char sign = rc_lex_sign(src, open + 1);
	bool unary = sign == '*' || sign == '&';
	struct operators op = { .src = src, .at = open, .end = end };

	if (!unary && !next_operator(&op))
		return;
	for (size_t i = op.at + 1; i < end; i++) {
		char c = rc_lex_sign(src, i);

		if (c == '(' || c == '[' || c == '{')
			i = rc_lex_close(src, i);
		if (!is_access(src, i, unary))
			continue;
		rc_cut_before(in, i);
		return;
	}
}

/* `(a >> b + c`: nobody relies on what binds tighter here. */
static bool is_shift(const struct rc_source *src, size_t open, size_t end)
{
	struct operators op = { .src = src, .at = open, .end = end };

	return next_operator(&op) && IS_BITS(op.level);
}

/* Of a call: before a method, `?`, an operator or, in a list, `,`. */
static void cut_call(const struct rc_inside *in, size_t open, size_t end,
		     bool list)
{
	const struct rc_source *src = in->src;
	size_t operator= 0; /* less likely than the others */

	for (size_t i = open + 2; i < end; i++) {
		char c = rc_lex_sign(src, i);

		if (c == '(' || c == '[' || c == '{')
			i = rc_lex_close(src, i);
		else if ((c == '.' && !rc_lex_is(src, i, "..") &&
			  rc_lex_is_word(src, i + 1)) ||
			 c == '?' || (list && c == ','))
			rc_cut_before(in, i);
		else if (!operator&& ends_operand(src, i - 1) &&
			 binding(src, i))
			operator= i;
	}
	if (operator)
		rc_cut_before(in, operator);
}

static void cut_tuple(const struct rc_inside *in, size_t open, size_t end)
{
	const struct rc_source *src = in->src;

	for (size_t i = open + 1; i < end; i++) {
		char c = rc_lex_sign(src, i);

		if (c == '(' || c == '[' || c == '{')
			i = rc_lex_close(src, i);
		else if (c == ',')
			rc_cut_before(in, i);
	}
}

static void cut_any(const struct rc_inside *in, size_t open, size_t end)
{
	bool list = open != in->gap->open;

	if (!is_group(in->src, open)) {
		cut_call(in, open, end, list);
		return;
	}
	cut_group(in, open, end);
	cut_access(in, open, end);
	if (list)
		cut_tuple(in, open, end);
}

/*
 * A bracket inside may have taken the partner, and is what lost its own: the
 * last one, the last one in that, …, then any.
 */
static void cut_nested(const struct rc_inside *in, size_t end)
{
	const struct rc_source *src = in->src;
	char closer = rc_closer_of(in->open);
	size_t last = end - 1;

	for (unsigned depth = 0; depth < 4; depth++, last--) {
		if (rc_lex_sign(src, last) != closer)
			break;
		cut_any(in, rc_lex_open(src, last), last);
	}
	unsigned looked = 0;

	for (size_t i = in->gap->open + 1; i < end; i++) {
		if (in->out->n == RC_MAX_PLACES || looked == MAX_NESTED)
			break;
		if (rc_lex_sign(src, i) != in->open)
			continue;
		cut_any(in, i, rc_lex_close(src, i));
		looked++;
	}
}

void rc_cut_inline(const struct rc_inside *in, size_t end)
{
	const struct rc_source *src = in->src;
	size_t open = in->gap->open, last = open;
	/* All of an expression is never put in brackets. */
	bool alone = !binding(src, open - 1) || is_shift(src, open, end);

	while (alone && is_group(src, last) && last < open + MAX_NESTED) {
		size_t to = last == open ? end : rc_lex_close(src, last);

		cut_group(in, last, to);
		cut_access(in, last, to);
		last++;
	}
	rc_cut_before(in, end);
	cut_any(in, open, end);
	cut_nested(in, end);
}
