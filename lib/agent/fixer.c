/* SPDX-License-Identifier: MIT */
#include "agent/fixer.h"

#include <stdlib.h>

#include "base/strv.h"
#include "edit/set.h"

double rc_apply_line(const struct rc_fix_opts *opts)
{
	return opts->apply_line > 0 ? opts->apply_line : RC_APPLY_LINE;
}

bool rc_fixer_wants(const struct rc_fix_opts *opts, const struct rc_diag *diag)
{
	bool named = diag->code && rc_list_has(opts->only, diag->code);

	if (opts->only && !named)
		return false;
	return diag->level == RC_LEVEL_ERROR || named || opts->lints ||
	       opts->goal == RC_GOAL_CLIPPY;
}

struct rc_proposal *rc_proposals_add(struct rc_proposals *list,
				     struct rc_arena *arena)
{
	struct rc_proposal *proposal = rc_arena_alloc(arena, sizeof(*proposal));

	RC_GROW(list->v, list->n, list->cap);
	list->v[list->n++] = proposal;
	return proposal;
}

static const struct rc_edit *copy_edits(const struct rc_edit_set *set,
					struct rc_arena *arena)
{
	struct rc_edit *edits =
		rc_arena_alloc(arena, set->n * sizeof(*edits) + 1);

	memcpy(edits, set->v, set->n * sizeof(*edits));
	return edits;
}

/* Where the validator of edit/validate.h would refuse the whole batch. */
#define MAX_BATCH_FILES 32

static bool adds_file(const struct rc_edit_set *set,
		      const struct rc_candidate *cand)
{
	for (size_t i = 0; i < set->n; i++) {
		if (strcmp(set->v[i].path, cand->edits[0].path) == 0)
			return false;
	}
	return true;
}

static const char *common_stage(const struct rc_proposal *batch,
				const char *mixed)
{
	const char *stage = batch->parts[0]->cand.stage;

	for (size_t i = 1; i < batch->n_parts; i++) {
		if (strcmp(batch->parts[i]->cand.stage, stage) != 0)
			return mixed;
	}
	return stage;
}

struct rc_proposal *rc_proposal_batch(struct rc_proposal *const *parts,
				      size_t n, double rank, const char *stage,
				      const char *title, struct rc_arena *arena)
{
	RC_CLEANUP(rc_edit_set_release)
	struct rc_edit_set set = RC_EDIT_SET_INIT;
	struct rc_proposal *batch = rc_arena_alloc(arena, sizeof(*batch));
	size_t files = 0;

	batch->parts = rc_arena_alloc(arena, n * sizeof(*batch->parts) + 1);
	/* Like rustfix: of two that conflict the one emitted last wins. */
	for (size_t i = n; i-- > 0;) {
		const struct rc_candidate *cand = &parts[i]->cand;
		bool more = adds_file(&set, cand);
		size_t had = set.n;

		if (files + more > MAX_BATCH_FILES ||
		    !rc_edit_set_add(&set, cand->edits, cand->n_edits))
			continue;
		files += more;
		/* What answers several diagnostics is one part. */
		if (set.n > had)
			batch->parts[batch->n_parts++] = parts[i];
	}
	if (!batch->n_parts)
		return NULL;
	batch->cand = batch->parts[0]->cand;
	batch->cand.edits = copy_edits(&set, arena);
	batch->cand.n_edits = set.n;
	batch->cand.rank = rank;
	batch->cand.stage = common_stage(batch, stage);
	if (batch->n_parts == 1) {
		batch->diag = batch->parts[0]->diag;
		return batch;
	}
	batch->cand.title = title;
	batch->cand.rule = NULL;
	return batch;
}

/* qsort is not stable: emission order breaks ties. */
struct ranked {
	struct rc_proposal *proposal;
	size_t index;
};

static int by_rank(const void *left, const void *right)
{
	const struct ranked *a = left, *b = right;

	if (a->proposal->cand.rank < b->proposal->cand.rank)
		return -1;
	if (a->proposal->cand.rank > b->proposal->cand.rank)
		return 1;
	return a->index < b->index ? -1 : a->index > b->index;
}

void rc_proposals_sort(struct rc_proposals *list)
{
	RC_CLEANUP(rc_freep)
	struct ranked *ranked = rc_xcalloc(list->n + 1, sizeof(*ranked));

	for (size_t i = 0; i < list->n; i++)
		ranked[i] = (struct ranked){ list->v[i], i };
	qsort(ranked, list->n, sizeof(*ranked), by_rank);
	for (size_t i = 0; i < list->n; i++)
		list->v[i] = ranked[i].proposal;
}

void rc_proposals_release(struct rc_proposals *list)
{
	rc_free(list->v);
	*list = (struct rc_proposals)RC_PROPOSALS_INIT;
}
