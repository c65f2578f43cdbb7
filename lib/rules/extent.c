/* SPDX-License-Identifier: MIT */
#include "rules/extent.h"

bool rc_extent_lines(const struct rc_source *src, size_t i, size_t end,
		     size_t *from, size_t *to)
{
	if (i >= end || end > src->n)
		return false;
	size_t before = i ? src->v[i - 1].end : 0;
	size_t start = rc_line_start(src, src->v[i].start);
	size_t eol = rc_line_end(src, src->v[end - 1].end);

	if (start < before || (end < src->n && src->v[end].start < eol))
		return false;
	while (start > before) {
		size_t line = rc_line_start(src, start - 1);
		size_t text = line + rc_line_indent(src, line);

		if (line < before || strncmp(src->text + text, "//", 2) != 0)
			break;
		start = line;
	}
	eol += eol < src->len && src->text[eol] == '\r';
	eol += eol < src->len;
	*from = start;
	*to = eol;
	return true;
}

size_t rc_extent_attributes(const struct rc_source *src, size_t i)
{
	while (rc_lex_is(src, i, "#") && rc_lex_is(src, i + 1, "["))
		i = rc_lex_close(src, i + 1) + 1;
	return i < src->n ? i : src->n;
}

/* "{name}" and "{name:?}" */
static bool is_formatted(const struct rc_source *src, size_t i,
			 const char *name)
{
	const char *at = src->text + src->v[i].start;
	const char *end = src->text + src->v[i].end;
	size_t len = strlen(name);

	while (at < end && (at = memchr(at, '{', (size_t)(end - at)))) {
		at++;
		if ((size_t)(end - at) > len && memcmp(at, name, len) == 0 &&
		    (at[len] == '}' || at[len] == ':'))
			return true;
	}
	return false;
}

bool rc_extent_mentions(const struct rc_source *src, size_t i, size_t end,
			const char *name)
{
	for (; i < end && i < src->n; i++) {
		if (rc_lex_is_word(src, i) ? rc_lex_is(src, i, name)
					   : is_formatted(src, i, name))
			return true;
	}
	return false;
}

size_t rc_extent_block(const struct rc_source *src, size_t byte)
{
	size_t i = rc_lex_at(src, byte);

	do {
		i = rc_lex_open(src, i);
	} while (i < src->n && !rc_lex_is(src, i, "{"));
	return i;
}
