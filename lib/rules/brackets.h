/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Where the brackets of a text and its layout disagree. In code that anybody
 * indented at all, what stands in a bracket at the end of a line is indented
 * deeper than that line, and what stands in any other bracket begins on no
 * line that is not. So the text tells which bracket lacks its partner, even
 * where the brackets alone match each other all the way to the end.
 */

#include "rules/source.h"

enum rc_gap_kind {
	RC_GAP_MISSING, /* open has no partner before lexeme at */
	RC_GAP_WRONG,	/* lexeme at closes open, but is of another kind */
	RC_GAP_EXTRA,	/* lexeme at closes nothing, or what is not there */
};

struct rc_gap {
	enum rc_gap_kind kind;
	size_t open, at; /* lexemes; at may be the end */
	size_t indent;	 /* of the line of open, bytes */
	bool hanging;	 /* open ends its line */

	bool fits; /* repairing it alone makes all brackets match */
};

struct rc_gaps {
	struct rc_gap *v;
	size_t n, cap;
	bool any_fits;
	bool fit_together; /* all of them, where none does alone */
};

/* In the order of the text; at most 500. */
void rc_gaps_find(const struct rc_source *src, struct rc_gaps *out);
void rc_gaps_release(struct rc_gaps *gaps);

/* ')' for '(', … */
char rc_closer_of(char open);
