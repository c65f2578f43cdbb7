/* SPDX-License-Identifier: MIT */
#pragma once

/* How alike lines are; the cost per pair of lines is bounded. */

#include "llm/reply_match.h"

/* From 0 to 1, blanks at both ends aside. */
double rc_similar(const struct rc_line *a, const struct rc_line *b);

/*
 * The only place of as many lines that is RC_RUNG_FUZZY: within 60 lines of
 * the hint, or of file->near.
 */
bool rc_similar_find(const struct rc_shown *shown,
		     const struct rc_wanted *wanted, size_t *from);

/* What lines were probably meant to be: the first that differs. */
struct rc_closest {
	const struct rc_line *wanted, *found;
	size_t number; /* of found, from 1 */
};

bool rc_similar_closest(const struct rc_shown *shown, struct rc_lines wanted,
			struct rc_closest *out);
