/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Trying changes in place without ever losing a byte.
 *
 *	rc_txn_open(&txn, journal, root, &err);
 *	rc_txn_try(txn, &changes, "run-id", 3, &err);
 *	… a compiler looks at the tree …
 *	rc_txn_take_back(txn, &err);	or record it, then rc_txn_keep()
 *	rc_txn_close(txn);
 *
 * The journal folder holds, while a trial is open, a plan that names every
 * file and has its bytes before and after; it is durable before the first
 * file of the tree is renamed. When the process dies, the next one finds the
 * plan: see rc_txn_recover(). Only one process at a time may use a journal;
 * the caller holds a lock.
 *
 * The mtime trap: cargo judges freshness by mtime. A file whose trial content
 * a compiler may have seen gets a new mtime when its old bytes go back, or
 * cargo would take the trial's artefacts for those of the old bytes.
 */

#include "edit/edit.h"

struct rc_txn;

int rc_txn_open(struct rc_txn **out, const char *journal, const char *root,
		struct rc_err *err) RC_MUST_CHECK;
void rc_txn_close(struct rc_txn *txn); /* an open trial is taken back */

/*
 * Writes the journal, then every new text beside its file, then renames. A
 * file whose bytes are not changes->before any more is refused (RC_ESTATE) and
 * everything already renamed goes back, as after any other error. Keeps mode;
 * borrows nothing. Paths have to be such as rc_validate_path() allows. New
 * files go into folders that exist.
 */
int rc_txn_try(struct rc_txn *txn, const struct rc_changes *changes,
	       const char *run, unsigned iteration,
	       struct rc_err *err) RC_MUST_CHECK;
/*
 * Puts the bytes from before back, with new mtimes. A file that somebody else
 * changed meanwhile is left as it is; the rest goes back; RC_ESTATE names it,
 * and the journal stays until rc_txn_recover() is told to force it. Does
 * nothing when no trial is open; so does keep.
 */
int rc_txn_take_back(struct rc_txn *txn, struct rc_err *err) RC_MUST_CHECK;
/* The trial stays; the journal goes. */
int rc_txn_keep(struct rc_txn *txn, struct rc_err *err) RC_MUST_CHECK;
/* A trial is in the tree; after an error: it could not be taken back. */
bool rc_txn_is_open(const struct rc_txn *txn);

/* What a dead process left behind in a journal folder. */
struct rc_txn_plan {
	char run[40];
	unsigned iteration;
	struct rc_changes changes; /* as they were to be made */
	char *root; /* it is for the caller to see that this is his tree */
};

#define RC_TXN_PLAN_INIT  \
	{                 \
		.run = "" \
	}

/* True when there is a complete plan; an incomplete one (the process died
 * before it was durable, so no file was touched) is removed. RC_EPARSE: the
 * plan is damaged; RC_ESAFETY: it names files no edit may touch. */
int rc_txn_pending(const char *journal, bool *pending, struct rc_txn_plan *plan,
		   struct rc_err *err) RC_MUST_CHECK;
void rc_txn_plan_release(struct rc_txn_plan *plan);

enum rc_txn_recover {
	RC_TXN_ROLL_BACK, /* put the bytes from before back */
	RC_TXN_KEEP,	  /* the iteration was recorded: leave its bytes,
			     finish those that are not written yet */
};

/*
 * Ends a pending plan. A file with foreign content (neither before nor after)
 * is an error, RC_ESTATE naming it and the journal, and nothing is changed,
 * unless force: then foreign files are left alone and the rest is done.
 */
int rc_txn_recover(const char *journal, const struct rc_txn_plan *plan,
		   enum rc_txn_recover how, bool force,
		   struct rc_err *err) RC_MUST_CHECK;
