/* SPDX-License-Identifier: MIT */
#pragma once

/* What `use` declarations import, and where a further one would stand. */

#include "rules/list.h"

/* One leaf of a use tree, or a group in it. */
struct rc_import {
	const struct rc_decl *use;
	const char *path; /* "std::fmt::Write"; of "fmt::{self}" the module;
			     of a group what is in front of its "{" */
	const char *name; /* what it is known by, "_", "*"; NULL: a group */
	size_t group;	  /* the "{", of a leaf the one around it or 0 */
	/* Of rc_imports_all() only: */
	const char *absolute; /* the path from the crate's root */
	const char *module;   /* it is in: "crate::a" */
};

struct rc_imports {
	struct rc_import *v; /* rc_imports_release() frees it */
	size_t n, cap;
};

/* Appends those of a file. */
void rc_imports_read(struct rc_sources *sources, const struct rc_source *src,
		     struct rc_imports *out);
void rc_imports_release(struct rc_imports *imports);
/* The leaves of all modules of the workspace; found once. */
const struct rc_imports *rc_imports_all(struct rc_sources *sources);

/* "crate::a::b" of src/a/b.rs, or of a module in it; a binary and a test are
 * crates of their own. */
const char *rc_module_path(const struct rc_source *src,
			   const struct rc_decl *module,
			   struct rc_arena *arena);

/* The path without its last name, "" when that is all. */
const char *rc_use_parent(const char *path, struct rc_arena *arena);
const char *rc_use_last(const char *path);
/* Is it path in, or below, module? */
bool rc_use_below(const char *path, const char *module);
/* As rustfmt sorts them: self, super, crate, then by name, a module before
 * what is in it. */
int rc_use_compare(const char *a, const char *b);

/* No visibility, no attributes. */
bool rc_use_is_plain(const struct rc_decl *use);
/* What it is sorted by: "std::fmt::{". */
const char *rc_use_key(const struct rc_decl *use, struct rc_arena *arena);
bool rc_use_same_root(const char *a, const char *b);

enum rc_use_class { RC_USE_STD, RC_USE_OTHER, RC_USE_OWN, RC_USE_CLASSES };

/* By the first name of a path. */
enum rc_use_class rc_use_class(const char *path);

/* Are two neighbours, without a blank line between them? */
bool rc_uses_joined(const struct rc_decl *a, const struct rc_decl *b);
/* Are classes rather apart than in one block? */
bool rc_uses_apart(struct rc_sources *sources);
/* Which class is in front in a block of several: a before b, less b before
 * a. */
void rc_uses_order(struct rc_sources *sources,
		   int order[RC_USE_CLASSES][RC_USE_CLASSES]);
/* Does the crate import what is in one module by one use? */
bool rc_uses_groups(struct rc_sources *sources);

/* Where a private use of a path goes. */
struct rc_use_place {
	size_t byte;
	const char *before, *after; /* a line of its own: around "use …;" */
	size_t group;		    /* else into this group, 0: it is a line */
	size_t item;		    /* behind this item of it, or first (~0) */
	const char *prefix;	    /* the group's path; "" of a line */
};

/* In a module, or (NULL) the file's own. */
void rc_use_find_place(struct rc_sources *sources, const struct rc_source *src,
		       const struct rc_decl *module, const char *path,
		       struct rc_use_place *out);
