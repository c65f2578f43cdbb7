/* SPDX-License-Identifier: MIT */
#include "llm/lines.h"

#include <strings.h>

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

struct rc_line rc_line_make(const char *s, size_t len)
{
	size_t end = len, lead = 0;

	while (end > 0 && is_blank(s[end - 1]))
		end--;
	while (lead < end && is_blank(s[lead]))
		lead++;
	return (struct rc_line){ s, (uint32_t)len, (uint32_t)lead,
				 (uint32_t)end };
}

struct rc_line rc_line_join(struct rc_arena *arena, const char *a, size_t a_len,
			    const char *b, size_t b_len)
{
	char *s = rc_arena_alloc(arena, a_len + b_len + 1);

	memcpy(s, a, a_len);
	memcpy(s + a_len, b, b_len);
	return rc_line_make(s, a_len + b_len);
}

static size_t count_lines(const char *text, size_t len)
{
	size_t n = len > 0 && text[len - 1] != '\n';

	for (size_t i = 0; i < len; i++)
		n += text[i] == '\n';
	return n;
}

struct rc_lines rc_lines_split(struct rc_arena *arena, const char *text,
			       size_t len)
{
	struct rc_lines lines = { NULL, 0 };
	size_t n = count_lines(text, len);
	const char *end = text + len;

	lines.v = rc_arena_alloc(arena, n * sizeof(*lines.v));
	while (lines.n < n) {
		const char *eol = memchr(text, '\n', (size_t)(end - text));
		size_t size = (size_t)((eol ? eol : end) - text);
		bool cr = eol && size > 0 && text[size - 1] == '\r';

		lines.v[lines.n++] = rc_line_make(text, size - cr);
		text += size + 1;
	}
	return lines;
}

struct rc_lines rc_lines_slice(struct rc_lines lines, size_t from, size_t to)
{
	return (struct rc_lines){ lines.v + from, to - from };
}

struct rc_lines rc_lines_trim(struct rc_lines lines)
{
	size_t from = 0, to = lines.n;

	while (from < to && rc_line_is_blank(&lines.v[from]))
		from++;
	while (to > from && rc_line_is_blank(&lines.v[to - 1]))
		to--;
	return rc_lines_slice(lines, from, to);
}

size_t rc_lines_weight(struct rc_lines lines, size_t limit)
{
	size_t weight = 0;

	for (size_t i = 0; i < lines.n && weight < limit; i++)
		for (size_t j = 0; j < lines.v[i].len; j++)
			weight += !is_blank(lines.v[i].s[j]);
	return weight;
}

size_t rc_lines_solid(struct rc_lines lines)
{
	size_t n = 0;

	for (size_t i = 0; i < lines.n; i++)
		n += !rc_line_is_blank(&lines.v[i]);
	return n;
}

bool rc_line_same(const struct rc_line *a, const struct rc_line *b)
{
	return a->len == b->len && memcmp(a->s, b->s, a->len) == 0;
}

bool rc_line_same_trailing(const struct rc_line *a, const struct rc_line *b)
{
	return a->end == b->end && memcmp(a->s, b->s, a->end) == 0;
}

bool rc_line_same_core(const struct rc_line *a, const struct rc_line *b)
{
	size_t len = rc_line_core_len(a);

	return len == rc_line_core_len(b) &&
	       memcmp(rc_line_core(a), rc_line_core(b), len) == 0;
}

bool rc_lines_same(struct rc_lines a, struct rc_lines b)
{
	for (size_t i = 0; i < a.n && i < b.n; i++)
		if (!rc_line_same(&a.v[i], &b.v[i]))
			return false;
	return a.n == b.n;
}

bool rc_line_begins(const struct rc_line *line, const char *text)
{
	size_t len = strlen(text);

	return rc_line_core_len(line) >= len &&
	       strncasecmp(rc_line_core(line), text, len) == 0;
}
