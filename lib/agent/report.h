/* SPDX-License-Identifier: MIT */
#pragma once

/* Telling what happens, and recording an accepted iteration. */

#include "agent/fixer.h"
#include "agent/run.h"

void rc_report_candidate(const struct rc_run *run, enum rc_event_kind kind,
			 const struct rc_proposal *proposal,
			 const char *reason);
/* RC_EV_PROPOSAL: made for the base, with its diff. */
void rc_report_proposal(struct rc_run *run, const struct rc_proposal *proposal);
/* Every diagnostic of the base, errors first. */
void rc_report_diags(const struct rc_run *run);
/*
 * Records the trial that is in the tree as the next iteration and emits
 * RC_EV_ACCEPTED. from: the node the proposal was made for. When it fails the iteration does not count.
 */
int rc_report_iteration(struct rc_run *run, const struct rc_node *from,
			const struct rc_proposal *proposal,
			const struct rc_node *node,
			struct rc_err *err) RC_MUST_CHECK;
/* RC_EV_REPORT, with the patch of a dry run. */
void rc_report_end(struct rc_run *run);
