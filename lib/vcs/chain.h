/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The hidden chain of a run, refs/rustcoder/<run>: the exact bytes of every
 * touched file before and after each iteration. Nothing here looks at the
 * index or the work tree.
 */

#include "edit/edit.h"
#include "vcs/repo.h"

#define RC_CHAIN_REFS "refs/rustcoder/"
#define RC_RUN_SIZE 40

struct rc_chain {
	const struct rc_store *store;
	char run[RC_RUN_SIZE];
	git_oid tip; /* what the next commit stands on */
	bool based;  /* there is such a commit: HEAD, or one of ours */
	bool begun;  /* tip is ours */
};

/* A run that is there already, or a new one on HEAD. */
int rc_chain_open(struct rc_chain *chain, const struct rc_store *store,
		  const char *run, struct rc_err *err) RC_MUST_CHECK;

/* One file as it is to be recorded; data NULL: it is not there. */
struct rc_chain_file {
	const char *path; /* relative to the workspace root */
	const char *data;
	size_t len;
};

/* Records files whose bytes are not those of the tip; label says when. No
 * commit when there are none. */
int rc_chain_snapshot(struct rc_chain *chain, const struct rc_chain_file *files,
		      size_t n, const char *label,
		      struct rc_err *err) RC_MUST_CHECK;
/* A snapshot of the bytes before, then a commit with those after it.
 * message: as published; what only the chain needs is added here. */
int rc_chain_record(struct rc_chain *chain, const struct rc_changes *changes,
		    unsigned iteration, const char *message,
		    struct rc_err *err) RC_MUST_CHECK;
/* A last commit that says the run was undone. */
int rc_chain_mark_undone(struct rc_chain *chain,
			 struct rc_err *err) RC_MUST_CHECK;

/* Does the tip have path (relative to the root) with exactly these bytes? */
bool rc_chain_holds(const struct rc_chain *chain,
		    const struct rc_chain_file *file);

/* The chain's own commits, oldest first. */
struct rc_commits {
	git_commit **v;
	size_t n, cap;
};

#define RC_COMMITS_INIT    \
	{                  \
		NULL, 0, 0 \
	}

int rc_chain_list(const struct rc_chain *chain, struct rc_commits *out,
		  struct rc_err *err) RC_MUST_CHECK;
void rc_commits_release(struct rc_commits *commits);
