/* SPDX-License-Identifier: MIT */
#pragma once

/* Hunks of unified diffs; their line numbers are hints, their counts are not
 * looked at: models do not count. */

#include "llm/lines.h"

/* "--- a/x" and "+++ b/y" at line at; path: that of the new
 * file, without git's prefix. */
bool rc_udiff_header(struct rc_lines lines, size_t at, struct rc_line *path);
/* "@@ -12,3 +12,4 @@": from where, 0 when it does not say. */
bool rc_udiff_hunk_start(const struct rc_line *line, unsigned *from);

/*
 * The old and the new lines of the hunk whose body begins at line at. fenced:
 * the diff ends at a fence, so what has no sign in front is context. Returns
 * the line behind the hunk.
 */
size_t rc_udiff_hunk(struct rc_lines lines, size_t at, bool fenced,
		     struct rc_arena *arena, struct rc_lines *before,
		     struct rc_lines *after);
