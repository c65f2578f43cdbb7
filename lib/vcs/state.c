/* SPDX-License-Identifier: MIT */
#include "vcs/state.h"

#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/path.h"

#define LOCK_WAIT_MS 1000
#define LOCK_NAP_MS 20

static const struct {
	const char *what;
	const char *abort;
} in_progress[] = {
	[GIT_REPOSITORY_STATE_MERGE] = { "merge", "git merge --abort" },
	[GIT_REPOSITORY_STATE_REVERT] = { "revert", "git revert --abort" },
	[GIT_REPOSITORY_STATE_REVERT_SEQUENCE] = { "revert",
						   "git revert --abort" },
	[GIT_REPOSITORY_STATE_CHERRYPICK] = { "cherry-pick",
					      "git cherry-pick --abort" },
	[GIT_REPOSITORY_STATE_CHERRYPICK_SEQUENCE] = { "cherry-pick",
						       "git cherry-pick --abort" },
	[GIT_REPOSITORY_STATE_BISECT] = { "bisect", "git bisect reset" },
	[GIT_REPOSITORY_STATE_REBASE] = { "rebase", "git rebase --abort" },
	[GIT_REPOSITORY_STATE_REBASE_INTERACTIVE] = { "rebase",
						      "git rebase --abort" },
	[GIT_REPOSITORY_STATE_REBASE_MERGE] = { "rebase",
						"git rebase --abort" },
	[GIT_REPOSITORY_STATE_APPLY_MAILBOX] = { "git am", "git am --abort" },
	[GIT_REPOSITORY_STATE_APPLY_MAILBOX_OR_REBASE] = { "git am or rebase",
							   "git am --abort" },
};

static int check_progress(const struct rc_store *store, struct rc_err *err)
{
	int state = git_repository_state(store->repo);

	if (state <= GIT_REPOSITORY_STATE_NONE ||
	    (size_t)state >= RC_COUNT(in_progress))
		return 0;
	rc_err_set(err, RC_ESTATE, "a %s is in progress in '%s'",
		   in_progress[state].what, store->top);
	rc_err_hint(err, "finish it, or give it up with `%s`",
		    in_progress[state].abort);
	return RC_ESTATE;
}

/* An index that libgit2 cannot read is no reason to refuse: nothing will be
 * published then, see rc_state_find_dirty(). */
static int check_conflicts(const struct rc_store *store, struct rc_err *err)
{
	RC_CLEANUP(rc_git_index_freep) git_index *index = NULL;

	if (git_repository_index(&index, store->repo) < 0 ||
	    git_index_read(index, true) < 0 || !git_index_has_conflicts(index))
		return 0;
	rc_err_set(err, RC_ESTATE, "unresolved conflicts in '%s'", store->top);
	rc_err_hint(err, "resolve them and `git add` the files first");
	return RC_ESTATE;
}

int rc_state_wait_lock(const struct rc_store *store, struct rc_err *err)
{
	const struct timespec nap = { 0, LOCK_NAP_MS * 1000000L };
	RC_CLEANUP(rc_freep)
	char *lock = rc_path_join(store->gitdir, "index.lock");
	int64_t end = rc_now_ms() + LOCK_WAIT_MS;
	struct stat st;

	while (lstat(lock, &st) == 0) {
		if (rc_now_ms() < end) {
			nanosleep(&nap, NULL);
			continue;
		}
		rc_err_set(err, RC_ESTATE, "'%s' exists since %lld s", lock,
			   (long long)(time(NULL) - st.st_mtime));
		rc_err_hint(err,
			    "wait for the other git; remove it if none runs");
		return RC_ESTATE;
	}
	return 0;
}

int rc_state_check(const struct rc_store *store, struct rc_err *err)
{
	int ret;

	if (store->private || !store->repo)
		return 0;
	ret = check_progress(store, err);
	if (ret == 0)
		ret = check_conflicts(store, err);
	if (ret == 0)
		ret = rc_state_wait_lock(store, err);
	return ret;
}

/* A file that a sparse checkout leaves out is not deleted. */
static bool is_left_out(git_index *index, const char *path)
{
	const git_index_entry *entry = git_index_get_bypath(index, path, 0);

	return entry && (entry->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE);
}

static const char *path_of(const git_status_entry *entry)
{
	const git_diff_delta *delta = entry->head_to_index
					      ? entry->head_to_index
					      : entry->index_to_workdir;

	return delta->new_file.path ? delta->new_file.path
				    : delta->old_file.path;
}

static bool is_work(const struct rc_store *store, git_index *index,
		    const git_status_entry *entry, const char *path)
{
	unsigned status = entry->status;

	if (status == GIT_STATUS_CURRENT || (status & GIT_STATUS_IGNORED))
		return false;
	if (status == GIT_STATUS_WT_NEW) {
		RC_CLEANUP(rc_freep)
		char *target = rc_store_tree_path(store, "target/");

		return (rc_path_has_suffix(path, ".rs") ||
			!strcmp(rc_path_basename(path), "Cargo.toml")) &&
		       strncmp(path, target, strlen(target)) != 0;
	}
	if (!strcmp(rc_path_basename(path), "Cargo.lock"))
		return false;
	return status != GIT_STATUS_WT_DELETED || !is_left_out(index, path);
}

static int find(const struct rc_store *store, git_status_options *opts,
		char **path, struct rc_err *err)
{
	RC_CLEANUP(rc_git_status_list_freep) git_status_list *list = NULL;
	RC_CLEANUP(rc_git_index_freep) git_index *index = NULL;
	int ret = git_repository_index(&index, store->repo);

	if (ret == 0)
		ret = git_status_list_new(&list, store->repo, opts);
	if (ret < 0)
		return rc_git_err(err, ret, "cannot read the state of '%s'",
				  store->top);
	size_t n = git_status_list_entrycount(list);
	for (size_t i = 0; i < n; i++) {
		const git_status_entry *entry = git_status_byindex(list, i);

		if (!is_work(store, index, entry, path_of(entry)))
			continue;
		*path = rc_xstrdup(path_of(entry));
		return 0;
	}
	return 0;
}

/* Submodules stay closed: what is in them is not ours, and opening one reads
 * a configuration that came with the tree. */
static int find_tracked(const struct rc_store *store, char **path,
			struct rc_err *err)
{
	git_status_options opts;

	git_status_options_init(&opts, GIT_STATUS_OPTIONS_VERSION);
	opts.flags = GIT_STATUS_OPT_EXCLUDE_SUBMODULES;
	return find(store, &opts, path, err);
}

static int find_untracked(const struct rc_store *store, char **path,
			  struct rc_err *err)
{
	git_status_options opts;
	char *below = store->label;

	git_status_options_init(&opts, GIT_STATUS_OPTIONS_VERSION);
	opts.show = GIT_STATUS_SHOW_WORKDIR_ONLY;
	opts.flags = GIT_STATUS_OPT_EXCLUDE_SUBMODULES |
		     GIT_STATUS_OPT_INCLUDE_UNTRACKED |
		     GIT_STATUS_OPT_RECURSE_UNTRACKED_DIRS |
		     GIT_STATUS_OPT_DISABLE_PATHSPEC_MATCH;
	if (strcmp(below, ".") != 0)
		opts.pathspec = (git_strarray){ &below, 1 };
	return find(store, &opts, path, err);
}

int rc_state_find_dirty(const struct rc_store *store, char **path,
			struct rc_err *err)
{
	int ret;

	*path = NULL;
	ret = find_tracked(store, path, err);
	if (ret == 0 && !*path)
		ret = find_untracked(store, path, err);
	return ret;
}
