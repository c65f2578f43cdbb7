/* SPDX-License-Identifier: MIT */
#include "vcs/unpublish.h"

#include <string.h>

#include "base/err.h"
#include "vcs/index.h"
#include "vcs/message.h"
#include "vcs/publish.h"
#include "vcs/tree.h"

#define MAX_COMMITS 4096

/* The newest commits of the branch that are the run's. */
struct stretch {
	git_commit *top;    /* where HEAD is */
	git_commit *bottom; /* the oldest of the run */
	git_commit *below;  /* its parent */
};

static void stretch_release(struct stretch *stretch)
{
	git_commit_free(stretch->top);
	git_commit_free(stretch->bottom);
	git_commit_free(stretch->below);
}

static bool is_of_run(const git_commit *commit, const char *run)
{
	char found[RC_RUN_SIZE];

	return git_commit_parentcount(commit) == 1 &&
	       rc_message_get(git_commit_message(commit), RC_TRAILER_RUN, found,
			      sizeof(found)) &&
	       !strcmp(found, run);
}

static int descend(struct stretch *stretch, const char *run)
{
	for (int i = 0; i < MAX_COMMITS; i++) {
		if (!is_of_run(stretch->below, run))
			return 0;
		git_commit_free(stretch->bottom);
		stretch->bottom = stretch->below;
		stretch->below = NULL;
		int ret =
			git_commit_parent(&stretch->below, stretch->bottom, 0);
		if (ret < 0)
			return ret;
	}
	return 0;
}

static int read_stretch(struct stretch *stretch, const struct rc_store *store,
			const char *run)
{
	git_oid head;
	int ret = git_reference_name_to_id(&head, store->repo, "HEAD");

	if (ret == 0)
		ret = git_commit_lookup(&stretch->top, store->repo, &head);
	if (ret == 0)
		ret = git_commit_dup(&stretch->below, stretch->top);
	return ret < 0 ? ret : descend(stretch, run);
}

/* Among what remotes have that the commit below has not? */
static int find_on_remotes(const struct rc_store *store,
			   const struct stretch *stretch, bool *found)
{
	RC_CLEANUP(rc_git_revwalk_freep) git_revwalk *walk = NULL;
	int ret = git_revwalk_new(&walk, store->repo);
	git_oid id;

	*found = false;
	if (ret == 0)
		ret = git_revwalk_push_glob(walk, "refs/remotes/*");
	if (ret == 0)
		ret = git_revwalk_hide(walk, git_commit_id(stretch->below));
	if (ret < 0)
		return ret;
	while (git_revwalk_next(&id, walk) == 0)
		if (git_oid_equal(&id, git_commit_id(stretch->bottom))) {
			*found = true;
			break;
		}
	return 0;
}

static int move_branch(const struct rc_store *store,
		       const struct stretch *stretch, const char *run,
		       struct rc_err *err)
{
	RC_CLEANUP(rc_git_reference_freep) git_reference *ref = NULL;
	RC_CLEANUP(rc_freep) char *branch = rc_publish_branch(store);
	RC_CLEANUP(rc_freep)
	char *log = rc_xasprintf("rustcoder undo: %s", run);
	int ret = git_reference_create_matching(
		&ref, store->repo, branch, git_commit_id(stretch->below), true,
		git_commit_id(stretch->top), log);

	return ret < 0 ? rc_git_err(err, ret, "cannot move '%s'", branch) : 0;
}

static int move_entry(const struct rc_store *store, git_index *index,
		      const git_tree *from, const git_tree *to,
		      const char *path, struct rc_err *err)
{
	git_oid staged, old, new;
	git_filemode_t mode = GIT_FILEMODE_BLOB;

	if (!rc_index_get(index, path, &staged) ||
	    !rc_tree_get(from, path, &old, NULL) ||
	    !git_oid_equal(&staged, &old))
		return 0;
	if (!rc_tree_get(to, path, &new, &mode))
		return rc_index_put(store, index, path, NULL, mode, err);
	return rc_index_put(store, index, path, &new, mode, err);
}

static int move_index(const struct rc_store *store,
		      const struct stretch *stretch,
		      const struct rc_touched *touched, git_index *index,
		      struct rc_err *err)
{
	RC_CLEANUP(rc_git_tree_freep) git_tree *from = NULL;
	RC_CLEANUP(rc_git_tree_freep) git_tree *to = NULL;
	int ret = git_commit_tree(&from, stretch->top);

	if (ret == 0)
		ret = git_commit_tree(&to, stretch->below);
	if (ret < 0)
		return rc_git_err(err, ret, "cannot read HEAD");
	for (size_t i = 0; ret == 0 && i < touched->n; i++)
		ret = move_entry(store, index, from, to, touched->v[i].path,
				 err);
	return ret < 0 ? ret : rc_index_write(index, err);
}

int rc_unpublish(const struct rc_store *store, const char *run,
		 const struct rc_touched *touched, struct rc_err *err)
{
	RC_CLEANUP(stretch_release)
	struct stretch stretch = { NULL, NULL, NULL };
	RC_CLEANUP(rc_git_index_freep) git_index *index = NULL;
	RC_CLEANUP(rc_freep) char *branch = rc_publish_branch(store);
	bool pushed = false;

	/* Detached or unborn: nothing was published from here. */
	if (!branch || read_stretch(&stretch, store, run) < 0 ||
	    !stretch.bottom)
		return 0;
	int ret = find_on_remotes(store, &stretch, &pushed);
	if (ret < 0)
		return rc_git_err(err, ret, "cannot read the remotes");
	if (pushed)
		return 0;
	ret = rc_index_open(&index, store, err);
	if (ret == 0)
		ret = move_index(store, &stretch, touched, index, err);
	/* Last: dying before it leaves something that undo can still finish. */
	if (ret == 0)
		ret = move_branch(store, &stretch, run, err);
	return ret;
}
