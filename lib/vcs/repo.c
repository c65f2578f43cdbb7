/* SPDX-License-Identifier: MIT */
#include "vcs/repo.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fs.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/path.h"
#include "vcs/gitdir.h"
#include "vcs/home.h"

#define LOCK_WAIT_MS 5000

static void set_text(char **field, char *value)
{
	rc_free(*field);
	*field = value;
}

void rc_store_set_root(struct rc_store *store, const char *label)
{
	char *copy = rc_xstrdup(label);

	set_text(&store->label, copy);
	if (store->private) {
		set_text(&store->root, rc_xstrdup(copy));
		set_text(&store->prefix,
			 rc_xasprintf("%016" PRIx64 "/",
				      rc_hash_str(RC_HASH_SEED, copy)));
		return;
	}
	bool is_top = !strcmp(copy, ".");
	set_text(&store->root, is_top ? rc_xstrdup(store->top)
				      : rc_path_join(store->top, copy));
	set_text(&store->prefix,
		 is_top ? rc_xstrdup("") : rc_xasprintf("%s/", copy));
}

char *rc_store_tree_path(const struct rc_store *store, const char *path)
{
	return rc_xasprintf("%s%s", store->prefix, path);
}

char *rc_store_disk_path(const struct rc_store *store, const char *tree_path)
{
	size_t len = strlen(store->prefix);

	if (strncmp(tree_path, store->prefix, len) != 0)
		return NULL;
	return rc_path_join(store->root, tree_path + len);
}

void rc_store_release(struct rc_store *store)
{
	git_repository_free(store->repo);
	rc_free(store->top);
	rc_free(store->gitdir);
	rc_free(store->worktree);
	rc_free(store->root);
	rc_free(store->prefix);
	rc_free(store->label);
	*store = (struct rc_store)RC_STORE_INIT;
}

static int refuse_bare(const char *dir, struct rc_err *err)
{
	rc_err_set(err, RC_ESTATE, "'%s' is a bare repository", dir);
	rc_err_hint(err, "work in a clone of it, or ignore it with --no-vcs");
	return RC_ESTATE;
}

static bool is_ours(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && st.st_uid == geteuid();
}

/* libgit2 does not always say so when it is the owner that it minds. */
static void note_unusable(const struct rc_gitdir *gitdir,
			  const struct rc_sink *sink)
{
	if (is_ours(gitdir->top) && is_ours(gitdir->dir)) {
		rc_emit_note(sink, "runs are kept in the state directory",
			     "cannot use the repository '%s': %s", gitdir->top,
			     rc_git_message());
		return;
	}
	RC_CLEANUP(rc_freep)
	char *hint = rc_xasprintf(
		"git config --global --add safe.directory '%s'", gitdir->top);
	rc_emit_note(
		sink, hint,
		"the repository '%s' belongs to somebody else and is not used",
		gitdir->top);
}

static char *real_workdir(git_repository *repo)
{
	const char *workdir = git_repository_workdir(repo);

	return workdir ? rc_path_real(workdir) : NULL;
}

static void adopt(struct rc_store *store, git_repository *repo, char *top,
		  const struct rc_gitdir *gitdir, const char *below)
{
	store->repo = repo;
	store->top = top;
	store->gitdir = rc_xstrdup(gitdir->dir);
	if (git_repository_is_worktree(repo))
		store->worktree = rc_xstrdup(rc_path_basename(gitdir->dir));
	rc_store_set_root(store, *below ? below : ".");
}

/* Is root in the work tree of this repository, and may we write to it? */
static void try_user(struct rc_store *store, git_repository *repo,
		     const struct rc_gitdir *gitdir, const char *root,
		     const struct rc_sink *sink)
{
	char *top = real_workdir(repo);
	const char *below = top ? rc_path_below(root, top) : NULL;
	if (below && access(gitdir->dir, W_OK | X_OK) == 0) {
		adopt(store, repo, top, gitdir, below);
		return;
	}
	rc_emit_note(sink, "runs are kept in the state directory",
		     "the repository '%s' is not used: %s", gitdir->top,
		     below ? strerror(errno) : "its work tree is elsewhere");
	rc_free(top);
	git_repository_free(repo);
}

