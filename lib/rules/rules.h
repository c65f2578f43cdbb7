/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Repair rules: a table from error code, or from a message where there is no
 * code, to a small function that writes the edit which the message, a second
 * declaration or the layout of the text forces. No types are inferred, no
 * value is invented, nothing is deleted but an identical duplicate. What a
 * rule writes is a proposal: the compiler decides.
 */

#include "edit/edit.h"
#include "rules/source.h"
#include <rustcoder/rules.h>

/* Appends to out; everything lives in the set's arena, cand.title says what is
 * done, cand.rule names the rule. */
struct rc_rule_cands {
	struct rc_candidate *v;
	size_t n, cap;
};

void rc_rules_propose(const struct rc_diags *diags, const struct rc_diag *diag,
		      struct rc_sources *sources, struct rc_rule_cands *out);
