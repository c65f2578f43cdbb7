/* SPDX-License-Identifier: MIT */
#pragma once

/* All runs that a repository keeps. */

#include "vcs/chain.h"

struct rc_run {
	char name[RC_RUN_SIZE];
	int64_t time; /* of its last commit */
	char *label;  /* which workspace, as in struct rc_store */
	bool undone;
	bool here; /* made in this work tree */
};

struct rc_runs {
	struct rc_run *v;
	size_t n, cap;
};

#define RC_RUNS_INIT       \
	{                  \
		NULL, 0, 0 \
	}

/* Newest first. */
int rc_runs_list(const struct rc_store *store, struct rc_runs *out,
		 struct rc_err *err) RC_MUST_CHECK;
void rc_runs_release(struct rc_runs *runs);

/* Does a run belong to what the user points to? Its workspace holds that
 * path, or, inside a repository, lies below it. */
bool rc_run_concerns(const struct rc_run *run, const struct rc_store *store);

/* Drops old ones, but never the one named keep. */
void rc_runs_prune(const struct rc_store *store, const char *keep);
