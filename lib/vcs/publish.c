/* SPDX-License-Identifier: MIT */
#include "vcs/publish.h"

#include <string.h>

#include "base/err.h"
#include "base/fs.h"
#include "vcs/identity.h"
#include "vcs/index.h"
#include "vcs/state.h"
#include "vcs/tree.h"

/* What one commit is made from and of. */
struct publication {
	const struct rc_chain *chain;
	const struct rc_published_paths *paths;
	git_commit *parent;
	git_tree *head;	 /* its tree */
	git_tree *bytes; /* of the chain's tip */
	git_index *index;
	git_tree *tree; /* of the new commit */
};

static void publication_release(struct publication *p)
{
	git_commit_free(p->parent);
	git_tree_free(p->head);
	git_tree_free(p->bytes);
	git_index_free(p->index);
	git_tree_free(p->tree);
}

void rc_published_paths_add(struct rc_published_paths *paths, const char *path,
			    bool created)
{
	if (rc_published_paths_have(paths, path))
		return;
	RC_GROW(paths->v, paths->n, paths->cap);
	paths->v[paths->n].path = rc_xstrdup(path);
	paths->v[paths->n++].created = created;
}

bool rc_published_paths_have(const struct rc_published_paths *paths,
			     const char *path)
{
	for (size_t i = 0; i < paths->n; i++)
		if (!strcmp(paths->v[i].path, path))
			return true;
	return false;
}

void rc_published_paths_clear(struct rc_published_paths *paths)
{
	for (size_t i = 0; i < paths->n; i++)
		rc_free(paths->v[i].path);
	paths->n = 0;
}

void rc_published_paths_release(struct rc_published_paths *paths)
{
	rc_published_paths_clear(paths);
	rc_free(paths->v);
	*paths = (struct rc_published_paths)RC_PUBLISHED_PATHS_INIT;
}

bool rc_publish_is_filtered(const struct rc_store *store, const char *path)
{
	const char *names[] = { "filter", "working-tree-encoding" };
	const char *values[RC_COUNT(names)] = { NULL, NULL };

	if (git_attr_get_many(values, store->repo,
			      GIT_ATTR_CHECK_FILE_THEN_INDEX, path,
			      RC_COUNT(names), names) < 0)
		return true;
	for (size_t i = 0; i < RC_COUNT(names); i++)
		if (git_attr_value(values[i]) == GIT_ATTR_VALUE_STRING)
			return true;
	return false;
}

static int read_tree(git_tree **tree, git_commit **commit, git_repository *repo,
		     const git_oid *id)
{
	int ret = git_commit_lookup(commit, repo, id);

	return ret < 0 ? ret : git_commit_tree(tree, *commit);
}

static int read_head(git_tree **tree, git_commit **commit, git_repository *repo)
{
	git_oid id;
	int ret = git_reference_name_to_id(&id, repo, "HEAD");

	return ret < 0 ? ret : read_tree(tree, commit, repo, &id);
}

bool rc_publish_is_head(const struct rc_store *store,
			const struct rc_chain_file *before)
{
	RC_CLEANUP(rc_git_commit_freep) git_commit *commit = NULL;
	RC_CLEANUP(rc_git_tree_freep) git_tree *tree = NULL;
	RC_CLEANUP(rc_buf_release) struct rc_buf bytes = RC_BUF_INIT(0);
	RC_CLEANUP(rc_freep)
	char *path = rc_store_tree_path(store, before->path);
	git_oid have, want;

	if (read_head(&tree, &commit, store->repo) < 0)
		return false;
	if (!rc_tree_get(tree, path, &have, NULL))
		return true;
	if (!before->data)
		return false;
	rc_buf_add(&bytes, before->data, before->len);
	return rc_index_blob(&want, store->repo, path, &bytes, false, NULL) ==
		       0 &&
	       git_oid_equal(&have, &want);
}

char *rc_publish_branch(const struct rc_store *store)
{
	RC_CLEANUP(rc_git_reference_freep) git_reference *head = NULL;

	if (git_reference_lookup(&head, store->repo, "HEAD") < 0 ||
	    git_reference_type(head) != GIT_REFERENCE_SYMBOLIC)
		return NULL;
	return rc_xstrdup(git_reference_symbolic_target(head));
}

