/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Committing through the git program, for what libgit2 leaves out: hooks,
 * signatures, clean filters. It runs whatever hooks the repository has,
 * outside of any sandbox, as the user's own `git commit` would.
 */

#include "vcs/publish.h"

/* Why a commit here needs git itself ("its pre-commit hook"), or NULL. */
char *rc_gitcommit_reason(const struct rc_store *store);

/*
 * `git commit -- PATHS`; no entry of the index but theirs changes. When git or
 * a hook says no, RC_ECHILD with its last line, and the files stay as the hook
 * left them, unstaged.
 */
int rc_gitcommit_run(const struct rc_store *store,
		     const struct rc_published_paths *paths,
		     const char *message, git_oid *out,
		     struct rc_err *err) RC_MUST_CHECK;
