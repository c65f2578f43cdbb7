/* SPDX-License-Identifier: MIT */
#pragma once

/* Whole items: where the one that a block gives anew is in the file. */

#include "base/buf.h"
#include "llm/reply_block.h"
#include "llm/reply_match.h"

/*
 * The item that block names, or the one it holds when it names none. Its
 * documentation stays unless the new item has some. False: why says why.
 */
bool rc_items_resolve(struct rc_shown *shown, const struct rc_block *block,
		      struct rc_arena *arena, struct rc_piece *out,
		      struct rc_buf *why);
