/* SPDX-License-Identifier: MIT */
#include "rules/source.h"

size_t rc_lex_at(const struct rc_source *src, size_t byte)
{
	size_t low = 0, high = src->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (src->v[mid].end > byte)
			high = mid;
		else
			low = mid + 1;
	}
	return low;
}

bool rc_lex_is(const struct rc_source *src, size_t i, const char *what)
{
	size_t len = strlen(what);

	if (i >= src->n)
		return false;
	const struct rc_lexeme *lex = &src->v[i];
	bool sign = lex->kind == RC_TOKEN_PUNCT;

	return (sign ? src->len - lex->start >= len
		     : lex->end - lex->start == len) &&
	       memcmp(src->text + lex->start, what, len) == 0;
}

bool rc_lex_is_one_of(const struct rc_source *src, size_t i,
		      const char *const *words, size_t n)
{
	for (size_t k = 0; k < n; k++) {
		if (rc_lex_is(src, i, words[k]))
			return true;
	}
	return false;
}

bool rc_lex_opens(const struct rc_source *src, size_t i)
{
	return rc_lex_is(src, i, "(") || rc_lex_is(src, i, "[") ||
	       rc_lex_is(src, i, "{");
}

bool rc_lex_closes(const struct rc_source *src, size_t i)
{
	return rc_lex_is(src, i, ")") || rc_lex_is(src, i, "]") ||
	       rc_lex_is(src, i, "}");
}

bool rc_lex_is_word(const struct rc_source *src, size_t i)
{
	return i < src->n && src->v[i].kind == RC_TOKEN_WORD;
}

bool rc_lex_is_lifetime(const struct rc_source *src, size_t i)
{
	return i < src->n && src->v[i].kind == RC_TOKEN_TEXT &&
	       src->text[src->v[i].start] == '\'' &&
	       (src->v[i].end - src->v[i].start == 1 ||
		src->text[src->v[i].end - 1] != '\'');
}

const char *rc_lex_text(const struct rc_source *src, size_t i, size_t end,
			struct rc_arena *arena)
{
	if (i >= end || end > src->n)
		return "";
	return rc_arena_strndup(arena, src->text + src->v[i].start,
				src->v[end - 1].end - src->v[i].start);
}

char rc_lex_sign(const struct rc_source *src, size_t i)
{
	return i < src->n && src->v[i].kind == RC_TOKEN_PUNCT
		       ? src->text[src->v[i].start]
		       : 0;
}

bool rc_lex_is_first(const struct rc_source *src, size_t i)
{
	if (i == 0 || i >= src->n)
		return true;
	size_t from = src->v[i - 1].end, len = src->v[i].start - from;

	return memchr(src->text + from, '\n', len) != NULL;
}

bool rc_lex_is_glued(const struct rc_source *src, size_t i)
{
	return i > 0 && i < src->n && src->v[i - 1].end == src->v[i].start;
}

static bool follows(const struct rc_source *src, size_t i, char sign)
{
	return rc_lex_sign(src, i - 1) == sign && rc_lex_is_glued(src, i);
}

/* "->" and "=>" close nothing. */
static bool is_arrow(const struct rc_source *src, size_t i)
{
	return follows(src, i, '-') || follows(src, i, '=');
}

/* Generics end with their item at the latest: a '<' may be a comparison. */
static size_t close_angle(const struct rc_source *src, size_t i)
{
	size_t depth = 0;

	for (size_t at = i; at < src->n; at++) {
		char c = rc_lex_sign(src, at);

		if (c == '<')
			depth++;
		else if (c == '>' && !is_arrow(src, at) && --depth == 0)
			return at;
		else if (c == ';' || c == '}')
			return src->n;
		else if (c == '(' || c == '[' || c == '{')
			at = rc_lex_close(src, at);
		else if (c == ')' || c == ']')
			return src->n;
	}
	return src->n;
}

size_t rc_lex_close(const struct rc_source *src, size_t i)
{
	size_t depth = 0;

	if (rc_lex_sign(src, i) == '<')
		return close_angle(src, i);
	for (size_t at = i; at < src->n; at++) {
		char c = rc_lex_sign(src, at);

		if (c == '(' || c == '[' || c == '{')
			depth++;
		else if ((c == ')' || c == ']' || c == '}') &&
			 (!depth || --depth == 0))
			return at;
	}
	return src->n;
}

size_t rc_lex_open(const struct rc_source *src, size_t i)
{
	size_t depth = 0;

	for (size_t at = i < src->n ? i : src->n; at-- > 0;) {
		char c = rc_lex_sign(src, at);

		if (c == ')' || c == ']' || c == '}')
			depth++;
		else if ((c == '(' || c == '[' || c == '{') && depth-- == 0)
			return at;
	}
	return src->n;
}

bool rc_lex_same(const struct rc_source *a, size_t a_from, size_t a_to,
		 const struct rc_source *b, size_t b_from, size_t b_to)
{
	if (a_to - a_from != b_to - b_from)
		return false;
	for (size_t i = 0; i < a_to - a_from; i++) {
		const struct rc_lexeme *x = &a->v[a_from + i];
		const struct rc_lexeme *y = &b->v[b_from + i];
		size_t len = x->end - x->start;

		if (len != y->end - y->start ||
		    memcmp(a->text + x->start, b->text + y->start, len) != 0)
			return false;
	}
	return true;
}

size_t rc_line_start(const struct rc_source *src, size_t byte)
{
	size_t at = byte < src->len ? byte : src->len;

	while (at > 0 && src->text[at - 1] != '\n')
		at--;
	return at;
}

size_t rc_line_end(const struct rc_source *src, size_t byte)
{
	size_t at = byte;

	while (at < src->len && src->text[at] != '\n')
		at++;
	if (at < src->len && at > 0 && src->text[at - 1] == '\r' && at > byte)
		at--;
	return at;
}

size_t rc_line_indent(const struct rc_source *src, size_t byte)
{
	size_t start = rc_line_start(src, byte), at = start;

	while (at < src->len && (src->text[at] == ' ' || src->text[at] == '\t'))
		at++;
	return at - start;
}

unsigned rc_line_number(const struct rc_source *src, size_t byte)
{
	unsigned n = 1;

	for (size_t i = 0; i < byte && i < src->len; i++)
		n += src->text[i] == '\n';
	return n;
}
