/* SPDX-License-Identifier: MIT */
#include "vcs/touched.h"

#include <string.h>

#include "base/err.h"
#include "vcs/message.h"

#define MAX_FILES 10000

enum commit_kind { ITERATION, SNAPSHOT, HOOKS };

bool rc_touched_same(const struct rc_touched_state *a,
		     const struct rc_touched_state *b)
{
	return a->there == b->there &&
	       (!a->there || git_oid_equal(&a->blob, &b->blob));
}

static struct rc_touched_file *find(struct rc_touched *touched,
				    const char *path)
{
	for (size_t i = 0; i < touched->n; i++)
		if (!strcmp(touched->v[i].path, path))
			return &touched->v[i];
	return NULL;
}

static enum commit_kind kind_of(const git_commit *commit)
{
	char label[32];

	if (!rc_message_get(git_commit_message(commit), RC_TRAILER_SNAPSHOT,
			    label, sizeof(label)))
		return ITERATION;
	return strcmp(label, "hooks") == 0 ? HOOKS : SNAPSHOT;
}

/* A submodule that had to give way is no file. */
static bool is_file(const git_diff_file *file)
{
	return file->mode == GIT_FILEMODE_BLOB ||
	       file->mode == GIT_FILEMODE_BLOB_EXECUTABLE;
}

static struct rc_touched_state state_of(const git_diff_file *file)
{
	return (struct rc_touched_state){ is_file(file), file->id };
}

/*
 * The first snapshot of a file has the bytes from before the run. Any later
 * one, but for what a hook of our own commit did, is somebody else's work.
 */
static void add_delta(struct rc_touched *touched, const git_diff_delta *delta,
		      enum commit_kind kind)
{
	struct rc_touched_state old = state_of(&delta->old_file);
	struct rc_touched_state new = state_of(&delta->new_file);
	struct rc_touched_file *file = find(touched, delta->new_file.path);

	if (!old.there && !new.there)
		return;
	if (!file) {
		RC_GROW(touched->v, touched->n, touched->cap);
		file = &touched->v[touched->n++];
		*file = (struct rc_touched_file){
			.path = rc_xstrdup(delta->new_file.path),
			.before = kind == ITERATION ? old : new,
		};
	} else if (kind == SNAPSHOT) {
		file->mixed = true;
	}
	file->after = new;
}

static int read_trees(const git_commit *commit, git_tree **old, git_tree **new)
{
	RC_CLEANUP(rc_git_commit_freep) git_commit *parent = NULL;
	int ret = git_commit_tree(new, commit);

	if (ret < 0 || git_commit_parentcount(commit) == 0)
		return ret;
	ret = git_commit_parent(&parent, commit, 0);
	return ret < 0 ? ret : git_commit_tree(old, parent);
}

static int add_commit(struct rc_touched *touched, const git_commit *commit)
{
	RC_CLEANUP(rc_git_tree_freep) git_tree *old = NULL;
	RC_CLEANUP(rc_git_tree_freep) git_tree *new = NULL;
	RC_CLEANUP(rc_git_diff_freep) git_diff *diff = NULL;
	git_diff_options opts;
	int ret = read_trees(commit, &old, &new);

	git_diff_options_init(&opts, GIT_DIFF_OPTIONS_VERSION);
	opts.flags = GIT_DIFF_SKIP_BINARY_CHECK | GIT_DIFF_INCLUDE_TYPECHANGE;
	if (ret == 0)
		ret = git_diff_tree_to_tree(&diff, git_commit_owner(commit),
					    old, new, &opts);
	if (ret < 0)
		return ret;
	size_t n = git_diff_num_deltas(diff);
	for (size_t i = 0; i < n && touched->n < MAX_FILES; i++)
		add_delta(touched, git_diff_get_delta(diff, i),
			  kind_of(commit));
	return 0;
}

int rc_touched_read(struct rc_touched *out, const struct rc_chain *chain,
		    struct rc_err *err)
{
	RC_CLEANUP(rc_commits_release)
	struct rc_commits commits = RC_COMMITS_INIT;
	int ret = rc_chain_list(chain, &commits, err);

	*out = (struct rc_touched){ NULL, 0, 0 };
	for (size_t i = 0; ret == 0 && i < commits.n; i++) {
		ret = add_commit(out, commits.v[i]);
		if (ret < 0)
			return rc_git_err(err, ret, "cannot read run '%s'",
					  chain->run);
	}
	return ret;
}

void rc_touched_release(struct rc_touched *touched)
{
	for (size_t i = 0; i < touched->n; i++)
		rc_free(touched->v[i].path);
	rc_free(touched->v);
	*touched = (struct rc_touched){ NULL, 0, 0 };
}
