/* SPDX-License-Identifier: MIT */
#pragma once

/* Finding the crate, and what `cargo metadata --no-deps` says of it. */

#include "rust/cargo.h"

/* What the user pointed at. */
struct rc_crate {
	char *manifest; /* absolute Cargo.toml */
	char *dir;	/* folder to run cargo in */
	char *single;	/* absolute .rs file when it is no crate, else NULL;
			   manifest is then a private one in the cache whose
			   only target is that file */
};

#define RC_CRATE_INIT            \
	{                        \
		NULL, NULL, NULL \
	}

/*
 * path: directory (searched upwards like cargo does), Cargo.toml, or a .rs
 * file; NULL: ".". A .rs file that belongs to a package's src, tests,
 * examples or benches folder is refused with a hint naming the package: alone
 * it would not mean the same. RC_ENOTFOUND, RC_EINVAL.
 */
int rc_crate_find(struct rc_crate *out, const char *path, const char *edition,
		  struct rc_err *err) RC_MUST_CHECK;
void rc_crate_release(struct rc_crate *crate);
/* The nearest Cargo.toml in dir (absolute) or above it, or NULL. */
char *rc_crate_lookup(const char *dir);

struct rc_workspace {
	struct rc_arena arena;
	const char *root;     /* real path; edits are confined to it */
	const char *target;   /* target folder */
	size_t n;	      /* packages that are members; 0: not known */
	const char **outside; /* folders of members and path dependencies
				 that are not below root, NULL-terminated */
};

#define RC_WORKSPACE_INIT    \
	{                    \
		.root = NULL \
	}

/* For a single file: root is its folder, one package, no call is made. */
int rc_workspace_load(struct rc_workspace *out, struct rc_cargo *cargo,
		      const struct rc_crate *crate,
		      struct rc_err *err) RC_MUST_CHECK;
/*
 * The same without asking cargo, where it is plain: every unit of the build is
 * of the one package, there is no build script, its lock file stands beside
 * its manifest (it stands at the root), and the files of the diagnostics are
 * found from there. Should the true root lie higher after all, edits are only
 * confined to less. False: not plain, load it.
 */
bool rc_workspace_guess(struct rc_workspace *out, const struct rc_crate *crate,
			const struct rc_diags *diags);
/* Folders of all packages that are built, dependencies too, NULL-terminated;
 * lives as long as the workspace. Empty when cargo does not say. Works
 * offline. */
const char *const *rc_workspace_dependencies(struct rc_workspace *workspace,
					     struct rc_cargo *cargo,
					     const struct rc_crate *crate);
void rc_workspace_release(struct rc_workspace *workspace);
