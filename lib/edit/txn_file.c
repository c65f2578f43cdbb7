/* SPDX-License-Identifier: MIT */
#include "edit/txn_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fs.h"
#include "edit/validate.h"

#define NAME_SIZE 48

static void staged_name(const struct rc_txn_file *file, char name[NAME_SIZE])
{
	snprintf(name, NAME_SIZE, ".rustcoder-%zu.new", file->number);
}

static void original_name(const struct rc_txn_file *file, char name[NAME_SIZE])
{
	snprintf(name, NAME_SIZE, "%zu.before", file->number);
}

static int open_folder(const struct rc_txn_file *file, const char **name,
		       struct rc_err *err)
{
	return rc_validate_open_dir(file->root, file->change->path, name, err);
}

static bool is_text(const struct rc_buf *buf, const char *text, size_t len)
{
	return buf->len == len && !memcmp(buf->ptr, text, len);
}

static int is_foreign(const struct rc_change *change, struct rc_err *err)
{
	return rc_err_set(err, RC_ESTATE, "'%s' was changed by somebody else",
			  change->path);
}

/* Anything that stands in the file's place is foreign; only what cannot be
 * looked at is an error of its own. */
static int compare(int dir, const struct rc_change *change, struct stat *st,
		   struct rc_err *err)
{
	size_t max = change->before_len > change->after_len ? change->before_len
							    : change->after_len;
	RC_CLEANUP(rc_buf_release) struct rc_buf buf = RC_BUF_INIT(max + 1);
	struct rc_err local = RC_ERR_INIT;
	int ret = rc_fs_read_at(dir, change->path, &buf, st, &local);

	if (ret == RC_EIO) {
		if (err)
			*err = local;
		return ret;
	}
	if (ret == RC_ENOTFOUND && change->created)
		return RC_TXN_IS_BEFORE;
	if (ret < 0)
		return is_foreign(change, err);
	if (is_text(&buf, change->after, change->after_len))
		return RC_TXN_IS_AFTER;
	if (!change->created &&
	    is_text(&buf, change->before, change->before_len))
		return RC_TXN_IS_BEFORE;
	return is_foreign(change, err);
}

static int expect(int dir, const struct rc_change *change,
		  enum rc_txn_state state, struct stat *st, struct rc_err *err)
{
	int ret = compare(dir, change, st, err);

	if (ret >= 0 && (enum rc_txn_state)ret != state)
		return is_foreign(change, err);
	return ret < 0 ? ret : 0;
}

int rc_txn_file_look(const struct rc_txn_file *file, struct rc_err *err)
{
	const char *name;
	struct stat st;
	RC_CLEANUP(rc_closep) int dir = open_folder(file, &name, err);

	return dir < 0 ? dir : compare(dir, file->change, &st, err);
}

static int create(const struct rc_txn_file *file, int dir, const char *name,
		  bool after, const struct stat *like, struct rc_err *err)
{
	const struct rc_change *change = file->change;
	const char *text = after ? change->after : change->before;
	size_t len = after ? change->after_len : change->before_len;

	unlinkat(dir, name, 0); /* of a trial that died */
	int ret = rc_fs_create_at(dir, name, text, len, like, err);
	if (ret < 0)
		rc_err_prefix(err, "cannot exchange '%s'", change->path);
	return ret;
}

int rc_txn_file_stage(const struct rc_txn_file *file, struct rc_err *err)
{
	char staged[NAME_SIZE], original[NAME_SIZE];
	const char *name;
	struct stat st;
	RC_CLEANUP(rc_closep) int dir = open_folder(file, &name, err);

	if (dir < 0)
		return dir;
	int ret = expect(dir, file->change, RC_TXN_IS_BEFORE, &st, err);
	if (ret < 0)
		return ret;
	staged_name(file, staged);
	original_name(file, original);
	unlinkat(file->journal, original, 0);
	/* Another filesystem, or one without links: restore writes the bytes
	 * instead, so nothing depends on this. */
	if (!file->change->created)
		linkat(dir, name, file->journal, original, 0);
	return create(file, dir, staged, true,
		      file->change->created ? NULL : &st, err);
}

/* A file that is new must not replace one that just appeared. */
static int rename_staged(int dir, const char *staged, const char *name,
			 bool created)
{
	if (!created)
		return renameat(dir, staged, dir, name);
	int ret = renameat2(dir, staged, dir, name, RENAME_NOREPLACE);
	if (ret < 0 && (errno == EINVAL || errno == ENOSYS))
		ret = renameat(dir, staged, dir, name);
	return ret;
}

