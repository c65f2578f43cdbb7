/* SPDX-License-Identifier: MIT */
#pragma once

/* New lines for a place that was found: in the file's indentation, and in the
 * file's own bytes where nothing changes. */

#include "llm/reply_match.h"

struct rc_found {
	struct rc_lines before, after; /* as the model wrote them */
	/* Line of the file for every line of before; RC_NO_LINE: none */
	const size_t *map;
	size_t from, to; /* the lines that are replaced */
	bool indent;	 /* the indentation may differ */
	bool blanks;	 /* blank lines of the file may be missing in before */
};

#define RC_NO_LINE ((size_t)-1)

struct rc_lines rc_compose(const struct rc_shown *shown,
			   const struct rc_found *found,
			   struct rc_arena *arena);
