/* SPDX-License-Identifier: MIT */
#include <rustcoder/history.h>

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fs.h"
#include "base/path.h"
#include "edit/txn.h"
#include "edit/validate.h"
#include "vcs/history.h"
#include "vcs/message.h"
#include "vcs/runs.h"
#include "vcs/state.h"
#include "vcs/touched.h"
#include "vcs/tree.h"
#include "vcs/unpublish.h"

#define LOCK_WAIT_MS 5000
#define TEMPORARY ".rustcoder-undo.new"

struct undo {
	struct rc_store *store;
	bool no_vcs;
	struct rc_touched touched;
	rc_undo_fn fn;
	void *data;
	unsigned left; /* files that were not restored */
};

static void report(struct undo *undo, const char *path, const char *why)
{
	struct rc_undo_row row = {
		.path = path,
		.restored = why == NULL,
		.why = why,
	};

	if (why)
		undo->left++;
	if (undo->fn)
		undo->fn(&row, undo->data);
}

/*
 * The folder of a file, and its name in there. The chain may have come with
 * somebody else's .git: its paths are held to the same rules as a new edit's,
 * and no link is followed.
 */
static int open_folder(const struct rc_store *store,
		       const struct rc_touched_file *file, const char **name)
{
	unsigned allow = RC_ALLOW_DEPS | RC_ALLOW_BUILD_SCRIPTS |
			 RC_ALLOW_CREATE;
	const char *path = file->path + strlen(store->prefix);
	const char *base = store->private ? store->root : store->top;

	if (rc_validate_path(path, allow, NULL) < 0)
		return -1;
	return rc_validate_open_dir(base, store->private ? path : file->path,
				    name, NULL);
}

/* What a file is, as far as undoing is concerned. */
static int read_state(const char *disk, struct rc_touched_state *state,
		      struct rc_err *err)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf bytes = RC_BUF_INIT(0);
	struct stat st;

	*state = (struct rc_touched_state){ .there = false };
	if (lstat(disk, &st) < 0)
		return 0;
	if (!S_ISREG(st.st_mode))
		return rc_err_set(err, RC_ESTATE, "not a regular file");
	int ret = rc_fs_read(disk, &bytes, err);
	if (ret < 0)
		return ret;
	state->there = true;
	ret = git_odb_hash(&state->blob, bytes.ptr, bytes.len, GIT_OBJECT_BLOB);
	return ret < 0 ? rc_git_err(err, ret, "cannot hash it") : 0;
}

/*
 * Written anew: an older mtime would have cargo keep what it built. The
 * temporary's name is fixed, so that none is left for good by a killed undo.
 */
static int put_bytes(int dir, const char *name, const struct rc_buf *bytes,
		     struct rc_err *err)
{
	struct stat st;
	bool is_there = fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0;

	unlinkat(dir, TEMPORARY, 0);
	int ret = rc_fs_create_at(dir, TEMPORARY, bytes->ptr, bytes->len,
				  is_there ? &st : NULL, err);
	if (ret < 0)
		return ret;
	if (renameat(dir, TEMPORARY, dir, name) < 0)
		return rc_err_sys(err, "cannot replace '%s'", name);
	/* Some filesystems cannot: then there is nothing to wait for. */
	fsync(dir);
	return 0;
}

static int put_back(const struct rc_store *store, int dir, const char *name,
		    const struct rc_touched_state *wanted, struct rc_err *err)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf bytes = RC_BUF_INIT(0);

	if (!wanted->there) {
		if (unlinkat(dir, name, 0) < 0)
			return rc_err_sys(err, "cannot remove '%s'", name);
		return 0;
	}
	int ret = rc_blob_read(store->repo, &wanted->blob, &bytes, err);
	return ret < 0 ? ret : put_bytes(dir, name, &bytes, err);
}

static void undo_file(struct undo *undo, const struct rc_touched_file *file)
{
	const struct rc_store *store = undo->store;
	RC_CLEANUP(rc_freep) char *disk = rc_store_disk_path(store, file->path);
	const char *path = file->path + strlen(store->prefix);
	const char *name;
	RC_CLEANUP(rc_closep) int dir = open_folder(store, file, &name);
	struct rc_err err = RC_ERR_INIT;
	struct rc_touched_state now;

	if (!disk || dir < 0) {
		report(undo, file->path, "its path is not safe to write to");
		return;
	}
	if (read_state(disk, &now, &err) < 0) {
		report(undo, path, err.msg);
		return;
	}
	if (rc_touched_same(&now, &file->before)) {
		report(undo, path, NULL);
		return;
	}
	if (file->mixed)
		report(undo, path, "it was also edited during the run");
	else if (!rc_touched_same(&now, &file->after))
		report(undo, path, "it was changed since");
	else if (put_back(store, dir, name, &file->before, &err) < 0)
		report(undo, path, err.msg);
	else
		report(undo, path, NULL);
}

