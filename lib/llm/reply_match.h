/* SPDX-License-Identifier: MIT */
#pragma once

/* Where in a file the SEARCH lines of an edit are, rung by rung. */

#include "llm/reply_marker.h"
#include "llm/reply_scan.h"

/* A file as it was shown, in lines. */
struct rc_shown {
	const struct rc_reply_file *file;
	struct rc_lines lines;
	uint32_t *solid; /* numbers of the lines that are not blank */
	size_t n_solid;
	struct rc_items items; /* when they were needed */
	bool scanned;
};

void rc_shown_init(struct rc_shown *shown, const struct rc_reply_file *file,
		   struct rc_arena *arena);
void rc_shown_release(struct rc_shown *shown);

struct rc_wanted {
	struct rc_lines before, after;
	unsigned hint; /* a line, from 1; 0: none */
};

/* Lines [from, to) of the file become text. */
struct rc_piece {
	size_t from, to;
	struct rc_lines text;
};

struct rc_match {
	enum rc_reply_rung rung;
	struct rc_piece *v; /* in the arena; several for RC_RUNG_ELLIPSIS */
	size_t n;
	size_t places; /* where not found: 0, else more than one */
};

bool rc_match_find(const struct rc_shown *shown, const struct rc_wanted *wanted,
		   struct rc_arena *arena, struct rc_match *out);

/*
 * The place of several that is meant: the nearest to the hint, else to
 * file->near, at most 60 lines away and nearer than any other.
 */
struct rc_pick {
	unsigned hint, near;
	size_t n; /* places offered */
	size_t best, distance;
	bool tie;
};

/* Offers lines [from, to). */
void rc_pick_offer(struct rc_pick *pick, size_t from, size_t to);
bool rc_pick_is_clear(const struct rc_pick *pick);
