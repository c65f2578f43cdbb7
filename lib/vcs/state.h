/* SPDX-License-Identifier: MIT */
#pragma once

/* Is this the time to write to the user's repository? */

#include "vcs/repo.h"

/* RC_ESTATE, with what to do: merge, rebase, bisect … in progress, conflicts,
 * index.lock still there after a second. */
int rc_state_check(const struct rc_store *store,
		   struct rc_err *err) RC_MUST_CHECK;
int rc_state_wait_lock(const struct rc_store *store,
		       struct rc_err *err) RC_MUST_CHECK;

/*
 * The first path with uncommitted work in it, NULL when there is none: a
 * tracked file that differs between HEAD, index and work tree (but Cargo.lock,
 * which cargo itself rewrites), or a Rust file below root that git neither
 * tracks nor ignores.
 */
int rc_state_find_dirty(const struct rc_store *store, char **path,
			struct rc_err *err) RC_MUST_CHECK;
