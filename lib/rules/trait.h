/* SPDX-License-Identifier: MIT */
#pragma once

/* A member of a trait impl beside its declaration in the trait. */

#include "rules/generics.h"

struct rc_pair {
	const struct rc_decl *impl, *own;     /* the impl, and its member */
	const struct rc_decl *trait, *theirs; /* the trait, and its member */
	struct rc_subst names; /* of the trait's generics, in the impl */
};

/*
 * For a diagnostic about a member of an impl. The trait is where the
 * diagnostic's spans lead, which may be a dependency, else the only one of
 * that name in the crate the file has it from. False: there is no such pair.
 */
bool rc_pair_find(struct rc_rule_at *at, struct rc_pair *out);
/* As it would be written in the impl. */
const char *rc_pair_text(const struct rc_rule_at *at,
			 const struct rc_pair *pair, size_t i, size_t end);
/* The same but for blanks and a last comma. */
bool rc_same_but_blanks(const char *a, const char *b);
