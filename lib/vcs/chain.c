/* SPDX-License-Identifier: MIT */
#include "vcs/chain.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/err.h"
#include "base/path.h"
#include "vcs/identity.h"
#include "vcs/message.h"
#include "vcs/tree.h"

#define MAX_COMMITS 4096

static void ref_name(const struct rc_chain *chain, char *out, size_t size)
{
	snprintf(out, size, RC_CHAIN_REFS "%s", chain->run);
}

/* libgit2 takes an object that found no space for written, and says later
 * that it is not there. */
static bool is_disk_full(const struct rc_chain *chain)
{
	struct statvfs st;

	return statvfs(chain->store->gitdir, &st) == 0 && st.f_blocks &&
	       st.f_bavail == 0;
}

static int failed(const struct rc_chain *chain, int ret, struct rc_err *err)
{
	if (is_disk_full(chain))
		return rc_err_set(err, RC_EIO,
				  "cannot record on " RC_CHAIN_REFS
				  "%s: No space left in '%s'",
				  chain->run, chain->store->gitdir);
	return rc_git_err(err, ret, "cannot record on " RC_CHAIN_REFS "%s",
			  chain->run);
}

int rc_chain_open(struct rc_chain *chain, const struct rc_store *store,
		  const char *run, struct rc_err *err)
{
	char name[64];
	int ret;

	*chain = (struct rc_chain){ .store = store };
	snprintf(chain->run, sizeof(chain->run), "%s", run);
	ref_name(chain, name, sizeof(name));
	ret = git_reference_name_to_id(&chain->tip, store->repo, name);
	if (ret == 0)
		chain->based = chain->begun = true;
	else if (ret != GIT_ENOTFOUND)
		return rc_git_err(err, ret, "cannot read %s", name);
	else if (!store->private)
		chain->based = git_reference_name_to_id(
				       &chain->tip, store->repo, "HEAD") == 0;
	return 0;
}

static int read_tip(const struct rc_chain *chain, git_tree **tree,
		    struct rc_err *err)
{
	RC_CLEANUP(rc_git_commit_freep) git_commit *commit = NULL;
	int ret;

	if (!chain->based)
		return 0;
	ret = git_commit_lookup(&commit, chain->store->repo, &chain->tip);
	if (ret == 0)
		ret = git_commit_tree(tree, commit);
	return ret < 0 ? failed(chain, ret, err) : 0;
}

/* Somebody git does not know still gets a record to undo from. */
static int sign(const struct rc_chain *chain, git_signature **who,
		struct rc_err *err)
{
	int ret;

	if (rc_identity(who, chain->store->repo, RC_COMMITTER, NULL) == 0)
		return 0;
	ret = git_signature_now(who, "rustcoder", "rustcoder@localhost");
	return ret < 0 ? failed(chain, ret, err) : 0;
}

/* Whoever writes to this run holds the lock of its tree, so this one is of a
 * run that was killed. */
static void drop_dead_lock(const struct rc_chain *chain, const char *ref)
{
	RC_CLEANUP(rc_freep)
	char *path =
		rc_path_join(git_repository_commondir(chain->store->repo), ref);
	RC_CLEANUP(rc_freep) char *lock = rc_xasprintf("%s.lock", path);

	unlink(lock);
}

static int move_ref(struct rc_chain *chain, const git_oid *id,
		    struct rc_err *err)
{
	RC_CLEANUP(rc_git_reference_freep) git_reference *ref = NULL;
	git_repository *repo = chain->store->repo;
	char name[64];
	int ret;

	ref_name(chain, name, sizeof(name));
	drop_dead_lock(chain, name);
	ret = chain->begun
		      ? git_reference_create_matching(&ref, repo, name, id,
						      true, &chain->tip, NULL)
		      : git_reference_create(&ref, repo, name, id, false, NULL);
	if (ret < 0)
		return failed(chain, ret, err);
	chain->tip = *id;
	chain->based = chain->begun = true;
	return 0;
}

