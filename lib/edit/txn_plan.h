/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The plan of an open trial, one file of the journal folder: a line of JSON
 * that names the files, then their bytes before and after, one after the
 * other. It appears whole and durable, or not at all.
 */

#include "edit/txn.h"

/* journal: the open folder. */
int rc_txn_plan_write(int journal, const struct rc_txn_plan *plan,
		      struct rc_err *err) RC_MUST_CHECK;
/* RC_ENOTFOUND: there is none. RC_EPARSE: it is not one of ours. */
int rc_txn_plan_read(int journal, struct rc_txn_plan *plan,
		     struct rc_err *err) RC_MUST_CHECK;
bool rc_txn_plan_exists(int journal);
int rc_txn_plan_remove(int journal, struct rc_err *err) RC_MUST_CHECK;
