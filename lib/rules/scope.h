/* SPDX-License-Identifier: MIT */
#pragma once

/* The local names known at a place in code. */

#include "rules/decl.h"

struct rc_binding {
	size_t name;	       /* lexeme */
	size_t type, type_end; /* as written; equal: it is not */
	size_t end;	       /* of its scope */
	bool used;	       /* mentioned once more in there */
};

struct rc_bindings {
	struct rc_binding *v; /* the nearest first */
	size_t n, cap;
};

/* Parameters, `let`, patterns of `for`, `if let`, match arms and closures
 * around lexeme i; release with rc_free(v). */
void rc_bindings_at(struct rc_sources *sources, const struct rc_source *src,
		    size_t i, struct rc_bindings *out);
