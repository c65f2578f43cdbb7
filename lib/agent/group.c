/* SPDX-License-Identifier: MIT */
#include "agent/group.h"

#include <stdlib.h>

#include "agent/fixer.h"

#define NEAR_LINES 10

static const struct rc_span *place_of(const struct rc_diag *diag)
{
	const struct rc_span *span = rc_diag_primary(diag);

	return span && span->path ? span : NULL;
}

static bool overlap(const struct rc_span *a, const struct rc_span *b)
{
	return a->path && b->path && strcmp(a->path, b->path) == 0 &&
	       a->line <= b->end_line + NEAR_LINES &&
	       b->line <= a->end_line + NEAR_LINES;
}

/* The same words about the same kind of thing: an import that is missing in
 * three files, say. */
static bool same_message(const struct rc_diag *a, const struct rc_diag *b)
{
	return a->code && b->code && strcmp(a->code, b->code) == 0 &&
	       strcmp(a->message, b->message) == 0;
}

static bool belongs(const struct rc_group *group, const struct rc_diag *diag)
{
	for (size_t i = 0; i < group->n; i++) {
		const struct rc_diag *other = group->diags[i];

		if (other->unit != diag->unit || other->phase != diag->phase)
			continue;
		if (same_message(other, diag))
			return true;
		for (size_t j = 0; j < other->n_spans; j++) {
			if (overlap(&other->spans[j], place_of(diag)))
				return true;
		}
	}
	return false;
}

static void add_to(struct rc_groups *groups, const struct rc_diag *diag)
{
	struct rc_group *group = NULL;

	for (size_t i = 0; i < groups->n && !group; i++) {
		if (belongs(&groups->v[i], diag))
			group = &groups->v[i];
	}
	if (!group) {
		RC_GROW(groups->v, groups->n, groups->cap);
		group = &groups->v[groups->n++];
		*group = (struct rc_group){ .phase = diag->phase,
					    .key = diag->identity };
	}
	if (group->n < RC_GROUP_MAX)
		group->diags[group->n++] = diag;
	group->total++;
}

/* Warnings come behind every error. */
static unsigned order_of(const struct rc_group *group)
{
	bool warning = group->diags[0]->level == RC_LEVEL_WARNING;

	return (unsigned)group->phase + (warning ? RC_PHASE_LINT : 0);
}

static int by_order(const void *left, const void *right)
{
	const struct rc_group *a = left, *b = right;
	unsigned a_order = order_of(a), b_order = order_of(b);

	if (a_order != b_order)
		return a_order < b_order ? -1 : 1;
	if (a->total != b->total)
		return a->total > b->total ? -1 : 1;
	return a->key < b->key ? -1 : a->key > b->key;
}

void rc_groups_make(const struct rc_run *run, struct rc_groups *out)
{
	const struct rc_diags *diags = &run->base.build.diags;

	for (size_t i = 0; i < diags->n; i++) {
		if (rc_fixer_wants(run->opts, &diags->v[i]) &&
		    place_of(&diags->v[i]))
			add_to(out, &diags->v[i]);
	}
	if (out->n)
		qsort(out->v, out->n, sizeof(*out->v), by_order);
}

void rc_groups_release(struct rc_groups *groups)
{
	rc_free(groups->v);
	*groups = (struct rc_groups)RC_GROUPS_INIT;
}
