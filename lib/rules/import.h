/* SPDX-License-Identifier: MIT */
#pragma once

/* By which path a name that is not in scope is imported. */

#include "rules/uses.h"

#define RC_MAX_PATHS 12

/* A module, and all that is imported anywhere. */
struct rc_scene {
	struct rc_rule_at *at;
	const struct rc_source *src;
	const struct rc_decl *module; /* inside the file, or NULL */
	const char *path;	      /* of it: "crate::a::b" */
	const struct rc_imports *all;
};

/* What a diagnostic lacks. */
struct rc_lack {
	const char *name; /* NULL: a trait, the last name of any path */
	const char *paths[RC_MAX_PATHS]; /* rustc's suggestions */
	size_t n;
	const struct rc_span *span; /* in the module, and the workspace */
};

/*
 * The path most of the crate's imports of the name have, else the only one
 * that rustc suggests, or the only one of them in this crate, else the only
 * one at the root of another package of the workspace; written as the
 * module's other imports are. NULL: there is none. *as: another name that it
 * is known by, or NULL.
 */
const char *rc_import_path(const struct rc_scene *scene,
			   const struct rc_lack *lack, const char **as);
