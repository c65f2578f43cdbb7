/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Rejects candidates that make the compiler silent instead of the code right.
 * Stubs, unsafe, silenced lints, removed tests and large deletions are counted
 * in the text with comments and string contents blanked out.
 */

#include "edit/edit.h"
#include <rustcoder/fix.h>

struct rc_guard {
	const char *root;
	enum rc_goal goal;
	unsigned allow; /* enum rc_validate */
	bool tidies;	/* warnings are repaired too: removing is its point */
};

/* RC_ESAFETY; the message is the reason, for people and for a model. */
int rc_guard_check(const struct rc_guard *guard,
		   const struct rc_changes *changes,
		   struct rc_err *err) RC_MUST_CHECK;

/* Blanks comments and the contents of string and char literals of Rust source
 * in place; newlines stay. */
void rc_guard_blank(char *text, size_t len);
