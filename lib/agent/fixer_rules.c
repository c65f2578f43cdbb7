/* SPDX-License-Identifier: MIT */

/* Proposals out of the table of repair rules, see rules/rules.h. */

#include "agent/fixer.h"

static void propose(const struct rc_diags *diags, const struct rc_diag *diag,
		    const struct rc_fix_opts *opts, struct rc_sources *sources,
		    struct rc_arena *arena, struct rc_proposals *out)
{
	struct rc_rule_cands found = { NULL, 0, 0 };

	if (opts->no_rules)
		return;
	rc_rules_propose(diags, diag, sources, &found);
	for (size_t i = 0; i < found.n; i++) {
		struct rc_proposal *proposal = rc_proposals_add(out, arena);

		proposal->diag = diag;
		proposal->cand = found.v[i];
	}
	rc_free(found.v);
}

const struct rc_fixer rc_fixer_rules = { .name = "rules", .propose = propose };
