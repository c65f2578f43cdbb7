/* SPDX-License-Identifier: MIT */
#include "edit/set.h"

#include <string.h>

#include "base/mem.h"

enum relation { RELATION_NONE, RELATION_IDENTICAL, RELATION_CONFLICT };

static enum relation relate(const struct rc_edit *a, const struct rc_edit *b)
{
	if (strcmp(a->path, b->path) != 0)
		return RELATION_NONE;
	if (a->start == b->start && a->end == b->end) {
		bool same = a->len == b->len &&
			    memcmp(a->text, b->text, a->len) == 0;
		return same ? RELATION_IDENTICAL : RELATION_CONFLICT;
	}
	if (a->start < b->end && b->start < a->end)
		return RELATION_CONFLICT;
	return RELATION_NONE;
}

/* How edit relates to the first n of the set. */
static enum relation relate_all(const struct rc_edit_set *set, size_t n,
				const struct rc_edit *edit)
{
	for (size_t i = 0; i < n; i++) {
		enum relation relation = relate(&set->v[i], edit);

		if (relation != RELATION_NONE)
			return relation;
	}
	return RELATION_NONE;
}

bool rc_edit_set_add(struct rc_edit_set *set, const struct rc_edit *edits,
		     size_t n)
{
	size_t before = set->n;

	for (size_t i = 0; i < n; i++) {
		switch (relate_all(set, set->n, &edits[i])) {
		case RELATION_IDENTICAL:
			continue;
		case RELATION_CONFLICT:
			set->n = before;
			return false;
		case RELATION_NONE:
			RC_GROW(set->v, set->n, set->cap);
			set->v[set->n++] = edits[i];
		}
	}
	return true;
}

void rc_edit_set_release(struct rc_edit_set *set)
{
	rc_free(set->v);
	*set = (struct rc_edit_set)RC_EDIT_SET_INIT;
}
