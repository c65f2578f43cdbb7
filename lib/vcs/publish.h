/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Commits on the user's branch, as `git add PATHS && git commit` would make
 * them: only these paths, filters applied, all other entries of the index as
 * they were.
 */

#include "vcs/chain.h"

struct rc_published_path {
	char *path; /* as trees have it */
	bool created;
};

struct rc_published_paths {
	struct rc_published_path *v;
	size_t n, cap;
};

#define RC_PUBLISHED_PATHS_INIT \
	{                       \
		NULL, 0, 0      \
	}

void rc_published_paths_add(struct rc_published_paths *paths, const char *path,
			    bool created);
bool rc_published_paths_have(const struct rc_published_paths *paths,
			     const char *path);
void rc_published_paths_clear(struct rc_published_paths *paths);
void rc_published_paths_release(struct rc_published_paths *paths);

/* Does a clean filter or an encoding stand between this file and its blob?
 * libgit2 has none of git's drivers. */
bool rc_publish_is_filtered(const struct rc_store *store, const char *path);

/*
 * Is the file, with the bytes it had before an iteration, what HEAD has? If
 * not, somebody worked on it since, and that work must not be committed. A
 * path that HEAD does not have is for rc_publish() to judge.
 */
bool rc_publish_is_head(const struct rc_store *store,
			const struct rc_chain_file *before);

/*
 * Would a commit of paths hold the bytes of the chain's tip and nothing else?
 * RC_ESTATE when the branch is another one, a path has staged changes, is
 * ignored, not tracked, in a submodule, or was changed on disk meanwhile.
 */
int rc_publish_check(const struct rc_chain *chain, const char *branch,
		     const struct rc_published_paths *paths,
		     struct rc_err *err) RC_MUST_CHECK;

/*
 * Checks, then commits. Failing to write the index after the branch moved is
 * a note only; after any other failure nothing was done.
 */
int rc_publish(const struct rc_chain *chain, const char *branch,
	       const struct rc_published_paths *paths, const char *message,
	       const struct rc_sink *sink, git_oid *out,
	       struct rc_err *err) RC_MUST_CHECK;

/* Name of the branch HEAD is on ("refs/heads/main"); NULL: it is detached. */
char *rc_publish_branch(const struct rc_store *store);
