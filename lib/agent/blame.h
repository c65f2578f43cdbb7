/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Tests are red that passed before. Repairs are questioned one by one, the
 * least plausible first and what the compiler was sure of last: without this
 * one, is there another that builds and under which these tests pass? Then it
 * takes its place. Else the repair to blame is taken back: that which turns
 * tests green when its lines are as they were at the baseline; where nothing
 * tells them apart, all those that are equally doubtful.
 *
 * A repair whose lines are those of the baseline is not to blame.
 */

#include "agent/tests.h"

/*
 * red: what is wrong with the base, at least one test; left are those that
 * are still red. RC_TESTS_TAKEN_BACK: the base is another one and may not
 * build; RC_TESTS_FAILED: nothing could be done.
 */
int rc_blame(struct rc_run *run, struct rc_test_diffs *red,
	     enum rc_tests_outcome *outcome, struct rc_err *err) RC_MUST_CHECK;
