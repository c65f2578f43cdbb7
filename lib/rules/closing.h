/* SPDX-License-Identifier: MIT */
#pragma once

/* Where the partner of an open bracket belongs. */

#include "rules/brackets.h"

struct rc_place {
	size_t byte;
	const char *text; /* the bracket and what must stand around it */
};

#define RC_MAX_PLACES 6

/* The best one first. */
struct rc_places {
	struct rc_place v[RC_MAX_PLACES];
	size_t n;
};

/* gap is RC_GAP_MISSING. */
void rc_places_find(const struct rc_source *src, const struct rc_gap *gap,
		    struct rc_arena *arena, struct rc_places *out);