static int find_run(const struct rc_runs *runs, const struct rc_store *store,
		    const char *name, const struct rc_run **out,
		    struct rc_err *err)
{
	*out = NULL;
	for (size_t i = 0; i < runs->n; i++) {
		const struct rc_run *run = &runs->v[i];

		if (!name && (run->undone || !rc_run_concerns(run, store)))
			continue;
		if (name && strncmp(run->name, name, strlen(name)) != 0)
			continue;
		if (!name) {
			*out = run;
			return 0;
		}
		if (*out)
			return rc_err_set(err, RC_EINVAL,
					  "more than one run begins with '%s'",
					  name);
		*out = run;
	}
	if (*out)
		return 0;
	if (name)
		rc_err_set(err, RC_ENOTFOUND, "no run '%s'", name);
	else
		rc_err_set(err, RC_ENOTFOUND, "there is no run to undo");
	rc_err_hint(err, "`rustcoder log` lists the runs");
	return RC_ENOTFOUND;
}

static int check_run(const struct rc_run *run, struct rc_err *err)
{
	if (run->undone)
		return rc_err_set(err, RC_ESTATE, "run '%s' is undone already",
				  run->name);
	if (!run->here)
		return rc_err_set(err, RC_ESTATE,
				  "run '%s' was made in another work tree",
				  run->name);
	return 0;
}

/* The lock that runs hold; nothing of theirs may be under way. */
static int lock(const struct undo *undo, int *fd, struct rc_err *err)
{
	RC_CLEANUP(rc_freep)
	char *journal = rc_history_journal_dir(undo->store->root, undo->no_vcs);
	RC_CLEANUP(rc_freep) char *path = NULL;
	bool pending;
	int ret;

	if (!journal)
		return 0;
	path = rc_path_join(journal, "lock");
	ret = rc_fs_mkdirs(journal, 0700, err);
	if (ret == 0)
		ret = rc_fs_lock(path, LOCK_WAIT_MS, fd, err);
	if (ret < 0)
		return ret;
	struct rc_txn_plan plan;
	ret = rc_txn_pending(journal, &pending, &plan, err);
	if (ret < 0 || !pending)
		return ret;
	rc_txn_plan_release(&plan);
	rc_err_set(err, RC_ESTATE, "an interrupted run left '%s'", journal);
	rc_err_hint(err, "`rustcoder fix` puts its files in order first");
	return RC_ESTATE;
}

/* The run's commits leave the branch once the files are as before them. */
static int finish(struct undo *undo, struct rc_chain *chain, struct rc_err *err)
{
	if (undo->left)
		return rc_err_set(err, RC_ESTATE,
				  "%u of %zu files were not restored",
				  undo->left, undo->touched.n);
	if (!undo->store->private) {
		int ret = rc_unpublish(undo->store, chain->run, &undo->touched,
				       err);

		if (ret < 0)
			return ret;
	}
	return rc_chain_mark_undone(chain, err);
}

static int undo_run(struct undo *undo, const struct rc_run *run,
		    struct rc_err *err)
{
	RC_CLEANUP(rc_closep) int fd = -1;
	struct rc_chain chain;
	int ret;

	rc_store_set_root(undo->store, run->label);
	ret = lock(undo, &fd, err);
	if (ret == 0)
		ret = rc_state_check(undo->store, err);
	if (ret == 0)
		ret = rc_chain_open(&chain, undo->store, run->name, err);
	if (ret == 0)
		ret = rc_touched_read(&undo->touched, &chain, err);
	if (ret < 0)
		return ret;
	for (size_t i = 0; i < undo->touched.n; i++)
		undo_file(undo, &undo->touched.v[i]);
	return finish(undo, &chain, err);
}

int rc_history_undo(const char *path, bool no_vcs, const char *run,
		    rc_undo_fn fn, void *data, struct rc_err *err)
{
	RC_CLEANUP(rc_store_release) struct rc_store store = RC_STORE_INIT;
	RC_CLEANUP(rc_runs_release) struct rc_runs runs = RC_RUNS_INIT;
	RC_CLEANUP(rc_freep) char *real = rc_path_real(path ? path : ".");
	struct undo undo = {
		.store = &store,
		.no_vcs = no_vcs,
		.fn = fn,
		.data = data,
	};
	const struct rc_run *found;

	if (!real)
		return rc_err_sys(err, "cannot find '%s'", path);
	int ret = rc_store_open(&store, real, no_vcs, false, NULL, err);
	if (ret == 0)
		ret = rc_runs_list(&store, &runs, err);
	if (ret == 0)
		ret = find_run(&runs, &store, run, &found, err);
	if (ret == 0)
		ret = check_run(found, err);
	if (ret == 0)
		ret = undo_run(&undo, found, err);
	rc_touched_release(&undo.touched);
	return ret;
}
