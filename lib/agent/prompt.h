/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The question to a model about one group of errors: the rules first (they
 * never change, so providers can cache them), then the source around every
 * place the compiler names, what it says verbatim, what it suggests but was
 * not taken, what the repair rules would not decide, and what was tried before
 * and why it was rejected.
 */

#include "agent/group.h"
#include "llm/chat.h"
#include "llm/reply.h"

struct rc_prompt {
	char *system, *user;
	struct rc_reply_file *files; /* whole texts of what is shown; borrowed
					from the run's tree */
	size_t n_files, files_cap;
	int64_t tokens; /* estimate of both */
};

#define RC_PROMPT_INIT                    \
	{                                 \
		NULL, NULL, NULL, 0, 0, 0 \
	}

struct rc_prompt_opts {
	enum rc_reply_format format;
	const char *rejections; /* one a line; "" when there are none */
	int64_t max_tokens;	/* cap on the estimate */
	bool wide;		/* whole files where they fit */
};

/*
 * Source is shown in as wide a radius as fits. RC_ELIMIT when not even the
 * smallest does; RC_ESTATE when a file changed since the compiler read it;
 * RC_ENOTFOUND when nothing of the group may leave the machine.
 */
int rc_prompt_make(struct rc_run *run, const struct rc_group *group,
		   const struct rc_prompt_opts *opts, struct rc_prompt *out,
		   struct rc_err *err) RC_MUST_CHECK;
void rc_prompt_release(struct rc_prompt *prompt);