static int commit_tree(struct rc_chain *chain, const git_tree *tree,
		       const char *message, struct rc_err *err)
{
	RC_CLEANUP(rc_git_commit_freep) git_commit *parent = NULL;
	RC_CLEANUP(rc_git_signature_freep) git_signature *who = NULL;
	git_repository *repo = chain->store->repo;
	git_oid id;
	int ret = sign(chain, &who, err);

	if (ret < 0)
		return ret;
	if (chain->based)
		ret = git_commit_lookup(&parent, repo, &chain->tip);
	const git_commit *parents[] = { parent };
	if (ret == 0)
		ret = git_commit_create(&id, repo, NULL, who, who, NULL,
					message, tree, parent ? 1 : 0, parents);
	if (ret < 0)
		return failed(chain, ret, err);
	return move_ref(chain, &id, err);
}

static void add_chain_trailers(const struct rc_chain *chain, struct rc_buf *out)
{
	rc_message_trailer(out, RC_TRAILER_ROOT, "%s", chain->store->label);
	if (chain->store->worktree)
		rc_message_trailer(out, RC_TRAILER_WORKTREE, "%s",
				   chain->store->worktree);
}

/* As the tree had it; else, for a file it did not have, as the disk has it. */
static git_filemode_t mode_of(const struct rc_chain *chain,
			      const git_tree *tree, const char *path)
{
	RC_CLEANUP(rc_freep)
	char *disk = rc_store_disk_path(chain->store, path);
	git_filemode_t mode;
	git_oid blob;
	struct stat st;

	if (rc_tree_get(tree, path, &blob, &mode) && mode != GIT_FILEMODE_LINK)
		return mode;
	if (disk && lstat(disk, &st) == 0 && (st.st_mode & S_IXUSR))
		return GIT_FILEMODE_BLOB_EXECUTABLE;
	return GIT_FILEMODE_BLOB;
}

/* True when the tree has exactly this already. */
static bool is_same(const git_tree *tree, const char *path,
		    const struct rc_chain_file *file)
{
	git_oid have, want;

	if (!rc_tree_get(tree, path, &have, NULL))
		return !file->data;
	return file->data &&
	       git_odb_hash(&want, file->data, file->len, GIT_OBJECT_BLOB) ==
		       0 &&
	       git_oid_equal(&have, &want);
}

static int put_file(const struct rc_chain *chain, git_tree **tree,
		    const struct rc_chain_file *file, bool *changed,
		    struct rc_err *err)
{
	git_repository *repo = chain->store->repo;
	RC_CLEANUP(rc_freep)
	char *path = rc_store_tree_path(chain->store, file->path);
	git_oid blob;

	if (is_same(*tree, path, file))
		return 0;
	*changed = true;
	if (!file->data)
		return rc_tree_put(repo, tree, path, NULL, 0, err);
	int ret =
		git_blob_create_from_buffer(&blob, repo, file->data, file->len);
	if (ret < 0)
		return failed(chain, ret, err);
	return rc_tree_put(repo, tree, path, &blob, mode_of(chain, *tree, path),
			   err);
}

static int put_files(const struct rc_chain *chain, git_tree **tree,
		     const struct rc_chain_file *files, size_t n, bool *changed,
		     struct rc_err *err)
{
	int ret = read_tip(chain, tree, err);

	*changed = false;
	for (size_t i = 0; ret == 0 && i < n; i++)
		ret = put_file(chain, tree, &files[i], changed, err);
	return ret;
}

int rc_chain_snapshot(struct rc_chain *chain, const struct rc_chain_file *files,
		      size_t n, const char *label, struct rc_err *err)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf message = RC_BUF_INIT(0);
	RC_CLEANUP(rc_git_tree_freep) git_tree *tree = NULL;
	bool changed;
	int ret = put_files(chain, &tree, files, n, &changed, err);

	if (ret < 0 || !changed)
		return ret;
	rc_message_start(&message, "rustcoder: snapshot", NULL);
	rc_message_trailer(&message, RC_TRAILER_RUN, "%s", chain->run);
	rc_message_trailer(&message, RC_TRAILER_SNAPSHOT, "%s", label);
	add_chain_trailers(chain, &message);
	return commit_tree(chain, tree, message.ptr, err);
}

