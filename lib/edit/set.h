/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Putting several groups of edits together. A group goes in whole or not at
 * all, by the conflict rules of edit/splice.h; an edit that is there already
 * counts once. Edits are borrowed, not copied.
 */

#include "edit/edit.h"

struct rc_edit_set {
	struct rc_edit *v;
	size_t n, cap;
};

#define RC_EDIT_SET_INIT   \
	{                  \
		NULL, 0, 0 \
	}

/* False when the group conflicts with what is in; then nothing was added. */
bool rc_edit_set_add(struct rc_edit_set *set, const struct rc_edit *edits,
		     size_t n);
void rc_edit_set_release(struct rc_edit_set *set);
