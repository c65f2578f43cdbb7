/* SPDX-License-Identifier: MIT */
#include <rustcoder/history.h>

#include <string.h>

#include "base/err.h"
#include "base/path.h"
#include "vcs/message.h"
#include "vcs/runs.h"

/* How far back the branch is searched for published iterations. */
#define MAX_WALK 500

/* The trailers of one commit of the branch. */
struct published {
	char run[RC_RUN_SIZE];
	unsigned first, last;
};

struct branch {
	struct published *v;
	size_t n, cap;
};

static void branch_release(struct branch *branch)
{
	rc_free(branch->v);
}

static void add_commit(struct branch *branch, git_repository *repo,
		       const git_oid *id)
{
	RC_CLEANUP(rc_git_commit_freep) git_commit *commit = NULL;
	struct published found;

	if (git_commit_lookup(&commit, repo, id) < 0)
		return;
	const char *message = git_commit_message(commit);
	if (!rc_message_get(message, RC_TRAILER_RUN, found.run,
			    sizeof(found.run)) ||
	    !rc_message_iterations(message, &found.first, &found.last))
		return;
	RC_GROW(branch->v, branch->n, branch->cap);
	branch->v[branch->n++] = found;
}

/* Nothing is published where there is no branch. */
static void read_branch(struct branch *branch, const struct rc_store *store)
{
	RC_CLEANUP(rc_git_revwalk_freep) git_revwalk *walk = NULL;
	git_oid id;

	if (store->private || git_revwalk_new(&walk, store->repo) < 0 ||
	    git_revwalk_push_head(walk) < 0)
		return;
	for (int i = 0; i < MAX_WALK && git_revwalk_next(&id, walk) == 0; i++)
		add_commit(branch, store->repo, &id);
}

static bool is_published(const struct branch *branch, const char *run,
			 unsigned iteration)
{
	for (size_t i = 0; i < branch->n; i++)
		if (!strcmp(branch->v[i].run, run) &&
		    branch->v[i].first <= iteration &&
		    iteration <= branch->v[i].last)
			return true;
	return false;
}

struct log {
	const struct rc_store *store;
	struct branch branch;
	rc_history_fn fn;
	void *data;
};

static int show_commit(const struct log *log, const struct rc_run *run,
		       const git_commit *commit)
{
	const char *message = git_commit_message(commit);
	char id[GIT_OID_HEXSZ + 1], stage[64] = "", errors[64] = "";
	unsigned iteration, last;

	if (!rc_message_iterations(message, &iteration, &last))
		return 0;
	rc_message_get(message, RC_TRAILER_STAGE, stage, sizeof(stage));
	rc_message_get(message, RC_TRAILER_ERRORS, errors, sizeof(errors));
	git_oid_tostr(id, sizeof(id), git_commit_id(commit));
	RC_CLEANUP(rc_freep)
	char *subject = rc_xstrndup(message, strcspn(message, "\n"));
	struct rc_history_row row = {
		.run = run->name,
		.iteration = iteration,
		.commit = id,
		.subject = subject,
		.stage = stage,
		.errors = errors,
		.time = git_commit_time(commit),
		.published = is_published(&log->branch, run->name, iteration),
		.undone = run->undone,
	};
	return log->fn(&row, log->data);
}

/* 1: the caller has seen enough. */
static int show_run(const struct log *log, const struct rc_run *run,
		    struct rc_err *err)
{
	RC_CLEANUP(rc_commits_release)
	struct rc_commits commits = RC_COMMITS_INIT;
	struct rc_chain chain;
	int ret = rc_chain_open(&chain, log->store, run->name, err);

	if (ret == 0)
		ret = rc_chain_list(&chain, &commits, err);
	if (ret < 0)
		return ret;
	for (size_t i = 0; i < commits.n; i++)
		if (show_commit(log, run, commits.v[i]))
			return 1;
	return 0;
}

static int show(struct log *log, struct rc_err *err)
{
	RC_CLEANUP(rc_runs_release) struct rc_runs runs = RC_RUNS_INIT;
	int ret = rc_runs_list(log->store, &runs, err);

	if (ret < 0 || !runs.n)
		return ret;
	read_branch(&log->branch, log->store);
	for (size_t i = 0; ret == 0 && i < runs.n; i++)
		if (rc_run_concerns(&runs.v[i], log->store))
			ret = show_run(log, &runs.v[i], err);
	return ret < 0 ? ret : 0;
}

int rc_history_log(const char *path, bool no_vcs, rc_history_fn fn, void *data,
		   struct rc_err *err)
{
	RC_CLEANUP(rc_store_release) struct rc_store store = RC_STORE_INIT;
	RC_CLEANUP(rc_freep) char *real = rc_path_real(path ? path : ".");
	struct log log = { .store = &store, .fn = fn, .data = data };

	if (!real)
		return rc_err_sys(err, "cannot find '%s'", path);
	int ret = rc_store_open(&store, real, no_vcs, false, NULL, err);
	if (ret < 0)
		return ret;
	ret = show(&log, err);
	branch_release(&log.branch);
	return ret;
}
