/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What an edit may touch, whoever proposed it. Every rule is one line of a
 * table and has its own message; all must hold, else the whole candidate is
 * rejected and the reason goes back to whoever made it.
 */

#include "edit/edit.h"

enum rc_validate {
	RC_ALLOW_DEPS = 1 << 0,		 /* Cargo.toml */
	RC_ALLOW_BUILD_SCRIPTS = 1 << 1, /* build.rs */
	RC_ALLOW_CREATE = 1 << 2,	 /* files that do not exist yet */
};

/* The path as text only: relative, no "..", no control or hidden characters,
 * none of the protected names. RC_ESAFETY. */
int rc_validate_path(const char *path, unsigned allow,
		     struct rc_err *err) RC_MUST_CHECK;

/*
 * Paths, kinds of file, sizes: a regular file with one link, reached below
 * root without following a link (openat2 where the kernel has it), UTF-8, at
 * most 256 KiB changed text per file, 32 files and 2000 changed lines.
 */
int rc_validate_changes(const char *root, const struct rc_changes *changes,
			unsigned allow, struct rc_err *err) RC_MUST_CHECK;

/* Opens the folder of path below root without following links anywhere;
 * returns a descriptor, *name is the last component, borrowed from path. */
int rc_validate_open_dir(const char *root, const char *path, const char **name,
			 struct rc_err *err) RC_MUST_CHECK;