static int open_user(struct rc_store *store, const char *root,
		     const struct rc_sink *sink, struct rc_err *err)
{
	RC_CLEANUP(rc_gitdir_release)
	struct rc_gitdir gitdir = { NULL, NULL, NULL, false };
	git_repository *repo = NULL;

	if (!rc_gitdir_find(&gitdir, root)) {
		rc_emit_note(
			sink, "with `git init` every repair becomes a commit",
			"no git repository: runs are kept in the state directory");
		return 0;
	}
	if (gitdir.bare)
		return refuse_bare(gitdir.top, err);
	if (git_repository_open_ext(&repo, gitdir.top,
				    GIT_REPOSITORY_OPEN_NO_SEARCH, NULL) < 0) {
		note_unusable(&gitdir, sink);
		return 0;
	}
	if (git_repository_is_bare(repo)) {
		git_repository_free(repo);
		return refuse_bare(gitdir.dir, err);
	}
	try_user(store, repo, &gitdir, root, sink);
	return 0;
}

/* Under another name first: one that is half made could not be opened. */
static int make_bare(const char *dir, struct rc_err *err)
{
	RC_CLEANUP(rc_freep) char *parent = rc_path_dirname(dir);
	RC_CLEANUP(rc_freep) char *lock = rc_xasprintf("%s.lock", dir);
	RC_CLEANUP(rc_freep) char *new = rc_xasprintf("%s.new", dir);
	RC_CLEANUP(rc_closep) int fd = -1;
	git_repository *repo = NULL;
	int ret = rc_fs_mkdirs(parent, 0700, err);

	if (ret == 0)
		ret = rc_fs_lock(lock, LOCK_WAIT_MS, &fd, err);
	if (ret == 0)
		ret = rc_fs_remove_tree(new, err);
	if (ret < 0)
		return ret;
	ret = git_repository_init(&repo, new, true);
	git_repository_free(repo);
	if (ret < 0)
		return rc_git_err(err, ret, "cannot create '%s'", dir);
	/* Another run may have been faster. */
	if (rename(new, dir) < 0 && errno != ENOTEMPTY && errno != EEXIST)
		return rc_err_sys(err, "cannot create '%s'", dir);
	return 0;
}

static int open_bare(git_repository **repo, const char *dir, bool create,
		     struct rc_err *err)
{
	int ret = create && !rc_fs_exists(dir) ? make_bare(dir, err) : 0;

	if (ret < 0)
		return ret;
	ret = git_repository_open_bare(repo, dir);
	return ret < 0 ? rc_git_err(err, ret, "cannot open '%s'", dir) : 0;
}

/* HOME unset, or a state directory nobody can write to: work goes on. */
static void open_private(struct rc_store *store, const char *root, bool create,
			 const struct rc_sink *sink)
{
	bool lasts;
	RC_CLEANUP(rc_freep) char *home = rc_home_dir(&lasts);
	struct rc_err err = RC_ERR_INIT;

	store->private = true;
	rc_store_set_root(store, root);
	if (!home) {
		rc_emit_note(
			sink, "set HOME or XDG_STATE_HOME",
			"this run cannot be undone: there is no state directory");
		return;
	}
	if (!lasts)
		rc_emit_note(sink, "set HOME or XDG_STATE_HOME",
			     "no state directory: runs are kept in '%s'", home);
	store->gitdir = rc_path_join(home, "history.git");
	if (open_bare(&store->repo, store->gitdir, create, &err) < 0)
		rc_emit_note(sink, NULL, "this run cannot be undone: %s",
			     err.msg);
}

int rc_store_open(struct rc_store *store, const char *root, bool no_vcs,
		  bool create, const struct rc_sink *sink, struct rc_err *err)
{
	rc_git_init();
	*store = (struct rc_store)RC_STORE_INIT;
	if (!no_vcs) {
		int ret = open_user(store, root, sink, err);

		if (ret < 0)
			return ret;
	}
	if (!store->repo)
		open_private(store, root, create, sink);
	return 0;
}
