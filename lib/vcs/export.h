/* SPDX-License-Identifier: MIT */
#pragma once

/* Earlier states of the user's repository, written to a folder of ours. */

#include <rustcoder/error.h>

#define RC_EXPORT_COMMITS 5

struct rc_export_commit {
	char id[44];	 /* whole */
	char abbrev[16]; /* for people */
};

struct rc_export {
	char *top; /* of the work tree, a real path */
	struct rc_export_commit v[RC_EXPORT_COMMITS]; /* newest first */
	size_t n;
};

/*
 * The last commits of the branch that root is on, first parents only; those
 * that the run of this name made are passed over. RC_ENOTFOUND: root is in no
 * repository, or there is no commit yet.
 */
int rc_export_open(struct rc_export *out, const char *root, const char *run,
		   struct rc_err *err) RC_MUST_CHECK;
void rc_export_release(struct rc_export *export);

/*
 * Makes the folder `to`, a real path and ours, equal to a commit's tree, bytes
 * as git has them, without filters. Touches only what differs, with new
 * mtimes. Nothing is written through a link; a link that leaves the work tree
 * leads to where the original does, and a submodule is a link to the one that
 * is checked out. RC_ELIMIT over 200,000 files or 2 GiB.
 */
int rc_export_write(const struct rc_export *export, size_t index,
		    const char *to, struct rc_err *err) RC_MUST_CHECK;
