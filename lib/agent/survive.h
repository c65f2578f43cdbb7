/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * One compiler run judges a batch of independent candidates: which parts did
 * their job, going by what became of the diagnostics they answer.
 */

#include "agent/fixer.h"

/*
 * The parts of a tried batch whose diagnostic is gone and that have no new
 * error beside their edit, as a smaller batch. NULL when that is all of them
 * or none.
 */
struct rc_proposal *rc_survivors(const struct rc_proposal *batch,
				 const struct rc_diags *before,
				 const struct rc_diags *after,
				 struct rc_arena *arena);

/* Is what a repair answered gone, and nothing new in its place? */
bool rc_survives(const struct rc_diag *target, const struct rc_diags *before,
		 const struct rc_diags *after);
