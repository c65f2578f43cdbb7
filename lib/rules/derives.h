/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Traits added to what a type derives, put where the author would: into the
 * list there is, in the order the crate's other lists have, with the traits
 * they need.
 */

#include "rules/list.h"

#define RC_MAX_DERIVES 24

struct rc_derives {
	struct rc_rule_at *at;
	const struct rc_decl *type; /* of this crate */
	const char *wanted[RC_MAX_DERIVES];
	size_t n;
};

/* The lexeme of a name in one of the type's derive lists, SIZE_MAX: none. */
size_t rc_derive_find(const struct rc_decl *type, const char *name);
/* Adds the names that can be derived and are neither derived nor implemented,
 * and what they need; names: with commas between. */
void rc_derives_want(struct rc_derives *derives, const char *names);
/* Writes the edit. */
void rc_derives_write(struct rc_derives *derives);
