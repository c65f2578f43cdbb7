/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The steps a trial takes with one file. Each opens the file's folder below
 * root without following links and works relative to it.
 *
 * Beside the file stands, while it is being exchanged, .rustcoder-N.new. The
 * original itself stays as N.before in the journal folder where it can be
 * linked there: it goes back by a rename then, even on a full disk, with its
 * owner, its mode and whatever else is attached to it.
 */

#include "edit/edit.h"

struct rc_txn_file {
	const char *root;
	int journal; /* the open folder */
	const struct rc_change *change;
	size_t number; /* in its plan */
};

enum rc_txn_state { RC_TXN_IS_BEFORE, RC_TXN_IS_AFTER };

/* One of the states above, or negative: RC_ESTATE when the content is neither,
 * else why it cannot be read. */
int rc_txn_file_look(const struct rc_txn_file *file,
		     struct rc_err *err) RC_MUST_CHECK;
/* Writes all that swap needs, so that swap cannot run out of space. */
int rc_txn_file_stage(const struct rc_txn_file *file,
		      struct rc_err *err) RC_MUST_CHECK;
/* RC_ESTATE unless its bytes are those of before. */
int rc_txn_file_swap(const struct rc_txn_file *file,
		     struct rc_err *err) RC_MUST_CHECK;
/* The reverse, with a new mtime. RC_ESTATE unless its bytes are the trial's. */
int rc_txn_file_restore(const struct rc_txn_file *file,
			struct rc_err *err) RC_MUST_CHECK;
/* Removes what stage left. */
void rc_txn_file_clean(const struct rc_txn_file *file);
