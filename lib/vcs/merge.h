/* SPDX-License-Identifier: MIT */
#pragma once

/* Texts compared and merged line by line, as git does it. */

#include "base/buf.h"

struct rc_text {
	const char *ptr;
	size_t len;
};

/*
 * What leads from base to theirs, applied to ours. False where both changed
 * the same or neighbouring lines in different ways; out is empty then.
 */
bool rc_merge(struct rc_text base, struct rc_text ours, struct rc_text theirs,
	      struct rc_buf *out);

/* Lines [old_start, old_end) became [new_start, new_end), counted from 0. */
struct rc_hunk {
	size_t old_start, old_end, new_start, new_end;
};

struct rc_hunks {
	struct rc_hunk *v;
	size_t n, cap;
};

#define RC_HUNKS_INIT      \
	{                  \
		NULL, 0, 0 \
	}

/* Where two texts differ, in order. */
void rc_hunks_make(struct rc_hunks *out, struct rc_text before,
		   struct rc_text after);
void rc_hunks_release(struct rc_hunks *hunks);
/* Where a line (from 0) of the old text is in the new one; for one that was
 * replaced, the corresponding one of those that took its place. */
size_t rc_hunks_map(const struct rc_hunks *hunks, size_t line);
