/* SPDX-License-Identifier: MIT */
#pragma once

/* Telling that repairs were taken back, and recording it. */

#include "agent/tests.h"

/* RC_EV_TAKEN_BACK of one repair; it: an iteration of its own, or NULL. */
void rc_take_back_emit(const struct rc_run *run, const struct rc_repair *repair,
		       const struct rc_node *node,
		       const struct rc_iteration *it);
/*
 * Records the trial in the tree, which lacks these repairs, as the next
 * iteration, and emits RC_EV_TAKEN_BACK for each.
 */
int rc_take_back_record(struct rc_run *run, struct rc_repair *const *repairs,
			size_t n, const struct rc_node *node,
			struct rc_err *err) RC_MUST_CHECK;
