/* SPDX-License-Identifier: MIT */
#include "vcs/git.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"

static void start(void)
{
	/* Fails out of memory only; whatever is called next then says so. */
	if (git_libgit2_init() > 0)
		git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1);
}

void rc_git_init(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, start);
}

const char *rc_git_variable(const char *name)
{
	return getenv(name);
}

const char *rc_git_message(void)
{
	const git_error *last = git_error_last();

	return last && last->message ? last->message : "unknown error";
}

static enum rc_code code_of(int ret)
{
	const git_error *last = git_error_last();

	if (ret == GIT_ENOTFOUND)
		return RC_ENOTFOUND;
	if (last && last->klass == GIT_ERROR_OS)
		return RC_EIO;
	return RC_ECHILD;
}

int rc_git_err(struct rc_err *err, int ret, const char *fmt, ...)
{
	char what[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	return rc_err_set(err, code_of(ret), "%s: %s", what, rc_git_message());
}
