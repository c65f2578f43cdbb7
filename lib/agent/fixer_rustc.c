/* SPDX-License-Identifier: MIT */

/*
 * Proposals out of the compiler's own suggestions, ranked as was measured on
 * the error-code documentation and rustc's UI tests.
 */

#include "agent/fixer.h"

#include <string.h>

#include "rust/suggest.h"

static bool panics(const struct rc_suggestion *suggestion)
{
	for (size_t i = 0; i < suggestion->n_edits; i++) {
		const char *text = suggestion->edits[i].text;

		if (strstr(text, ".expect(") || strstr(text, ".unwrap("))
			return true;
	}
	return false;
}

static double rank_of(const struct rc_suggestion *suggestion)
{
	double later = suggestion->alternative ? 0.05 : 0;

	if (panics(suggestion))
		return RC_RANK_PANICS;
	switch (suggestion->applicability) {
	case RC_APPLY_MACHINE:
		return RC_RANK_MACHINE + later;
	case RC_APPLY_PLACEHOLDERS:
		return RC_RANK_PLACEHOLDER + later;
	case RC_APPLY_MAYBE:
		return later > 0 ? RC_RANK_MAYBE_LATER : RC_RANK_MAYBE;
	case RC_APPLY_UNSPECIFIED:
		return RC_RANK_UNSPECIFIED + later;
	case RC_APPLY_NONE:
		break;
	}
	return RC_PROPOSAL_LINE + 1;
}

static bool allowed(const struct rc_fix_opts *opts,
		    const struct rc_suggestion *suggestion)
{
	if (!suggestion->legal_text || !suggestion->n_edits)
		return false;
	return opts->suggestions == RC_SUGGEST_MAYBE ||
	       suggestion->applicability == RC_APPLY_MACHINE;
}

static void propose_one(const struct rc_suggestion *suggestion,
			struct rc_arena *arena, struct rc_proposals *out)
{
	struct rc_proposal *proposal = rc_proposals_add(out, arena);
	struct rc_candidate *cand = &proposal->cand;

	proposal->diag = suggestion->diag;
	proposal->first_alternative = !suggestion->alternative;
	cand->fixer = rc_fixer_rustc.name;
	cand->stage = suggestion->applicability == RC_APPLY_MACHINE ? "machine"
								    : "maybe";
	cand->title = suggestion->message;
	cand->rank = rank_of(suggestion);
	cand->edits = suggestion->edits;
	cand->n_edits = suggestion->n_edits;
}

static void propose(const struct rc_diags *diags, const struct rc_diag *diag,
		    const struct rc_fix_opts *opts, struct rc_sources *sources,
		    struct rc_arena *arena, struct rc_proposals *out)
{
	struct rc_suggestions list = { NULL, 0, 0 };

	(void)diags;
	(void)sources;
	if (opts->suggestions == RC_SUGGEST_NONE)
		return;
	rc_suggest(diag, arena, &list);
	for (size_t i = 0; i < list.n; i++) {
		if (allowed(opts, &list.v[i]))
			propose_one(&list.v[i], arena, out);
	}
	rc_free(list.v);
}

const struct rc_fixer rc_fixer_rustc = { .name = "rustc", .propose = propose };
