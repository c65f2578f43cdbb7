/* SPDX-License-Identifier: MIT */
#pragma once

/* Generic parameters, their bounds, and names put in the place of others. */

#include "rules/list.h"

enum rc_generic_kind { RC_GENERIC_LIFETIME, RC_GENERIC_TYPE, RC_GENERIC_CONST };

struct rc_generic {
	enum rc_generic_kind kind;
	size_t name;	 /* lexeme */
	size_t from, to; /* all of it: attributes, bounds, default */
	size_t bounds;	 /* ":" or 0 */
	size_t fallback; /* "=" of a default, or 0 */
};

struct rc_generics {
	struct rc_list list;
	const struct rc_generic *v; /* list.n of them */
};

/* Those a declaration has. */
struct rc_generics rc_generics_of(const struct rc_decl *decl,
				  struct rc_arena *arena);
/* The predicates of its where clause. */
struct rc_list rc_where_of(const struct rc_decl *decl, struct rc_arena *arena);
/* The "<" of the trait's arguments in an impl's head, src->n: none. */
size_t rc_impl_trait_args(const struct rc_decl *impl);
/* The "<" of the type's arguments in an impl's head, src->n: none. */
size_t rc_impl_type_args(const struct rc_decl *impl);
/* How often a name stands in lexemes [from, to). */
size_t rc_lex_count(const struct rc_source *src, size_t from, size_t to,
		    const char *name);

/* Removes the bound that begins at lexeme i with its "+", or ":", or the
 * where clause it is all of. */
void rc_bound_drop(struct rc_rule_at *at, const struct rc_decl *decl, size_t i);
/* Where the bound that begins at lexeme i ends. */
size_t rc_bound_end(const struct rc_source *src, size_t i);

/* Names for others. */
struct rc_subst {
	struct rc_subst_name {
		const char *name, *by;
	} v[32];
	size_t n;
};

void rc_subst_add(struct rc_subst *subst, const char *name, const char *by);
/* Lexemes [i, end) as they stand but for the names. */
const char *rc_subst_text(const struct rc_subst *subst,
			  const struct rc_source *src, size_t i, size_t end,
			  struct rc_arena *arena);
