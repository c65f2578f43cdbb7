/* SPDX-License-Identifier: MIT */
#pragma once

/* The table of repair rules, see rustcoder-rules(7). */

#include <rustcoder/common.h>

RC_BEGIN_DECLS

/* Plausibility classes: up to the apply line a repair is applied when the
 * compiler approves, up to the proposal line it is only shown. */
#define RC_APPLY_LINE 2.5
#define RC_PROPOSAL_LINE 3.8

struct rc_rule_info {
	const char *name;    /* "close-brace" */
	const char *codes;   /* "E0428 E0592"; "": a class of syntax error */
	const char *summary; /* what it does, one line */
	const char *reason;  /* why that is honest, one line */
	double rank;	     /* 1.0 forced … 3.8 one of several guesses */
};

/* The rule at this place of the table, from 0; NULL behind the last one.
 * Static storage. */
RC_API const struct rc_rule_info *rc_rule_info(size_t index);

RC_END_DECLS
