/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The queue of offline proposals for one tree: what every fixer says of every
 * diagnostic, and batches of them, since one compiler run can judge many
 * repairs of different errors. In the order in which they are tried.
 */

#include "agent/fixer.h"
#include "agent/run.h"

struct rc_queue {
	struct rc_sources sources; /* what the proposals live in */
	struct rc_arena arena;
	struct rc_proposals list;   /* by rank */
	struct rc_queue_tree *tree; /* what sources read */
};

/* from: a node of the run, whose changes are relative to run->base. */
void rc_queue_fill(struct rc_queue *queue, struct rc_run *run,
		   const struct rc_node *from);
void rc_queue_release(struct rc_queue *queue);
