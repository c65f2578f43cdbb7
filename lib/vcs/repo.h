/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The repository that keeps a tree's runs: the user's own, or a private bare
 * one in the state directory.
 */

#include "base/event.h"
#include "vcs/git.h"

struct rc_store {
	git_repository *repo; /* NULL: there is no place to keep anything */
	bool private;
	char *top;	/* the work tree, absolute; NULL: private */
	char *gitdir;	/* of that work tree, or the store itself */
	char *worktree; /* name of a linked work tree, or NULL */
	char *root;	/* of the workspace, absolute */
	char *prefix;	/* of root inside trees: "", "crates/core/" */
	char *label;	/* names root in commits: "crates/core" or ".", which
			   survives a move of the repository; private: root */
	const struct rc_cancel *cancel; /* for what git runs; borrowed */
};

#define RC_STORE_INIT        \
	{                    \
		.repo = NULL \
	}

/*
 * create: make the private store when it is needed and not there yet. A
 * repository that cannot be used is a note, and the private store takes its
 * place. RC_ESTATE: a bare repository.
 */
int rc_store_open(struct rc_store *store, const char *root, bool no_vcs,
		  bool create, const struct rc_sink *sink,
		  struct rc_err *err) RC_MUST_CHECK;
void rc_store_release(struct rc_store *store);

/* Turns to another workspace that the same repository keeps. */
void rc_store_set_root(struct rc_store *store, const char *label);

/* A path below root as trees have it; where such a path is on disk, NULL when
 * it is not below root. */
char *rc_store_tree_path(const struct rc_store *store, const char *path);
char *rc_store_disk_path(const struct rc_store *store, const char *tree_path);
