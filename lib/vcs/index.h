/* SPDX-License-Identifier: MIT */
#pragma once

/* The user's index, one entry at a time; all others stay as they are. */

#include "base/buf.h"
#include "vcs/repo.h"

/* The blob that `git add` would make of bytes at path; write: make it. */
int rc_index_blob(git_oid *out, git_repository *repo, const char *path,
		  const struct rc_buf *bytes, bool write,
		  struct rc_err *err) RC_MUST_CHECK;

/* As rc_tree_get(): the staged file, or false. */
bool rc_index_get(git_index *index, const char *path, git_oid *blob);

/*
 * path is now blob, or not there when blob is NULL. Where the file on disk is
 * what the blob was made of, its times go into the entry, so that git need
 * not read it again.
 */
int rc_index_put(const struct rc_store *store, git_index *index,
		 const char *path, const git_oid *blob, git_filemode_t mode,
		 struct rc_err *err) RC_MUST_CHECK;

/* Fresh from disk; written back, waiting a second for another git's lock. */
int rc_index_open(git_index **out, const struct rc_store *store,
		  struct rc_err *err) RC_MUST_CHECK;
int rc_index_write(git_index *index, struct rc_err *err) RC_MUST_CHECK;
