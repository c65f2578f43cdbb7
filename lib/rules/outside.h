/* SPDX-License-Identifier: MIT */
#pragma once

/* Declarations in the sources of dependencies. */

#include "rules/decl.h"

/* The only one of this name in a crate, as code names it ("serde_json");
 * NULL: none, several, or no such dependency. */
const struct rc_decl *rc_outside_decl(struct rc_sources *sources,
				      const char *crate, unsigned kinds,
				      const char *name);
