/* SPDX-License-Identifier: MIT */
#pragma once

/* libgit2 as this folder uses it: start, errors, freeing at the scope's end. */

#include <git2.h>

#include <rustcoder/error.h>

/*
 * Starts the library on first use and never ends it: every end would make the
 * next start cost its 5 ms again. Objects and refs are written durably from
 * then on, as git itself does: a commit replaces the journal of the edit.
 */
void rc_git_init(void);

/* Sets err from libgit2's own last error; ret is what its function gave. */
int rc_git_err(struct rc_err *err, int ret, const char *fmt, ...)
	RC_PRINTF(3, 4);
/* The text of that error, never NULL; valid until the next call. */
const char *rc_git_message(void);

/* A variable that git itself goes by, such as HOME or GIT_AUTHOR_NAME: the only
 * place of this folder that reads the environment. */
const char *rc_git_variable(const char *name);

#define RC_GIT_FREEP(type)                             \
	static inline void rc_##type##_freep(type **p) \
	{                                              \
		type##_free(*p);                       \
	}

RC_GIT_FREEP(git_blob)
RC_GIT_FREEP(git_commit)
RC_GIT_FREEP(git_config)
RC_GIT_FREEP(git_config_iterator)
RC_GIT_FREEP(git_diff)
RC_GIT_FREEP(git_filter_list)
RC_GIT_FREEP(git_index)
RC_GIT_FREEP(git_odb)
RC_GIT_FREEP(git_patch)
RC_GIT_FREEP(git_reference)
RC_GIT_FREEP(git_reference_iterator)
RC_GIT_FREEP(git_repository)
RC_GIT_FREEP(git_revwalk)
RC_GIT_FREEP(git_signature)
RC_GIT_FREEP(git_status_list)
RC_GIT_FREEP(git_tree)
RC_GIT_FREEP(git_tree_entry)
RC_GIT_FREEP(git_treebuilder)
