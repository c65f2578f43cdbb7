/* SPDX-License-Identifier: MIT */
#pragma once

/* Where a string ends that lost its quote: what stands behind it on its line
 * was code. */

#include "rules/source.h"

/* From the first byte of the string's text on; at most 400 bytes. */
struct rc_tail {
	const char *text; /* from the first byte of the string on */
	size_t len;
	size_t open; /* brackets of the line that are open before it */
	bool macro;  /* its text may ask for arguments */
	bool arm;    /* `=>` stands before it */
	bool head;   /* of a block: `if x == "a {` */
};

/* string: its lexeme; [from, to) is looked at. */
void rc_tail_read(const struct rc_source *src, size_t string, size_t from,
		  size_t to, struct rc_tail *out);
/* How doubtful is it that the string ended at this byte of the tail? The
 * smaller the better; RC_TAIL_NEVER: it cannot have. */
int rc_tail_doubt(const struct rc_tail *tail, size_t at);
#define RC_TAIL_UNSURE 20 /* from here on something is odd about it */
#define RC_TAIL_NEVER 100
