/* SPDX-License-Identifier: MIT */

/*
 * Proposals out of the compiler's own suggestions. What is worth trying and in
 * which order was measured on the error-code documentation and rustc's UI
 * tests: all machine-applicable ones at once, then the first alternative of
 * every diagnostic at once (some repairs work only together), then one by one.
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

static struct rc_proposal *propose_one(const struct rc_suggestion *suggestion,
				       struct rc_arena *arena,
				       struct rc_proposals *out)
{
	struct rc_proposal *proposal = rc_proposals_add(out, arena);
	struct rc_candidate *cand = &proposal->cand;

	proposal->diag = suggestion->diag;
	cand->fixer = rc_fixer_rustc.name;
	cand->stage = suggestion->applicability == RC_APPLY_MACHINE ? "machine"
								    : "maybe";
	cand->title = suggestion->message;
	cand->rank = rank_of(suggestion);
	cand->edits = suggestion->edits;
	cand->n_edits = suggestion->n_edits;
	return proposal;
}

/*
 * What the batches are made of. machine and first take one suggestion of a
 * diagnostic, since several are often exclusive; every takes the first
 * alternative of each, since some repair only together (two derives for one
 * failing comparison).
 */
struct batches {
	struct rc_proposals machine, first, every;
};

static void append(struct rc_proposals *list, struct rc_proposal *proposal)
{
	RC_GROW(list->v, list->n, list->cap);
	list->v[list->n++] = proposal;
}

static void add_batch(struct rc_proposal *const *parts, size_t n, double rank,
		      const char *title, struct rc_arena *arena,
		      struct rc_proposals *out)
{
	const char *stage = rank < RC_RANK_FIRST_BATCH ? "machine" : "maybe";
	struct rc_proposal *batch =
		rc_proposal_batch(parts, n, rank, stage, title, arena);

	if (batch)
		append(out, batch);
}

static void sort_into(struct batches *batches, struct rc_proposal *one,
		      const struct rc_suggestion *suggestion,
		      struct rc_proposal **machine, struct rc_proposal **first)
{
	if (one->cand.rank > RC_APPLY_LINE)
		return;
	if (!*first || one->cand.rank < (*first)->cand.rank)
		*first = one;
	if (!*machine && suggestion->applicability == RC_APPLY_MACHINE)
		*machine = one;
	if (!suggestion->alternative)
		append(&batches->every, one);
}

static void propose_diag(const struct rc_diag *diag,
			 const struct rc_fix_opts *opts, struct rc_arena *arena,
			 struct batches *batches, struct rc_proposals *out)
{
	struct rc_suggestions list = { NULL, 0, 0 };
	struct rc_proposal *machine = NULL, *first = NULL;
	size_t own = batches->every.n;

	rc_suggest(diag, arena, &list);
	for (size_t i = 0; i < list.n; i++) {
		if (!allowed(opts, &list.v[i]))
			continue;
		struct rc_proposal *one = propose_one(&list.v[i], arena, out);

		sort_into(batches, one, &list.v[i], &machine, &first);
	}
	if (machine)
		append(&batches->machine, machine);
	if (first)
		append(&batches->first, first);
	if (batches->every.n - own > 1)
		add_batch(batches->every.v + own, batches->every.n - own,
			  RC_RANK_TOGETHER, diag->message, arena, out);
	rc_free(list.v);
}

static void propose_batches(const struct batches *batches,
			    const struct rc_fix_opts *opts,
			    struct rc_arena *arena, struct rc_proposals *out)
{
	add_batch(batches->machine.v, batches->machine.n, RC_RANK_MACHINE_BATCH,
		  "all machine-applicable suggestions", arena, out);
	if (opts->suggestions != RC_SUGGEST_MAYBE)
		return;
	add_batch(batches->first.v, batches->first.n, RC_RANK_FIRST_BATCH,
		  "the first suggestion of every diagnostic", arena, out);
	add_batch(batches->every.v, batches->every.n, RC_RANK_EVERY_BATCH,
		  "every suggestion at once", arena, out);
}

static void propose(const struct rc_diags *diags,
		    const struct rc_fix_opts *opts, struct rc_arena *arena,
		    struct rc_proposals *out)
{
	struct batches batches = { RC_PROPOSALS_INIT, RC_PROPOSALS_INIT,
				   RC_PROPOSALS_INIT };

	if (opts->suggestions == RC_SUGGEST_NONE)
		return;
	for (size_t i = 0; i < diags->n; i++) {
		if (rc_fixer_wants(opts, &diags->v[i]))
			propose_diag(&diags->v[i], opts, arena, &batches, out);
	}
	propose_batches(&batches, opts, arena, out);
	rc_proposals_release(&batches.machine);
	rc_proposals_release(&batches.first);
	rc_proposals_release(&batches.every);
}

const struct rc_fixer rc_fixer_rustc = { .name = "rustc", .propose = propose };
