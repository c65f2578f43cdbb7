/* SPDX-License-Identifier: MIT */
#include "vcs/identity.h"

#include "base/err.h"
#include "base/mem.h"

/* Ordered by role; libgit2 before 1.9 knows nothing of them. */
const char *const rc_identity_variables[] = {
	"GIT_AUTHOR_NAME",
	"GIT_AUTHOR_EMAIL",
	"GIT_COMMITTER_NAME",
	"GIT_COMMITTER_EMAIL",
	NULL,
};

static const char *lookup(git_config *config, const char *variable,
			  const char *key)
{
	const char *value = rc_git_variable(variable);

	if (value && *value)
		return value;
	return git_config_get_string(&value, config, key) == 0 ? value : NULL;
}

int rc_identity(git_signature **out, git_repository *repo, enum rc_role role,
		struct rc_err *err)
{
	const char *const *variable = rc_identity_variables + 2 * role;
	RC_CLEANUP(rc_git_config_freep) git_config *config = NULL;
	int ret = git_repository_config_snapshot(&config, repo);

	if (ret < 0)
		return rc_git_err(err, ret, "cannot read git's configuration");
	const char *name = lookup(config, variable[0], "user.name");
	const char *email = lookup(config, variable[1], "user.email");
	if (name && email && git_signature_now(out, name, email) == 0)
		return 0;
	rc_err_set(err, RC_ENOTFOUND, "git does not know who you are");
	rc_err_hint(
		err,
		"git config --global user.name NAME; git config --global user.email MAIL");
	return RC_ENOTFOUND;
}
