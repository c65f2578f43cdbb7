/* SPDX-License-Identifier: MIT */
#include "vcs/git.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "vcs/gitmem.h"
#include "vcs/history.h"

/*
 * Fails out of memory only; whatever is called next then says so. Objects and
 * refs are as durable as libgit2 makes them by itself (core.fsyncObjectFiles
 * is honoured): a dozen fsyncs an iteration cost more than compiling a small
 * crate, and the bytes from before are safe in the journal of edit/txn.h,
 * which is synced.
 */
static void start(void)
{
	rc_gitmem_set();
	git_libgit2_init();
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

static void *warm_up(void *unused)
{
	(void)unused;
	rc_git_init();
	return NULL;
}

void rc_history_warm_up(struct rc_history_warm *warm)
{
	if (!warm->running)
		warm->running =
			pthread_create(&warm->thread, NULL, warm_up, NULL) == 0;
}

void rc_history_warm_down(struct rc_history_warm *warm)
{
	if (warm->running)
		pthread_join(warm->thread, NULL);
	warm->running = false;
}
