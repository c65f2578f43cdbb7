/* SPDX-License-Identifier: MIT */
#pragma once

/* The lock of a tree, and what a run that died left behind. */

#include "agent/run.h"

/*
 * Ends the trial of an interrupted run, if there is one: its bytes stay when
 * the iteration was recorded, else they go back. Costs two stat calls when
 * nothing is there. go_on: false after RC_RESUME_ABORT.
 */
int rc_resume(struct rc_run *run, bool *go_on,
	      struct rc_err *err) RC_MUST_CHECK;
/* Takes the lock unless it is held already. RC_ELOCKED after 5 s. */
int rc_resume_lock(struct rc_run *run, struct rc_err *err) RC_MUST_CHECK;
