/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Runs and their iterations, kept as commits below refs/rustcoder/ in the
 * user's repository, or in a private one in the state directory where there
 * is none. Reads and undoes from any later process.
 */

#include <rustcoder/error.h>

RC_BEGIN_DECLS

struct rc_history_row {
	const char *run;
	unsigned iteration;  /* 1 is the first */
	const char *commit;  /* full id of the iteration's own record */
	const char *subject; /* what was repaired */
	const char *stage;   /* "machine", "maybe", … */
	const char *errors;  /* "5 -> 2" */
	int64_t time;	     /* seconds since 1970 */
	bool published;	     /* also on the current branch */
	bool undone;
};

typedef int (*rc_history_fn)(const struct rc_history_row *row, void *data);

/* Newest run first, its iterations in order; fn returns non-zero to stop. */
RC_API int rc_history_log(const char *path, bool no_vcs, rc_history_fn fn,
			  void *data, struct rc_err *err) RC_MUST_CHECK;

/* What an undo did to one file. */
struct rc_undo_row {
	const char *path;
	bool restored;
	const char *why; /* when not restored: what is in the way */
};

typedef void (*rc_undo_fn)(const struct rc_undo_row *row, void *data);

/*
 * Puts back the bytes from before a run (NULL: the newest that is not undone
 * yet). Files that were changed since are left alone and named; RC_ESTATE if
 * there was one. Commits of the run leave the branch only when they are its
 * newest and no remote has them.
 */
RC_API int rc_history_undo(const char *path, bool no_vcs, const char *run,
			   rc_undo_fn fn, void *data,
			   struct rc_err *err) RC_MUST_CHECK;

RC_END_DECLS
