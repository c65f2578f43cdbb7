/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What the tests said before the repairs: those of the tree the run began
 * with where that built, else those of the newest of the last five commits
 * that builds, in a private copy with a target folder of its own.
 */

#include "agent/run.h"
#include "rust/tests.h"

struct rc_baseline {
	bool known;
	char name[16];	 /* abbreviated commit; "start": the tree as it was */
	const char *why; /* not known: the reason; static, NULL: not looked */
	struct rc_tests tests;
	struct rc_copy copy;
	char *root; /* of the workspace in the copy; NULL: there is none */
};

#define RC_BASELINE_INIT                                     \
	{                                                    \
		.tests = RC_TESTS_INIT, .copy = RC_COPY_INIT \
	}

/* Looks once; compiles count like all others. That there is none is no error. */
int rc_baseline_find(struct rc_run *run, struct rc_baseline *baseline,
		     struct rc_err *err) RC_MUST_CHECK;
/* The text a file of the workspace had, in buf; false: not from a commit, or
 * no such file. */
bool rc_baseline_text(const struct rc_baseline *baseline, const char *path,
		      struct rc_buf *buf);
void rc_baseline_release(struct rc_baseline *baseline);
