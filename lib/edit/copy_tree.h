/* SPDX-License-Identifier: MIT */
#pragma once

#include <rustcoder/error.h>

/*
 * Makes the folder `to`, which is ours, equal to the folder `from` but for
 * what edit/copy.h leaves out; both are real paths. Touches only what differs,
 * and never copies the folder `cache` into itself.
 */
int rc_copy_tree(const char *from, const char *to, const char *cache,
		 struct rc_err *err) RC_MUST_CHECK;

/*
 * What the copy of a link says, where rel is the folder it is in: a target
 * below from is that below to, any other is the original's. The caller frees.
 */
char *rc_copy_link(const char *from, const char *to, const char *rel,
		   const char *target);
