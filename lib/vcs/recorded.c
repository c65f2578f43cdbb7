/* SPDX-License-Identifier: MIT */
/*
 * After a crash: was an iteration accepted? Its record on the hidden chain or
 * on the branch says so, and what was left half done is completed.
 */
#include "vcs/history.h"

#include "base/err.h"
#include "base/path.h"
#include "vcs/chain.h"
#include "vcs/index.h"
#include "vcs/message.h"
#include "vcs/state.h"
#include "vcs/tree.h"

/* The commits that one index entry is looked up in. */
struct pair {
	git_tree *now, *old; /* of HEAD and its parent */
};

static void pair_release(struct pair *pair)
{
	git_tree_free(pair->now);
	git_tree_free(pair->old);
}

static int pair_read(struct pair *pair, const git_commit *head)
{
	RC_CLEANUP(rc_git_commit_freep) git_commit *parent = NULL;
	int ret = git_commit_tree(&pair->now, head);

	if (ret < 0 || git_commit_parentcount(head) == 0)
		return ret;
	ret = git_commit_parent(&parent, head, 0);
	return ret < 0 ? ret : git_commit_tree(&pair->old, parent);
}

/* The branch moved, and the entry still has what was there before? */
static bool is_behind(git_index *index, const struct pair *pair,
		      const char *path)
{
	git_oid staged, old;
	bool has = rc_index_get(index, path, &staged);
	bool had = rc_tree_get(pair->old, path, &old, NULL);

	return has == had && (!has || git_oid_equal(&staged, &old));
}

static int follow_head(const struct rc_store *store, git_index *index,
		       const struct pair *pair, const char *path, bool *changed,
		       struct rc_err *err)
{
	git_filemode_t mode;
	git_oid now;

	if (!rc_tree_get(pair->now, path, &now, &mode) ||
	    !is_behind(index, pair, path))
		return 0;
	*changed = true;
	return rc_index_put(store, index, path, &now, mode, err);
}

static int finish_index(const struct rc_store *store, const git_commit *head,
			const struct rc_changes *changes, struct rc_err *err)
{
	RC_CLEANUP(rc_git_index_freep) git_index *index = NULL;
	RC_CLEANUP(pair_release) struct pair pair = { NULL, NULL };
	bool changed = false;
	int ret = pair_read(&pair, head);

	if (ret < 0)
		return rc_git_err(err, ret, "cannot read HEAD");
	ret = rc_index_open(&index, store, err);
	for (size_t i = 0; ret == 0 && i < changes->n; i++) {
		RC_CLEANUP(rc_freep)
		char *path = rc_store_tree_path(store, changes->v[i].path);

		ret = follow_head(store, index, &pair, path, &changed, err);
	}
	if (ret < 0 || !changed)
		return ret;
	/* The one that died may have held it: then the user has to say so. */
	ret = rc_state_wait_lock(store, err);
	return ret < 0 ? ret : rc_index_write(index, err);
}

static int is_on_chain(const struct rc_chain *chain, unsigned iteration,
		       bool *found, struct rc_err *err)
{
	RC_CLEANUP(rc_commits_release)
	struct rc_commits commits = RC_COMMITS_INIT;
	int ret = rc_chain_list(chain, &commits, err);

	*found = false;
	for (size_t i = 0; ret == 0 && i < commits.n; i++)
		if (rc_message_is(git_commit_message(commits.v[i]), chain->run,
				  iteration))
			*found = true;
	return ret;
}

static git_commit *read_head(const struct rc_store *store)
{
	git_commit *head = NULL;
	git_oid id;

	if (store->private ||
	    git_reference_name_to_id(&id, store->repo, "HEAD") < 0 ||
	    git_commit_lookup(&head, store->repo, &id) < 0)
		return NULL;
	return head;
}

/* A new chain stands on what HEAD was before the commit it lacks. */
static void step_back(struct rc_chain *chain, const git_commit *head)
{
	const git_oid *parent = git_commit_parent_id(head, 0);

	if (chain->begun)
		return;
	chain->based = parent != NULL;
	if (parent)
		chain->tip = *parent;
}

static int look(struct rc_chain *chain, unsigned iteration,
		const struct rc_changes *changes, bool *recorded,
		struct rc_err *err)
{
	RC_CLEANUP(rc_git_commit_freep)
	git_commit *head = read_head(chain->store);
	const char *message = head ? git_commit_message(head) : "";
	int ret = is_on_chain(chain, iteration, recorded, err);

	if (ret < 0 || !rc_message_is(message, chain->run, iteration))
		return ret;
	if (!*recorded) {
		step_back(chain, head);
		ret = rc_chain_record(chain, changes, iteration, message, err);
		*recorded = ret == 0;
	}
	return ret < 0 ? ret : finish_index(chain->store, head, changes, err);
}

int rc_history_recorded(const char *root, bool no_vcs, const char *run,
			unsigned iteration, const struct rc_changes *changes,
			bool *recorded, struct rc_err *err)
{
	RC_CLEANUP(rc_store_release) struct rc_store store = RC_STORE_INIT;
	RC_CLEANUP(rc_freep) char *real = rc_path_real(root);
	struct rc_chain chain;

	*recorded = false;
	if (!real)
		return rc_err_sys(err, "cannot find '%s'", root);
	int ret = rc_store_open(&store, real, no_vcs, false, NULL, err);
	if (ret < 0 || !store.repo)
		return ret;
	ret = rc_chain_open(&chain, &store, run, err);
	return ret < 0 ? ret : look(&chain, iteration, changes, recorded, err);
}
