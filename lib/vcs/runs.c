/* SPDX-License-Identifier: MIT */
#include "vcs/runs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/path.h"
#include "vcs/message.h"

#define KEEP_RUNS 50
#define KEEP_SECONDS (INT64_C(90) * 24 * 60 * 60)
#define MAX_RUNS 10000
#define LABEL_SIZE 4200

static bool is_name(const char *name)
{
	size_t len = strlen(name);

	return len > 0 && len < RC_RUN_SIZE &&
	       strspn(name, "0123456789abcdef-") == len;
}

static bool is_here(const struct rc_store *store, const char *message)
{
	char name[256];
	bool linked = rc_message_get(message, RC_TRAILER_WORKTREE, name,
				     sizeof(name));

	if (!store->worktree || !linked)
		return !store->worktree && !linked;
	return !strcmp(store->worktree, name);
}

/* Refs below ours that somebody else made are passed over. */
static void add_run(const struct rc_store *store, struct rc_runs *runs,
		    git_reference *ref)
{
	RC_CLEANUP(rc_git_commit_freep) git_commit *tip = NULL;
	const char *name = git_reference_name(ref) + strlen(RC_CHAIN_REFS);
	const git_oid *id = git_reference_target(ref);
	char run[RC_RUN_SIZE], label[LABEL_SIZE], undone[8];

	if (!is_name(name) || !id ||
	    git_commit_lookup(&tip, store->repo, id) < 0)
		return;
	const char *message = git_commit_message(tip);
	if (!rc_message_get(message, RC_TRAILER_RUN, run, sizeof(run)) ||
	    strcmp(run, name) != 0 ||
	    !rc_message_get(message, RC_TRAILER_ROOT, label, sizeof(label)))
		return;
	RC_GROW(runs->v, runs->n, runs->cap);
	struct rc_run *new = &runs->v[runs->n++];
	*new = (struct rc_run){
		.time = git_commit_time(tip),
		.label = rc_xstrdup(label),
		.undone = rc_message_get(message, RC_TRAILER_UNDONE, undone,
					 sizeof(undone)),
		.here = is_here(store, message),
	};
	snprintf(new->name, sizeof(new->name), "%s", name);
}

/* A name starts with the time its run began; its last commit may be an undo
 * of today. */
static int newest_first(const void *a, const void *b)
{
	const struct rc_run *left = a, *right = b;

	return strcmp(right->name, left->name);
}

int rc_runs_list(const struct rc_store *store, struct rc_runs *out,
		 struct rc_err *err)
{
	RC_CLEANUP(rc_git_reference_iterator_freep)
	git_reference_iterator *it = NULL;
	git_reference *ref = NULL;

	*out = (struct rc_runs)RC_RUNS_INIT;
	if (!store->repo)
		return 0;
	int ret = git_reference_iterator_glob_new(&it, store->repo,
						  RC_CHAIN_REFS "*");
	while (ret == 0 && out->n < MAX_RUNS) {
		ret = git_reference_next(&ref, it);
		if (ret < 0)
			break;
		add_run(store, out, ref);
		git_reference_free(ref);
	}
	if (ret < 0 && ret != GIT_ITEROVER)
		return rc_git_err(err, ret, "cannot list the runs");
	if (out->n)
		qsort(out->v, out->n, sizeof(*out->v), newest_first);
	return 0;
}

void rc_runs_release(struct rc_runs *runs)
{
	for (size_t i = 0; i < runs->n; i++)
		rc_free(runs->v[i].label);
	rc_free(runs->v);
	*runs = (struct rc_runs)RC_RUNS_INIT;
}

bool rc_run_concerns(const struct rc_run *run, const struct rc_store *store)
{
	const char *asked = store->label;

	if (!run->here)
		return false;
	if (rc_path_below(asked, run->label))
		return true;
	if (store->private)
		return false;
	return !strcmp(run->label, ".") || !strcmp(asked, ".") ||
	       rc_path_below(run->label, asked);
}

static void remove_run(const struct rc_store *store, const struct rc_run *run)
{
	char name[sizeof(RC_CHAIN_REFS) + RC_RUN_SIZE];

	/* What cannot be removed now is old next time, too. */
	snprintf(name, sizeof(name), RC_CHAIN_REFS "%s", run->name);
	git_reference_remove(store->repo, name);
}

void rc_runs_prune(const struct rc_store *store, const char *keep)
{
	RC_CLEANUP(rc_runs_release) struct rc_runs runs = RC_RUNS_INIT;
	int64_t oldest = (int64_t)time(NULL) - KEEP_SECONDS;

	if (rc_runs_list(store, &runs, NULL) < 0)
		return;
	for (size_t i = 0; i < runs.n; i++)
		if (strcmp(runs.v[i].name, keep) != 0 &&
		    (i >= KEEP_RUNS || runs.v[i].time < oldest))
			remove_run(store, &runs.v[i]);
}
