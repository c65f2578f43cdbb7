/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * git's configuration as a list of entries, lowest priority first. Reading it
 * through libgit2 costs some 5 ms, so files that cannot hold a setting of
 * ours (no "rustcoder" and no "include" in their bytes) are told apart first
 * and the library is not even initialised when none can.
 */

#include <rustcoder/error.h>

enum rc_gitconfig_level {
	RC_GITCONFIG_SYSTEM,
	RC_GITCONFIG_GLOBAL, /* ~/.gitconfig and the XDG file */
	RC_GITCONFIG_FILE,   /* a committed .rustcoder file */
	RC_GITCONFIG_REPO,   /* local and worktree */
};

typedef void (*rc_gitconfig_fn)(enum rc_gitconfig_level level, const char *file,
				const char *key, const char *value, void *data);

/*
 * Entries below "rustcoder." for a tree; key comes without that prefix, and as
 * git has it: lower case but for a subsection's own. GIT_CONFIG_GLOBAL,
 * _SYSTEM and _NOSYSTEM hold as in git. A .rustcoder file is looked for at the
 * top of the repository and in dir; it cannot include others. A file with a
 * syntax error is RC_EINVAL naming file and line.
 */
int rc_gitconfig_each(const char *dir, rc_gitconfig_fn fn, void *data,
		      struct rc_err *err) RC_MUST_CHECK;
