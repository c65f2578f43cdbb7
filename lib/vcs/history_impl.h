/* SPDX-License-Identifier: MIT */
#pragma once

/* A run of the history, as opening (history.c) and recording (record.c) share
 * it. */

#include "vcs/history.h"
#include "vcs/publish.h"

enum rc_publish_mode {
	RC_PUBLISH_NONE, /* the hidden chain only */
	RC_PUBLISH_EACH, /* a commit per iteration */
	RC_PUBLISH_END,	 /* one for the run, in rc_history_finish() */
	RC_PUBLISH_GIT,	 /* the same, made by git itself */
};

struct rc_stretch {
	unsigned first, last; /* iterations */
	unsigned errors_before, errors_after;
	struct rc_buf stages; /* "machine, maybe" */
	struct rc_buf models; /* empty when no model took part */
	int64_t tokens;
};

/* Iterations that are not on the branch yet. */
struct rc_pending {
	struct rc_stretch span;
	struct rc_published_paths paths;
	struct rc_buf subject, body;
};

struct rc_history {
	struct rc_store store;
	struct rc_chain chain;
	struct rc_sink sink;
	bool look;
	char run[RC_RUN_SIZE];
	char *branch; /* refs/heads/…; NULL: detached */
	enum rc_publish_mode publish;
	struct rc_pending pending;
	unsigned published;
};

/* Tells that repairs will not be on the branch, or only at the end. */
void rc_history_note_hidden(const struct rc_history *h, const char *why);
enum rc_publish_mode rc_history_through_git(const struct rc_history *h,
					    const char *reason);