static int commit_files(struct rc_chain *chain,
			const struct rc_chain_file *files, size_t n,
			const char *message, struct rc_err *err)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf text = RC_BUF_INIT(0);
	RC_CLEANUP(rc_git_tree_freep) git_tree *tree = NULL;
	bool changed;
	int ret = put_files(chain, &tree, files, n, &changed, err);

	if (ret < 0)
		return ret;
	rc_buf_adds(&text, message);
	add_chain_trailers(chain, &text);
	return commit_tree(chain, tree, text.ptr, err);
}

int rc_chain_record(struct rc_chain *chain, const struct rc_changes *changes,
		    unsigned iteration, const char *message, struct rc_err *err)
{
	RC_CLEANUP(rc_freep)
	struct rc_chain_file *files =
		rc_xcalloc(changes->n, sizeof(struct rc_chain_file));
	char label[16];
	int ret;

	for (size_t i = 0; i < changes->n; i++) {
		const struct rc_change *change = &changes->v[i];

		files[i].path = change->path;
		files[i].data = change->created ? NULL : change->before;
		files[i].len = change->before_len;
	}
	snprintf(label, sizeof(label), "%u", iteration);
	ret = rc_chain_snapshot(chain, files, changes->n, label, err);
	if (ret < 0)
		return ret;
	for (size_t i = 0; i < changes->n; i++) {
		files[i].data = changes->v[i].after;
		files[i].len = changes->v[i].after_len;
	}
	return commit_files(chain, files, changes->n, message, err);
}

int rc_chain_mark_undone(struct rc_chain *chain, struct rc_err *err)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf message = RC_BUF_INIT(0);

	rc_message_start(&message, "rustcoder: undo", NULL);
	rc_message_trailer(&message, RC_TRAILER_RUN, "%s", chain->run);
	rc_message_trailer(&message, RC_TRAILER_UNDONE, "yes");
	return commit_files(chain, NULL, 0, message.ptr, err);
}

bool rc_chain_holds(const struct rc_chain *chain,
		    const struct rc_chain_file *file)
{
	RC_CLEANUP(rc_git_tree_freep) git_tree *tree = NULL;
	RC_CLEANUP(rc_freep)
	char *path = rc_store_tree_path(chain->store, file->path);

	return read_tip(chain, &tree, NULL) == 0 && is_same(tree, path, file);
}

static bool is_of_run(const git_commit *commit, const char *run)
{
	char found[RC_RUN_SIZE];

	return rc_message_get(git_commit_message(commit), RC_TRAILER_RUN, found,
			      sizeof(found)) &&
	       !strcmp(found, run);
}

static void reverse(struct rc_commits *commits)
{
	for (size_t i = 0, j = commits->n; i + 1 < j; i++) {
		git_commit *other = commits->v[--j];

		commits->v[j] = commits->v[i];
		commits->v[i] = other;
	}
}

int rc_chain_list(const struct rc_chain *chain, struct rc_commits *out,
		  struct rc_err *err)
{
	git_commit *at = NULL;
	int ret = 0;

	*out = (struct rc_commits)RC_COMMITS_INIT;
	if (chain->begun)
		ret = git_commit_lookup(&at, chain->store->repo, &chain->tip);
	while (ret == 0 && at && is_of_run(at, chain->run) &&
	       out->n < MAX_COMMITS) {
		RC_GROW(out->v, out->n, out->cap);
		out->v[out->n++] = at;
		at = NULL;
		if (git_commit_parentcount(out->v[out->n - 1]) > 0)
			ret = git_commit_parent(&at, out->v[out->n - 1], 0);
	}
	git_commit_free(at);
	if (ret < 0)
		return rc_git_err(err, ret, "cannot read " RC_CHAIN_REFS "%s",
				  chain->run);
	reverse(out);
	return 0;
}

void rc_commits_release(struct rc_commits *commits)
{
	for (size_t i = 0; i < commits->n; i++)
		git_commit_free(commits->v[i]);
	rc_free(commits->v);
	*commits = (struct rc_commits)RC_COMMITS_INIT;
}
