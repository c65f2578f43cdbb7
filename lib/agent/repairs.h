/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The repairs a run has made, one by one, also where several were accepted
 * together: what they are, where they are in the tree as it is now, and how it
 * would be without one of them.
 */

#include "agent/fixer.h"
#include "agent/run.h"
#include "base/strv.h"

struct rc_repair {
	struct rc_event_part part; /* title and file in the list's arena */
	const char *fixer;
	unsigned iteration;
	/* From the tree in which it was accepted to the same without it; empty
	 * when that is not kept (no tests to run) or cannot be had. */
	struct rc_changes out;
	bool taken_back;
	bool proven;	      /* without it those tests pass */
	struct rc_strv tests; /* that it turned red */
};

struct rc_repairs {
	struct rc_arena arena;
	struct rc_repair *v;
	size_t n, cap;
};

/* A candidate was accepted and is not in the base yet. from: what it was
 * proposed for. */
void rc_repairs_add(struct rc_run *run, const struct rc_node *from,
		    const struct rc_proposal *proposal,
		    const struct rc_node *node);
/* A trial that is no repair becomes the base: places move. */
void rc_repairs_move(struct rc_run *run, const struct rc_changes *changes);
void rc_repairs_release(struct rc_repairs *repairs);

/*
 * out: `under` (from the base; may be NULL) and then the repair taken out of
 * it. False when it is not in the tree any more, or when later changes of the
 * same lines are in the way.
 */
bool rc_repair_take_out(struct rc_run *run, const struct rc_repair *repair,
			const struct rc_changes *under, struct rc_changes *out);
