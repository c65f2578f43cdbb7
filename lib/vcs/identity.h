/* SPDX-License-Identifier: MIT */
#pragma once

#include "vcs/git.h"

enum rc_role { RC_AUTHOR, RC_COMMITTER };

/* The user as git knows them: GIT_AUTHOR_NAME and the like, then user.name and
 * user.email. RC_ENOTFOUND, with what to do, when git does not know. */
int rc_identity(git_signature **out, git_repository *repo, enum rc_role role,
		struct rc_err *err) RC_MUST_CHECK;

/* Variables of git that a git we start shall see, NULL-terminated. */
extern const char *const rc_identity_variables[];
