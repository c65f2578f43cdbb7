/* SPDX-License-Identifier: MIT */
#pragma once

/* Commit messages with the trailers that scripts and `log` rely on. */

#include "base/buf.h"

#define RC_TRAILER_RUN "Rustcoder-Run"
#define RC_TRAILER_ITERATION "Rustcoder-Iteration" /* "3"; squashed: "1-3" */
#define RC_TRAILER_STAGE "Rustcoder-Stage"
#define RC_TRAILER_ERRORS "Rustcoder-Errors"
#define RC_TRAILER_MODEL "Rustcoder-Model"
#define RC_TRAILER_TOKENS "Rustcoder-Tokens"
/* Of the hidden chain only. */
#define RC_TRAILER_SNAPSHOT \
	"Rustcoder-Snapshot" /* before which iteration,
						    or "hooks" */
#define RC_TRAILER_UNDONE "Rustcoder-Undone"
#define RC_TRAILER_ROOT "Rustcoder-Root"
#define RC_TRAILER_WORKTREE "Rustcoder-Worktree"

/* Subject, and a body (may be NULL); their bytes are made harmless, and no
 * line of theirs can pass for a trailer. */
void rc_message_start(struct rc_buf *out, const char *subject,
		      const char *body);
void rc_message_trailer(struct rc_buf *out, const char *key, const char *fmt,
			...) RC_PRINTF(3, 4);

/* The last value of a trailer; hooks may have added more below it. */
bool rc_message_get(const char *message, const char *key, char *out,
		    size_t size);
/* Does a message name this run, and an iteration that includes this one? */
bool rc_message_is(const char *message, const char *run, unsigned iteration);
/* "3" or "1-3"; false when there is none. */
bool rc_message_iterations(const char *message, unsigned *first,
			   unsigned *last);