static int check_branch(const struct rc_store *store, const char *branch,
			struct rc_err *err)
{
	RC_CLEANUP(rc_freep) char *now = rc_publish_branch(store);

	if (now && !strcmp(now, branch))
		return 0;
	return rc_err_set(err, RC_ESTATE,
			  "another branch was checked out meanwhile");
}

static int start(struct publication *p, const char *branch, struct rc_err *err)
{
	git_repository *repo = p->chain->store->repo;
	RC_CLEANUP(rc_git_commit_freep) git_commit *tip = NULL;
	int ret = check_branch(p->chain->store, branch, err);

	if (ret < 0)
		return ret;
	ret = read_head(&p->head, &p->parent, repo);
	if (ret == 0)
		ret = read_tree(&p->bytes, &tip, repo, &p->chain->tip);
	if (ret == 0)
		ret = git_tree_dup(&p->tree, p->head);
	if (ret < 0)
		return rc_git_err(err, ret, "cannot read HEAD");
	return rc_index_open(&p->index, p->chain->store, err);
}

/* The submodule that path is in; NULL: none. */
static char *find_submodule(git_index *index, const char *path)
{
	for (const char *slash = strchr(path, '/'); slash;
	     slash = strchr(slash + 1, '/')) {
		char *dir = rc_xstrndup(path, (size_t)(slash - path));
		const git_index_entry *entry =
			git_index_get_bypath(index, dir, 0);

		if (entry && entry->mode == GIT_FILEMODE_COMMIT)
			return dir;
		rc_free(dir);
	}
	return NULL;
}

/* Neither HEAD nor index have it: did we make it, and does git want it? */
static int check_new(const struct publication *p,
		     const struct rc_published_path *path, struct rc_err *err)
{
	RC_CLEANUP(rc_freep)
	char *submodule = find_submodule(p->index, path->path);
	int ignored = 0;

	if (submodule)
		return rc_err_set(err, RC_ESTATE, "'%s' is in submodule '%s'",
				  path->path, submodule);
	if (!path->created)
		return rc_err_set(err, RC_ESTATE, "git does not track '%s'",
				  path->path);
	if (git_ignore_path_is_ignored(&ignored, p->chain->store->repo,
				       path->path) == 0 &&
	    ignored)
		return rc_err_set(err, RC_ESTATE, "git ignores '%s'",
				  path->path);
	return 0;
}

static bool is_hidden(const git_index_entry *entry)
{
	return (entry->flags & GIT_INDEX_ENTRY_VALID) ||
	       (entry->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE);
}

static int check_path(const struct publication *p,
		      const struct rc_published_path *path,
		      git_filemode_t *mode, struct rc_err *err)
{
	const git_index_entry *entry =
		git_index_get_bypath(p->index, path->path, 0);
	git_oid blob;
	bool in_head = rc_tree_get(p->head, path->path, &blob, mode);

	if (!entry && !in_head) {
		git_oid made;

		if (!rc_tree_get(p->bytes, path->path, &made, mode))
			*mode = GIT_FILEMODE_BLOB;
		return check_new(p, path, err);
	}
	if (!entry || !in_head || !git_oid_equal(&entry->id, &blob) ||
	    entry->mode != *mode)
		return rc_err_set(err, RC_ESTATE, "'%s' has staged changes",
				  path->path);
	if (is_hidden(entry))
		return rc_err_set(err, RC_ESTATE,
				  "'%s' is marked skip-worktree", path->path);
	return 0;
}

/* The bytes that were recorded; the file must still have them. */
static int read_bytes(const struct publication *p, const char *path,
		      struct rc_buf *bytes, struct rc_err *err)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf now = RC_BUF_INIT(0);
	RC_CLEANUP(rc_freep)
	char *disk = rc_store_disk_path(p->chain->store, path);
	git_oid blob;
	int ret;

	if (!disk || !rc_tree_get(p->bytes, path, &blob, NULL))
		return rc_err_set(err, RC_EINTERNAL, "'%s' is not recorded",
				  path);
	ret = rc_blob_read(p->chain->store->repo, &blob, bytes, err);
	if (ret == 0)
		ret = rc_fs_read(disk, &now, err);
	if (ret < 0)
		return ret;
	if (now.len != bytes->len || memcmp(now.ptr, bytes->ptr, now.len) != 0)
		return rc_err_set(err, RC_ESTATE, "'%s' was changed meanwhile",
				  path);
	return 0;
}

