/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Runs one child in a session and process group of its own (without a
 * terminal nothing can wait for an answer): stdin is /dev/null, both pipes are
 * drained by poll(2), a deadline or a cancel ends the whole group (SIGTERM, two
 * seconds, SIGKILL). Nothing of the group is left when it returns. Time while
 * we are stopped (SIGTSTP) does not count; rc_proc_signal_all() in
 * <rustcoder/common.h> stops the children too.
 */

#include "base/buf.h"
#include "base/strv.h"
#include <rustcoder/error.h>

enum rc_proc_end {
	RC_PROC_EXITED,	   /* status is the exit code */
	RC_PROC_SIGNALED,  /* status is the signal */
	RC_PROC_TIMEOUT,   /* deadline passed, group killed */
	RC_PROC_CANCELLED, /* group killed */
	RC_PROC_FLOODED,   /* more output than max_output, group killed */
};

struct rc_proc_opts {
	/* argv[0] is looked up in the absolute folders of env's PATH: "." in
	 * it would run what a cloned repository calls "cargo". */
	const char *const *argv;
	const char *cwd;	/* NULL: ours */
	const char *const *env; /* whole environment; NULL: ours */
	const char *input;	/* for stdin; NULL: /dev/null */
	int64_t timeout_ms;	/* 0: none */
	size_t max_line;	/* longer stdout lines are dropped; 0: 16 MiB */
	size_t max_output;	/* both streams together; 0: 256 MiB */
	size_t max_keep;	/* of each stream its end is kept; 0: 1 MiB */
	/* Lines of stdout without newline, as they come; NULL: kept in out.
	 * Non-zero return ends the child as a cancel does. No line comes any
	 * more once the child is being killed. */
	int (*on_line)(char *line, size_t len, void *data);
	void (*on_err_line)(const char *line, size_t len, void *data);
	void *data;
	const struct rc_cancel *cancel;
};

struct rc_proc_result {
	enum rc_proc_end end;
	int status;
	int64_t ms;
	size_t dropped_lines;	/* over max_line */
	struct rc_buf out, err; /* overflow: the front was dropped */
};

#define RC_PROC_RESULT_INIT                                             \
	{                                                               \
		RC_PROC_EXITED, 0, 0, 0, RC_BUF_INIT(0), RC_BUF_INIT(0) \
	}

/* RC_ENOTFOUND: no such program; RC_EIO: pipes or fork failed. */
int rc_proc_run(const struct rc_proc_opts *opts, struct rc_proc_result *result,
		struct rc_err *err) RC_MUST_CHECK;
void rc_proc_result_release(struct rc_proc_result *result);
