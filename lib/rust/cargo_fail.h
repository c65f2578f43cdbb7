/* SPDX-License-Identifier: MIT */
#pragma once

/* Tells whether a call of cargo failed by itself, and why. */

#include "run/proc.h"
#include "rust/diag.h"

struct rc_cargo_exit {
	const char *what; /* "cargo check" */
	const struct rc_proc_result *proc;
	const struct rc_diags *diags; /* NULL: a call that builds nothing */
	bool tests;		      /* they ran once all was built */
};

/*
 * 0 when cargo did its work, whatever it says of the code: it ended well,
 * reported compile errors, or tests failed. Else as rc_cargo_build().
 */
int rc_cargo_judge(const struct rc_cargo_exit *call,
		   struct rc_err *err) RC_MUST_CHECK;
