/* SPDX-License-Identifier: MIT */
#pragma once

/* Text as lines that point into it; they live in an arena. */

#include "base/mem.h"

struct rc_line {
	const char *s;
	uint32_t len;  /* without its line ending */
	uint32_t lead; /* blanks at its start */
	uint32_t end;  /* len less the blanks at its end; 0 when all is blank */
};

struct rc_lines {
	struct rc_line *v;
	size_t n;
};

/* len < 4 GiB; the text may end without a newline */
struct rc_lines rc_lines_split(struct rc_arena *arena, const char *text,
			       size_t len);
struct rc_line rc_line_make(const char *s, size_t len);
struct rc_line rc_line_join(struct rc_arena *arena, const char *a, size_t a_len,
			    const char *b, size_t b_len);

struct rc_lines rc_lines_slice(struct rc_lines lines, size_t from, size_t to);
/* Without blank lines at the start and the end. */
struct rc_lines rc_lines_trim(struct rc_lines lines);
/* Bytes that are not blank, up to about limit. */
size_t rc_lines_weight(struct rc_lines lines, size_t limit);
size_t rc_lines_solid(struct rc_lines lines); /* lines that are not blank */

static inline bool rc_line_is_blank(const struct rc_line *line)
{
	return !line->end;
}

/* What is between the blanks at both ends. */
static inline const char *rc_line_core(const struct rc_line *line)
{
	return line->s + line->lead;
}

static inline size_t rc_line_core_len(const struct rc_line *line)
{
	return line->end - line->lead;
}

/* Is it the same, blanks at the end aside, blanks at both ends aside? */
bool rc_line_same(const struct rc_line *a, const struct rc_line *b);
bool rc_line_same_trailing(const struct rc_line *a, const struct rc_line *b);
bool rc_line_same_core(const struct rc_line *a, const struct rc_line *b);
bool rc_lines_same(struct rc_lines a, struct rc_lines b);
/* Does the core begin with text, in any case? */
bool rc_line_begins(const struct rc_line *line, const char *text);