int rc_txn_file_swap(const struct rc_txn_file *file, struct rc_err *err)
{
	const struct rc_change *change = file->change;
	char staged[NAME_SIZE];
	const char *name;
	struct stat st;
	RC_CLEANUP(rc_closep) int dir = open_folder(file, &name, err);

	if (dir < 0)
		return dir;
	int ret = expect(dir, change, RC_TXN_IS_BEFORE, &st, err);
	if (ret < 0)
		return ret;
	staged_name(file, staged);
	if (rename_staged(dir, staged, name, change->created) < 0)
		return rc_err_sys(err, "cannot replace '%s'", change->path);
	return 0;
}

static bool is_later(struct timespec a, struct timespec b)
{
	return a.tv_sec > b.tv_sec ||
	       (a.tv_sec == b.tv_sec && a.tv_nsec > b.tv_nsec);
}

static bool set_mtime(int dir, const char *name, struct timespec mtime,
		      struct stat *st)
{
	struct timespec times[2] = { { 0, UTIME_OMIT }, mtime };

	return utimensat(dir, name, times, AT_SYMLINK_NOFOLLOW) == 0 &&
	       fstatat(dir, name, st, AT_SYMLINK_NOFOLLOW) == 0;
}

/*
 * Now, or just after `than` where the clock has not moved on since: by the
 * least a filesystem may keep, then by the most it may round (FAT: 2 s).
 */
static bool make_newer(int dir, const char *name, struct timespec than)
{
	const struct timespec tries[] = {
		{ 0, UTIME_NOW },
		{ than.tv_sec + (than.tv_nsec == 999999999),
		  (than.tv_nsec + 1) % 1000000000 },
		{ than.tv_sec + 2, than.tv_nsec },
	};
	struct stat st;

	for (size_t i = 0; i < RC_COUNT(tries); i++) {
		if (!set_mtime(dir, name, tries[i], &st))
			return false;
		if (is_later(st.st_mtim, than))
			return true;
	}
	return false;
}

/* The original out of the journal, under the name staged; false: not there,
 * or not what it was. */
static bool fetch_original(const struct rc_txn_file *file, int dir,
			   const char *staged, struct timespec than)
{
	const struct rc_change *change = file->change;
	RC_CLEANUP(rc_buf_release)
	struct rc_buf buf = RC_BUF_INIT(change->before_len + 1);
	char original[NAME_SIZE];
	struct stat st;

	original_name(file, original);
	return rc_fs_read_at(file->journal, original, &buf, &st, NULL) == 0 &&
	       is_text(&buf, change->before, change->before_len) &&
	       renameat(file->journal, original, dir, staged) == 0 &&
	       make_newer(dir, staged, than);
}

static int put_back(const struct rc_txn_file *file, int dir, const char *name,
		    const struct stat *trial, struct rc_err *err)
{
	char staged[NAME_SIZE];

	staged_name(file, staged);
	if (!fetch_original(file, dir, staged, trial->st_mtim)) {
		int ret = create(file, dir, staged, false, trial, err);

		if (ret < 0)
			return ret;
		/* It is as new as the clock says; the bytes matter more. */
		(void)make_newer(dir, staged, trial->st_mtim);
	}
	if (renameat(dir, staged, dir, name) < 0)
		return rc_err_sys(err, "cannot restore '%s'",
				  file->change->path);
	return 0;
}

int rc_txn_file_restore(const struct rc_txn_file *file, struct rc_err *err)
{
	const struct rc_change *change = file->change;
	const char *name;
	struct stat st;
	RC_CLEANUP(rc_closep) int dir = open_folder(file, &name, err);

	if (dir < 0)
		return dir;
	int ret = expect(dir, change, RC_TXN_IS_AFTER, &st, err);
	if (ret < 0)
		return ret;
	if (!change->created)
		return put_back(file, dir, name, &st, err);
	if (unlinkat(dir, name, 0) < 0)
		return rc_err_sys(err, "cannot remove '%s'", change->path);
	return 0;
}

void rc_txn_file_clean(const struct rc_txn_file *file)
{
	char leftover[NAME_SIZE];
	const char *name;
	RC_CLEANUP(rc_closep) int dir = open_folder(file, &name, NULL);

	staged_name(file, leftover);
	if (dir >= 0)
		unlinkat(dir, leftover, 0);
	original_name(file, leftover);
	unlinkat(file->journal, leftover, 0);
}
