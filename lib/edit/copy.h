/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * A private copy of a workspace for trials that must not touch the user's
 * tree (--dry-run, fix --check, the hook).
 *
 * The copy lies below <cache>/trial/<hash of root>/tree/<root>, so that
 * relative path dependencies and the .cargo/ and rust-toolchain files of
 * parent folders are found where they were: each is a link to the original.
 * Bytes are compared; only a file that differs is written, with a new mtime,
 * so that the copy's own target folder stays warm and true (see the mtime
 * trap in edit/txn.h).
 */

#include <rustcoder/error.h>

struct rc_copy {
	char *root;   /* the copy of the workspace root */
	char *target; /* a target folder of its own */
	int lock;     /* held until release */
};

#define RC_COPY_INIT           \
	{                      \
		NULL, NULL, -1 \
	}

/*
 * outside: absolute folders of path dependencies that are not below root,
 * NULL-terminated, may be NULL; they are links to the originals too. root is a
 * real path. Left out are .git, target folders and what can be neither read
 * nor copied; a symbolic link that leaves root leads to the original's target.
 * RC_ELIMIT over 200,000 files or 2 GiB, RC_ELOCKED after 5 s.
 */
int rc_copy_open(struct rc_copy *copy, const char *root,
		 const char *const *outside, struct rc_err *err) RC_MUST_CHECK;
/*
 * The same place, links and lock below <cache>/<kind>/, but copy->root is left
 * as an earlier call left it: the caller fills it.
 */
int rc_copy_open_empty(struct rc_copy *copy, const char *kind, const char *root,
		       const char *const *outside,
		       struct rc_err *err) RC_MUST_CHECK;
void rc_copy_release(struct rc_copy *copy);