static int check(const struct publication *p,
		 const struct rc_published_path *path, git_filemode_t *mode,
		 struct rc_buf *bytes, struct rc_err *err)
{
	int ret = check_path(p, path, mode, err);

	return ret < 0 ? ret : read_bytes(p, path->path, bytes, err);
}

static int add_path(struct publication *p, const struct rc_published_path *path,
		    struct rc_err *err)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf bytes = RC_BUF_INIT(0);
	git_repository *repo = p->chain->store->repo;
	git_filemode_t mode;
	git_oid blob;
	int ret = check(p, path, &mode, &bytes, err);

	if (ret == 0)
		ret = rc_index_blob(&blob, repo, path->path, &bytes, true, err);
	if (ret == 0)
		ret = rc_tree_put(repo, &p->tree, path->path, &blob, mode, err);
	return ret;
}

int rc_publish_check(const struct rc_chain *chain, const char *branch,
		     const struct rc_published_paths *paths, struct rc_err *err)
{
	RC_CLEANUP(publication_release)
	struct publication p = { .chain = chain, .paths = paths };
	int ret = start(&p, branch, err);

	for (size_t i = 0; ret == 0 && i < paths->n; i++) {
		RC_CLEANUP(rc_buf_release) struct rc_buf bytes = RC_BUF_INIT(0);
		git_filemode_t mode;

		ret = check(&p, &paths->v[i], &mode, &bytes, err);
	}
	return ret;
}

static int commit(const struct publication *p, const char *message,
		  git_oid *out, struct rc_err *err)
{
	git_repository *repo = p->chain->store->repo;
	RC_CLEANUP(rc_git_signature_freep) git_signature *author = NULL;
	RC_CLEANUP(rc_git_signature_freep) git_signature *committer = NULL;
	const git_commit *parents[] = { p->parent };
	int ret = rc_identity(&author, repo, RC_AUTHOR, err);

	if (ret == 0)
		ret = rc_identity(&committer, repo, RC_COMMITTER, err);
	if (ret < 0)
		return ret;
	/* Refuses when HEAD is not at the parent any more. */
	ret = git_commit_create(out, repo, "HEAD", author, committer, NULL,
				message, p->tree, 1, parents);
	return ret < 0 ? rc_git_err(err, ret, "cannot commit") : 0;
}

static int update_index(const struct publication *p, struct rc_err *err)
{
	int ret = 0;

	for (size_t i = 0; ret == 0 && i < p->paths->n; i++) {
		const char *path = p->paths->v[i].path;
		git_filemode_t mode;
		git_oid blob;

		if (rc_tree_get(p->tree, path, &blob, &mode))
			ret = rc_index_put(p->chain->store, p->index, path,
					   &blob, mode, err);
	}
	return ret < 0 ? ret : rc_index_write(p->index, err);
}

int rc_publish(const struct rc_chain *chain, const char *branch,
	       const struct rc_published_paths *paths, const char *message,
	       const struct rc_sink *sink, git_oid *out, struct rc_err *err)
{
	RC_CLEANUP(publication_release)
	struct publication p = { .chain = chain, .paths = paths };
	struct rc_err index_err = RC_ERR_INIT;
	int ret = start(&p, branch, err);

	for (size_t i = 0; ret == 0 && i < paths->n; i++)
		ret = add_path(&p, &paths->v[i], err);
	if (ret == 0)
		ret = rc_state_wait_lock(chain->store, err);
	if (ret == 0)
		ret = commit(&p, message, out, err);
	if (ret < 0)
		return ret;
	if (update_index(&p, &index_err) < 0)
		rc_emit_note(sink, "`git add` the repaired files", "%s",
			     index_err.msg);
	return 0;
}
