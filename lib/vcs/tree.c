/* SPDX-License-Identifier: MIT */
#include "vcs/tree.h"

#include <string.h>

#include "base/err.h"
#include "base/mem.h"

#define MAX_DEPTH 256

static int failed(struct rc_err *err, int ret, const char *path)
{
	return rc_git_err(err, ret, "cannot record '%s'", path);
}

static git_tree *subtree(git_repository *repo, const git_tree *tree,
			 const char *name)
{
	const git_tree_entry *entry = tree ? git_tree_entry_byname(tree, name)
					   : NULL;
	git_tree *sub = NULL;

	if (entry && git_tree_entry_type(entry) == GIT_OBJECT_TREE &&
	    git_tree_lookup(&sub, repo, git_tree_entry_id(entry)) < 0)
		return NULL;
	return sub;
}

struct put {
	git_repository *repo;
	const char *path; /* whole, for messages */
	const git_oid *blob;
	git_filemode_t mode;
};

static int put_below(const struct put *put, git_tree **tree, const char *path,
		     unsigned depth, struct rc_err *err);

/* id: what name shall be now; NULL: gone. */
static int rewrite(const struct put *put, git_tree **tree, const char *name,
		   const git_oid *id, git_filemode_t mode, struct rc_err *err)
{
	RC_CLEANUP(rc_git_treebuilder_freep) git_treebuilder *builder = NULL;
	git_oid written;
	int ret = git_treebuilder_new(&builder, put->repo, *tree);

	if (ret == 0 && id)
		ret = git_treebuilder_insert(NULL, builder, name, id, mode);
	else if (ret == 0 && git_treebuilder_get(builder, name))
		ret = git_treebuilder_remove(builder, name);
	if (ret == 0)
		ret = git_treebuilder_write(&written, builder);
	if (ret < 0)
		return failed(err, ret, put->path);
	git_tree_free(*tree);
	*tree = NULL;
	ret = git_tree_lookup(tree, put->repo, &written);
	return ret < 0 ? failed(err, ret, put->path) : 0;
}

static int put_folder(const struct put *put, git_tree **tree, const char *name,
		      const char *rest, unsigned depth, struct rc_err *err)
{
	RC_CLEANUP(rc_git_tree_freep)
	git_tree *sub = subtree(put->repo, *tree, name);
	int ret = put_below(put, &sub, rest, depth + 1, err);

	if (ret < 0)
		return ret;
	/* git knows no empty folders. */
	if (!sub || git_tree_entrycount(sub) == 0)
		return rewrite(put, tree, name, NULL, GIT_FILEMODE_TREE, err);
	return rewrite(put, tree, name, git_tree_id(sub), GIT_FILEMODE_TREE,
		       err);
}

static int put_below(const struct put *put, git_tree **tree, const char *path,
		     unsigned depth, struct rc_err *err)
{
	size_t len = strcspn(path, "/");
	RC_CLEANUP(rc_freep) char *name = rc_xstrndup(path, len);

	if (depth > MAX_DEPTH)
		return rc_err_set(err, RC_ELIMIT, "'%s' is too deep",
				  put->path);
	if (path[len])
		return put_folder(put, tree, name, path + len + 1, depth, err);
	return rewrite(put, tree, name, put->blob, put->mode, err);
}

int rc_tree_put(git_repository *repo, git_tree **tree, const char *path,
		const git_oid *blob, git_filemode_t mode, struct rc_err *err)
{
	struct put put = { repo, path, blob, mode };

	return put_below(&put, tree, path, 0, err);
}

bool rc_tree_get(const git_tree *tree, const char *path, git_oid *blob,
		 git_filemode_t *mode)
{
	RC_CLEANUP(rc_git_tree_entry_freep) git_tree_entry *entry = NULL;

	if (!tree || git_tree_entry_bypath(&entry, tree, path) < 0)
		return false;
	if (git_tree_entry_type(entry) != GIT_OBJECT_BLOB)
		return false;
	git_oid_cpy(blob, git_tree_entry_id(entry));
	if (mode)
		*mode = git_tree_entry_filemode(entry);
	return true;
}

int rc_blob_read(git_repository *repo, const git_oid *id, struct rc_buf *out,
		 struct rc_err *err)
{
	RC_CLEANUP(rc_git_blob_freep) git_blob *blob = NULL;
	int ret = git_blob_lookup(&blob, repo, id);

	rc_buf_clear(out);
	if (ret < 0)
		return rc_git_err(err, ret, "cannot read a recorded file");
	rc_buf_add(out, git_blob_rawcontent(blob),
		   (size_t)git_blob_rawsize(blob));
	if (out->overflow)
		return rc_err_set(err, RC_ELIMIT,
				  "a recorded file is too large");
	return 0;
}
