/* SPDX-License-Identifier: MIT */
#pragma once

/* Edits out of pieces: as small as whole lines allow, and never two of the
 * same bytes. */

#include "llm/reply_match.h"

struct rc_sink {
	struct {
		struct rc_edit edit; /* its text is in the arena */
		size_t block;	     /* where it is from, from 1 */
	} * v;
	size_t n, cap;
	struct rc_arena *arena;
};

void rc_sink_release(struct rc_sink *sink);
/* Returns 0, or the block whose edit is in the way. */
size_t rc_sink_add(struct rc_sink *sink, const struct rc_shown *shown,
		   const struct rc_piece *piece, size_t block);
