/* SPDX-License-Identifier: MIT */
#pragma once

/* Trees and the bytes in them. */

#include "base/buf.h"
#include "vcs/git.h"

/*
 * *tree becomes a tree with blob at path, or without path where blob is NULL;
 * NULL is the empty tree. What is in the way of a folder, such as a
 * submodule, goes: git_tree_create_updated() would refuse there.
 */
int rc_tree_put(git_repository *repo, git_tree **tree, const char *path,
		const git_oid *blob, git_filemode_t mode,
		struct rc_err *err) RC_MUST_CHECK;

/* The file at path; false when there is none. mode may be NULL. */
bool rc_tree_get(const git_tree *tree, const char *path, git_oid *blob,
		 git_filemode_t *mode);

/* Content of a blob. */
int rc_blob_read(git_repository *repo, const git_oid *id, struct rc_buf *out,
		 struct rc_err *err) RC_MUST_CHECK;
