/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The texts of the base tree, the state every candidate starts from, as the
 * compiler read them. A file is read once; that it was not modified after the
 * compiler started is checked then, and edit/txn.h compares the bytes again
 * before it writes, so a change made by somebody else is never lost.
 */

#include "edit/edit.h"

struct rc_tree {
	const char *root;
	int64_t not_after;	 /* real time in ns when the compiler started */
	struct rc_changes files; /* before == after: the text */
	uint64_t hash; /* of all that was ever changed, order-free; 0: as the
			  run found it */
};

#define RC_TREE_INIT                     \
	{                                \
		.files = RC_CHANGES_INIT \
	}

/*
 * Changes that lead from the base tree to: the base with `under` applied
 * (NULL: nothing) and then edits. The edits' offsets refer to the text with
 * `under` in it. RC_ESTATE: a file changed since the compiler read it.
 */
int rc_tree_derive(struct rc_tree *tree, const struct rc_changes *under,
		   const struct rc_edit *edits, size_t n,
		   struct rc_changes *out, struct rc_err *err) RC_MUST_CHECK;
/* The text of a file of the base, or as `under` (may be NULL) has it; borrowed
 * until either changes. */
int rc_tree_text(struct rc_tree *tree, const struct rc_changes *under,
		 const char *path, const char **text, size_t *len,
		 struct rc_err *err) RC_MUST_CHECK;
/* The hash the tree would have with these changes. */
uint64_t rc_tree_hash_with(const struct rc_tree *tree,
			   const struct rc_changes *changes);
/* The changes are in the base now. */
void rc_tree_advance(struct rc_tree *tree, const struct rc_changes *changes);
/* Forgets the texts: the compiler has read the disk again. */
void rc_tree_reset(struct rc_tree *tree, int64_t not_after);
void rc_tree_release(struct rc_tree *tree);

/* a: from T0 to T1, b: from T1 to T2; out: from T0 to T2, a deep copy. */
void rc_changes_compose(const struct rc_changes *a, const struct rc_changes *b,
			struct rc_changes *out);
/* From T1 back to T0: before and after exchanged in place. */
void rc_changes_invert(struct rc_changes *changes);
