/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * --goal=test: what the tests say of the repaired tree, compared with what
 * they said before.
 */

#include "agent/baseline.h"
#include "agent/repairs.h"

/* One run of the tests on a tree that builds. */
struct rc_test_run {
	struct rc_tests tests;
	bool passed;  /* cargo test ended with 0 */
	bool hung;    /* it did not end in its time */
	char *output; /* the end of what was printed */
};

#define RC_TEST_RUN_INIT               \
	{                              \
		.tests = RC_TESTS_INIT \
	}

struct rc_tester {
	struct rc_baseline baseline;
	struct rc_test_run last; /* of the base */
	bool ran;		 /* last is of the tree as it is */
	/* For the report. */
	struct rc_arena arena;
	struct rc_event_repair *untested, *taken_back;
};

enum rc_tests_outcome {
	RC_TESTS_PASSED,     /* cargo test succeeds on the tree as it is */
	RC_TESTS_FAILED,     /* it does not */
	RC_TESTS_TAKEN_BACK, /* repairs went: the tree may build no more */
};

/* The start tree builds: what its tests say is what later ones are compared
 * with. */
int rc_tests_before(struct rc_run *run, struct rc_err *err) RC_MUST_CHECK;
/*
 * Runs the tests of the base. Where repairs turned tests red that passed
 * before, better ones are looked for, else they are taken back.
 */
int rc_tests_judge(struct rc_run *run, enum rc_tests_outcome *outcome,
		   struct rc_err *err) RC_MUST_CHECK;
/* Fills what the report says of tests; its lists live until the release. */
void rc_tests_report(struct rc_run *run);
/* The lists in the report are gone with it. */
void rc_tests_release_all(struct rc_run *run);

/* For agent/blame.c. */
int rc_test_run_make(struct rc_run *run, struct rc_test_run *out,
		     struct rc_err *err) RC_MUST_CHECK;
void rc_test_run_release(struct rc_test_run *tests);
/* Tests that passed at the baseline and do so no more, by the fault of a
 * repair. Names live as long as the baseline. */
void rc_tests_red(const struct rc_run *run, const struct rc_test_run *tests,
		  struct rc_test_diffs *out);
