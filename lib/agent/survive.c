/* SPDX-License-Identifier: MIT */
#include "agent/survive.h"

#define NEAR_LINES 2

static unsigned count(const struct rc_diags *diags, uint64_t identity)
{
	unsigned n = 0;

	for (size_t i = 0; i < diags->n; i++)
		n += diags->v[i].identity == identity;
	return n;
}

static bool is_near(const struct rc_span *a, const struct rc_span *b)
{
	unsigned distance = a->line > b->line ? a->line - b->line
					      : b->line - a->line;

	return distance <= NEAR_LINES && a->path && b->path &&
	       strcmp(a->path, b->path) == 0;
}

/* A new error in the same place is this part's doing. */
static bool spoils(const struct rc_diag *target, const struct rc_diags *before,
		   const struct rc_diags *after)
{
	const struct rc_span *place = rc_diag_primary(target);

	for (size_t i = 0; i < after->n && place; i++) {
		const struct rc_span *span = rc_diag_primary(&after->v[i]);

		if (after->v[i].level == RC_LEVEL_ERROR && span &&
		    after->v[i].phase <= target->phase &&
		    is_near(span, place) &&
		    !count(before, after->v[i].identity))
			return true;
	}
	return false;
}

bool rc_survives(const struct rc_diag *target, const struct rc_diags *before,
		 const struct rc_diags *after)
{
	return count(after, target->identity) <
		       count(before, target->identity) &&
	       !spoils(target, before, after);
}

struct rc_proposal *rc_survivors(const struct rc_proposal *batch,
				 const struct rc_diags *before,
				 const struct rc_diags *after,
				 struct rc_arena *arena)
{
	struct rc_proposal **rest = rc_arena_alloc(
		arena, batch->n_parts * sizeof(struct rc_proposal *) + 1);
	size_t n = 0;

	/* Parts are kept last first; a batch turns its input around. */
	for (size_t i = batch->n_parts; i-- > 0;) {
		if (rc_survives(batch->parts[i]->diag, before, after))
			rest[n++] = batch->parts[i];
	}
	if (n == 0 || n == batch->n_parts)
		return NULL;
	return rc_proposal_batch(rest, n, batch->cand.rank, batch->cand.stage,
				 batch->cand.title, arena);
}
