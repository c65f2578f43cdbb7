/* SPDX-License-Identifier: MIT */
#pragma once

/* Between closing.c and cuts.c: a bracket that is open, and the statement or
 * list item it is part of. */

#include "rules/closing.h"

struct rc_inside {
	const struct rc_source *src;
	const struct rc_gap *gap;
	char open;
	size_t first;  /* lexeme the statement begins with */
	bool binds;    /* it is a let, or has one */
	bool loops;    /* for */
	bool declares; /* fn, or the bound Fn */
	bool heads;    /* a block may follow: if, match, fn, … */
	struct rc_arena *arena;
	struct rc_places *out;
};

void rc_places_add(struct rc_places *out, size_t byte, const char *text);
/* Where `(` or `[` must end because of what stands next: the lexeme before,
 * or 0. */
size_t rc_cut_forced(const struct rc_inside *in);
/* Every place within a line that makes sense; end: the first lexeme that
 * stands behind the bracket's partner at the latest. */
void rc_cut_inline(const struct rc_inside *in, size_t end);
void rc_cut_before(const struct rc_inside *in, size_t i);
