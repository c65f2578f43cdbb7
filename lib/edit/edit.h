/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * A candidate is what every fixer proposes: byte edits over one or more files
 * of the workspace, with the reason and a rank. It is all-or-nothing.
 * Nothing here reads or writes a file.
 */

#include "base/buf.h"
#include "base/mem.h"
#include <rustcoder/error.h>

/* Replaces bytes [start, end) of a file as it is on disk. */
struct rc_edit {
	const char *path; /* relative to the root, normalised */
	size_t start, end;
	const char *text; /* lines end in \n; converted to the file's own */
	size_t len;
};

/* Lives in the arena its fixer was given. */
struct rc_candidate {
	const char *fixer; /* "rustc", … */
	const char *stage; /* "machine", "maybe", "rules", "memory", "llm" */
	const char *rule;  /* of "rules", else NULL */
	const char *title; /* one line, for people */
	double rank;
	const struct rc_edit *edits;
	size_t n_edits;
	const char *model; /* that wrote it, or NULL */
	int64_t tokens;	   /* spent on it */
};

/* One file before and after. */
struct rc_change {
	char *path; /* relative to the root */
	char *before, *after;
	size_t before_len, after_len;
	bool created; /* no such file before */
};

struct rc_changes {
	struct rc_change *v;
	size_t n, cap;
};

#define RC_CHANGES_INIT    \
	{                  \
		NULL, 0, 0 \
	}

/*
 * Applies those of the edits that name path to its text. Identical edits
 * count once. Inserted text takes the dominant line ending of the text; every
 * other byte (BOM, final newline, mixed endings) stays. RC_EINVAL: edits
 * overlap or lie outside the text; the message says where, out is empty.
 */
int rc_edits_apply(const char *path, const char *text, size_t len,
		   const struct rc_edit *edits, size_t n, struct rc_buf *out,
		   struct rc_err *err) RC_MUST_CHECK;

void rc_changes_add(struct rc_changes *changes,
		    const struct rc_change *change); /* a copy of it */
void rc_changes_release(struct rc_changes *changes);
