/* SPDX-License-Identifier: MIT */
#pragma once

/* The blocks of an answer as they are written, not yet compared with files. */

#include "llm/reply_marker.h"

#define RC_BLOCKS_MAX 200

enum rc_block_kind {
	RC_BLOCK_EDIT, /* old and new lines */
	RC_BLOCK_ITEM, /* the whole item, in new */
	RC_BLOCK_FILE, /* the whole file, in new */
};

struct rc_block {
	enum rc_block_kind kind;
	const char *path; /* as written; NULL: not said */
	const char *item;
	unsigned hint; /* a line, from 1; 0: not said */
	struct rc_lines before, after;
	const char *broken; /* why it is no whole block, or NULL */
	/* Code that nothing says where to put: counts only when there is
	 * nothing better. */
	bool loose;
};

struct rc_blocks {
	struct rc_block *v; /* in the arena */
	size_t n;
	bool flood;	      /* more than RC_BLOCKS_MAX */
	bool thinking;	      /* it ends inside its thoughts */
	struct rc_line prose; /* the first line of it */
};

void rc_blocks_scan(const char *text, size_t len, const struct rc_names *names,
		    struct rc_arena *arena, struct rc_blocks *out);
