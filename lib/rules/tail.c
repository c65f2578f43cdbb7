/* SPDX-License-Identifier: MIT */
#include "rules/tail.h"

#define MAX_TAIL 400 /* bytes */

void rc_tail_read(const struct rc_source *src, size_t i, size_t from, size_t to,
		  struct rc_tail *out)
{
	size_t first = i;

	*out = (struct rc_tail){ .text = src->text + from, .len = to - from };
	if (out->len > MAX_TAIL)
		out->len = MAX_TAIL;
	while (!rc_lex_is_first(src, first))
		first--;
	for (size_t k = first; k < i; k++) {
		char c = rc_lex_sign(src, k);

		if (c == '(' || c == '[' || c == '{')
			out->open++;
		if ((c == ')' || c == ']' || c == '}') && out->open)
			out->open--;
		out->macro |= c == '!' && rc_lex_is(src, k + 1, "(");
		out->arm |= rc_lex_is(src, k, "=>");
		out->head |= rc_lex_is(src, k, "if") ||
			     rc_lex_is(src, k, "while") ||
			     rc_lex_is(src, k, "match");
	}
}

/* Brackets that are left open when the tail from at on is code; negative: it
 * closes more than there are. */
static long left_open(const struct rc_tail *tail, size_t at)
{
	long open = (long)tail->open;

	for (size_t i = at; i < tail->len && open >= 0; i++) {
		if (strchr("([{", tail->text[i]))
			open++;
		if (strchr(")]}", tail->text[i]))
			open--;
	}
	if (tail->head && tail->len && tail->text[tail->len - 1] == '{')
		open--;
	return open;
}

static bool begins(const struct rc_tail *tail, size_t at, const char *what)
{
	size_t len = strlen(what);

	return tail->len - at >= len && memcmp(tail->text + at, what, len) == 0;
}

static bool is_name(char c)
{
	return c == '_' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* `.name(…)` and then code: behind it; else at. */
static size_t behind_method(const struct rc_tail *tail, size_t at)
{
	size_t i = at + 1, depth = 0;

	if (at >= tail->len || tail->text[at] != '.')
		return at;
	while (i < tail->len && is_name(tail->text[i]))
		i++;
	if (i == at + 1 || i >= tail->len || tail->text[i] != '(')
		return at;
	for (; i < tail->len; i++) {
		depth += tail->text[i] == '(';
		if (tail->text[i] == ')' && --depth == 0)
			break;
	}
	i++;
	return i == tail->len || (i < tail->len &&
				  strchr(")];,?. ", tail->text[i]))
		       ? i
		       : at;
}

/* May what follows a string begin here? */
static bool is_end(const struct rc_tail *tail, size_t at)
{
	static const char *const ends[] = {
		")",   "]",   "}",  ",",  ";",	 "?",	 " =>",	 " {",	   " }",
		" ==", " !=", " +", " |", " &&", " if ", " as ", " else ",
	};

	if (at > 0 && tail->text[at - 1] == ' ' && begins(tail, at, "}"))
		return false;
	for (size_t i = 0; i < RC_COUNT(ends); i++) {
		if (begins(tail, at, ends[i]))
			return true;
	}
	return at == tail->len || behind_method(tail, at) > at;
}

/* `{}` without a name in it, of the first len bytes. */
static size_t placeholders(const struct rc_tail *tail, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i + 1 < len; i++) {
		if (tail->text[i] != '{')
			continue;
		n += tail->text[i + 1] == '}' || tail->text[i + 1] == ':';
		i += tail->text[i + 1] == '{';
	}
	return n;
}

/* What is separated by commas from at on, as far as the line's bracket. */
static size_t arguments(const struct rc_tail *tail, size_t at, bool *code)
{
	size_t n = 0, depth = 0, from = at; /* of this one, its comma */
	bool sign = false;

	*code = true;
	for (size_t i = at; i <= tail->len; i++) {
		char c = i < tail->len ? tail->text[i] : ')';
		bool end = strchr(")]}", c) && depth-- == 0;

		if (end || (c == ',' && !depth)) {
			*code &= sign || from == at || i == from + 2;
			sign = false;
			from = i;
			n += !end && i + 1 < tail->len;
		}
		if (end)
			break;
		depth += strchr("([{", c) != NULL;
		sign |= strchr("&.(:_*'\"", c) && i > from;
	}
	return n;
}

int rc_tail_doubt(const struct rc_tail *tail, size_t at)
{
	long open = left_open(tail, at);
	bool code;
	size_t n = arguments(tail, at, &code);

	if (!is_end(tail, at) || open < 0)
		return RC_TAIL_NEVER;
	int sum =
		(open > 0) * RC_TAIL_UNSURE + (at == tail->len && at > 0) * 30;

	if (tail->macro && placeholders(tail, at) != n)
		sum += 10;
	if (begins(tail, at, " =>") && !tail->arm)
		return sum;
	if (behind_method(tail, at) > at || (n > 0 && code))
		return sum + 1;
	return sum + 2;
}
