/* SPDX-License-Identifier: MIT */
#pragma once

/* What an accepted candidate consists of, and which lines it changed. */

#include "agent/fixer.h"
#include "agent/run.h"

struct rc_parts {
	struct rc_event_part *v; /* in the arena */
	size_t n;
};

/* One part a proposal and file, behind those on the way to from, the node the
 * proposal was made for. */
void rc_parts_describe(struct rc_run *run, const struct rc_node *from,
		       const struct rc_proposal *proposal,
		       struct rc_arena *arena, struct rc_parts *out);
/* A sideways move remembers what it consists of. */
void rc_parts_keep(struct rc_run *run, const struct rc_node *from,
		   const struct rc_proposal *proposal, struct rc_node *node);
