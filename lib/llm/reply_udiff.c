/* SPDX-License-Identifier: MIT */
#include "llm/reply_udiff.h"

#include <ctype.h>
#include <stdio.h>

#include "llm/reply_marker.h"

/* What is behind the sign and a blank, up to the date. */
static struct rc_line header_path(const struct rc_line *line)
{
	const char *s = rc_line_core(line) + 4;
	size_t len = rc_line_core_len(line) - 4;
	const char *tab = memchr(s, '\t', len);

	return rc_line_make(s, tab ? (size_t)(tab - s) : len);
}

bool rc_udiff_header(struct rc_lines lines, size_t at, struct rc_line *path)
{
	if (at + 1 >= lines.n || !rc_line_begins(&lines.v[at], "--- ") ||
	    !rc_line_begins(&lines.v[at + 1], "+++ "))
		return false;
	struct rc_line old = header_path(&lines.v[at]);
	struct rc_line new = header_path(&lines.v[at + 1]);
	bool prefixed = (rc_line_begins(&old, "a/") ||
			 rc_line_begins(&old, "/dev/null")) &&
			rc_line_begins(&new, "b/");
	size_t skip = new.lead + (prefixed ? 2 : 0);

	*path = rc_line_make(new.s + skip, new.end - skip);
	return true;
}

bool rc_udiff_hunk_start(const struct rc_line *line, unsigned *from)
{
	const char *core = rc_line_core(line);
	size_t len = rc_line_core_len(line), i = 2;

	*from = 0;
	if (!rc_line_begins(line, "@@"))
		return false;
	while (i < len && (core[i] == ' ' || core[i] == '-'))
		i++;
	for (; i < len && isdigit((unsigned char)core[i]); i++)
		if (*from < 1000000)
			*from = *from * 10 + (unsigned)(core[i] - '0');
	return true;
}

static bool ends_hunk(struct rc_lines lines, size_t at, bool fenced)
{
	const struct rc_line *line = &lines.v[at];
	struct rc_fence fence;
	struct rc_line path;
	unsigned from;

	if (rc_udiff_hunk_start(line, &from) ||
	    rc_udiff_header(lines, at, &path) ||
	    rc_line_begins(line, "diff --git ") ||
	    (line->lead == 0 && rc_marker_fence(line, &fence)))
		return true;
	return !fenced && line->len > 0 && !strchr(" \t+-\\", line->s[0]);
}

/* Blank lines behind a hunk are the answer's, not the file's. */
static struct rc_lines without_tail(struct rc_lines lines, size_t tail)
{
	return rc_lines_slice(lines, 0, lines.n - tail);
}

size_t rc_udiff_hunk(struct rc_lines lines, size_t at, bool fenced,
		     struct rc_arena *arena, struct rc_lines *before,
		     struct rc_lines *after)
{
	size_t end = at, tail = 0;

	while (end < lines.n && !ends_hunk(lines, end, fenced))
		end++;
	struct rc_line *v = rc_arena_alloc(arena, 2 * (end - at) * sizeof(*v));
	*before = (struct rc_lines){ v, 0 };
	*after = (struct rc_lines){ v + (end - at), 0 };
	for (; at < end; at++) {
		const struct rc_line *line = &lines.v[at];
		char sign = line->len ? line->s[0] : '\0';
		bool signed_line = sign == ' ' || sign == '+' || sign == '-';

		if (sign == '\\') /* "\ No newline at end of file" */
			continue;
		struct rc_line text = rc_line_make(line->s + signed_line,
						   line->len - signed_line);
		if (sign != '+')
			before->v[before->n++] = text;
		if (sign != '-')
			after->v[after->n++] = text;
		tail = sign ? 0 : tail + 1;
	}
	*before = without_tail(*before, tail);
	*after = without_tail(*after, tail);
	return end;
}
