/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Where iterations are kept. Every run is a chain of commits on
 * refs/rustcoder/<run> that holds the exact bytes (no filters), in the user's
 * repository or, where there is none, in a bare one in the state directory.
 * Before an iteration touches a file whose bytes are not those of the chain's
 * tip yet, a snapshot commit records them; so the chain holds the bytes
 * before and after every iteration, whatever state the tree was in. log and
 * undo read only this chain.
 *
 * On a clean tree iterations are published too: commits on the current
 * branch, made as `git add` and `git commit` would (filters applied, index
 * updated).
 */

#include <pthread.h>

#include "base/event.h"
#include "edit/edit.h"
#include <rustcoder/fix.h>
#include <rustcoder/history.h>

struct rc_history;

struct rc_history_opts {
	const char *root; /* workspace root, real path */
	bool no_vcs;
	bool require_clean;
	bool look; /* only rc_history_where() follows: nothing is created */
	enum rc_commit commit;
	const struct rc_sink *sink;	/* notes: no repository, hooks, … */
	const struct rc_cancel *cancel; /* for git and its hooks; or NULL */
};

/*
 * Cheap enough for the clean path, no libgit2: the folder for journal and
 * lock of this tree, "<git dir>/rustcoder" or "<state>/trees/<hash>". The
 * folder is not created. NULL only when there is neither (HOME unset).
 */
char *rc_history_journal_dir(const char *root, bool no_vcs);

/*
 * libgit2 takes some 5 ms to start. Doing so in a thread of its own while the
 * compiler still works takes nobody's time. Down waits for the thread; both
 * may be called at any time.
 */
struct rc_history_warm {
	pthread_t thread;
	bool running;
};

void rc_history_warm_up(struct rc_history_warm *warm);
void rc_history_warm_down(struct rc_history_warm *warm);

/*
 * Looks at the repository and decides where iterations go; so it comes before
 * the first edit, which would make the tree look dirty. RC_ESTATE with a
 * hint: merge, rebase, bisect … in progress, conflicts, bare repository,
 * index.lock still there after a second, dirty tree with require_clean.
 */
int rc_history_open(struct rc_history **out, const struct rc_history_opts *opts,
		    struct rc_err *err) RC_MUST_CHECK;
void rc_history_close(struct rc_history *history);

/* Id of the run, "20261125-203015-4f2a"; where iterations go, for people. */
const char *rc_history_run(const struct rc_history *history);
void rc_history_where(const struct rc_history *history, char *out, size_t len);

struct rc_iteration {
	unsigned number;     /* 1 is the first */
	const char *subject; /* "fix(core): E0308 in src/lib.rs (+2)" */
	const char *body;    /* one line per repaired diagnostic */
	const char *stage;
	const char *model; /* that wrote it, or NULL */
	int64_t tokens;	   /* spent on it */
	unsigned errors_before, errors_after;
	const struct rc_changes *changes;
	/* out: abbreviated id of the commit people should look at */
	char commit[16];
};

/*
 * Records an iteration, then publishes it (or keeps that for the end: squash,
 * hooks, signatures, filters). Called while its bytes are already in the tree
 * and the journal of edit/txn.h is still there: when this returned 0 the
 * iteration counts as accepted. Failing to publish (a hook said no, a ref
 * moved) is a note, not an error.
 */
int rc_history_record(struct rc_history *history, struct rc_iteration *it,
		      struct rc_err *err) RC_MUST_CHECK;

/* Does git ignore this file of the tree? Such files stay on this machine. */
bool rc_history_ignores(struct rc_history *history, const char *path);

/* End of a run: squash, prune old refs. published: commits on the branch. */
int rc_history_finish(struct rc_history *history, const char *summary,
		      unsigned *published, struct rc_err *err) RC_MUST_CHECK;

/* After a crash: was this iteration recorded? Completes a half-done publish
 * (branch moved, index not yet). */
int rc_history_recorded(const char *root, bool no_vcs, const char *run,
			unsigned iteration, const struct rc_changes *changes,
			bool *recorded, struct rc_err *err) RC_MUST_CHECK;
