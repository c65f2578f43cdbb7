/* SPDX-License-Identifier: MIT */
#pragma once

#include "vcs/touched.h"

/*
 * Takes the commits of a run off the branch when they are its newest and no
 * remote has them; entries of the index that were theirs follow, all others
 * and the work tree stay. Otherwise nothing is done.
 */
int rc_unpublish(const struct rc_store *store, const char *run,
		 const struct rc_touched *touched,
		 struct rc_err *err) RC_MUST_CHECK;
