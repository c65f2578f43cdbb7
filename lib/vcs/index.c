/* SPDX-License-Identifier: MIT */
#include "vcs/index.h"

#include <sys/stat.h>
#include <time.h>

#include "base/fs.h"
#include "base/mem.h"

#define WRITE_TRIES 50
#define WRITE_NAP_MS 20

int rc_index_blob(git_oid *out, git_repository *repo, const char *path,
		  const struct rc_buf *bytes, bool write, struct rc_err *err)
{
	RC_CLEANUP(rc_git_filter_list_freep) git_filter_list *filters = NULL;
	git_buf clean = { NULL, 0, 0 };
	int ret = git_filter_list_load(&filters, repo, NULL, path,
				       GIT_FILTER_TO_ODB, GIT_FILTER_DEFAULT);

	if (ret == 0)
		ret = git_filter_list_apply_to_buffer(&clean, filters,
						      bytes->ptr, bytes->len);
	if (ret == 0 && write)
		ret = git_blob_create_from_buffer(out, repo, clean.ptr,
						  clean.size);
	else if (ret == 0)
		ret = git_odb_hash(out, clean.ptr, clean.size, GIT_OBJECT_BLOB);
	git_buf_dispose(&clean);
	return ret < 0 ? rc_git_err(err, ret, "cannot stage '%s'", path) : 0;
}

bool rc_index_get(git_index *index, const char *path, git_oid *blob)
{
	const git_index_entry *entry = git_index_get_bypath(index, path, 0);

	if (!entry)
		return false;
	git_oid_cpy(blob, &entry->id);
	return true;
}

static git_index_time index_time(const struct timespec *time)
{
	return (git_index_time){ .seconds = (int32_t)time->tv_sec,
				 .nanoseconds = (uint32_t)time->tv_nsec };
}

/* Stat first: a file that changes after that no longer has these times. */
static void fill_times(git_index_entry *entry, git_repository *repo,
		       const char *disk)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf bytes = RC_BUF_INIT(0);
	git_oid blob;
	struct stat st;

	if (lstat(disk, &st) < 0 || !S_ISREG(st.st_mode) ||
	    rc_fs_read(disk, &bytes, NULL) < 0 ||
	    rc_index_blob(&blob, repo, entry->path, &bytes, false, NULL) < 0 ||
	    !git_oid_equal(&blob, &entry->id))
		return;
	entry->ctime = index_time(&st.st_ctim);
	entry->mtime = index_time(&st.st_mtim);
	entry->dev = (uint32_t)st.st_dev;
	entry->ino = (uint32_t)st.st_ino;
	entry->uid = st.st_uid;
	entry->gid = st.st_gid;
	entry->file_size = (uint32_t)st.st_size;
}

int rc_index_put(const struct rc_store *store, git_index *index,
		 const char *path, const git_oid *blob, git_filemode_t mode,
		 struct rc_err *err)
{
	RC_CLEANUP(rc_freep) char *disk = rc_store_disk_path(store, path);
	int ret;

	if (!blob) {
		ret = git_index_remove(index, path, 0);
		if (ret == GIT_ENOTFOUND)
			ret = 0;
	} else {
		git_index_entry entry = { .path = path, .mode = mode };

		git_oid_cpy(&entry.id, blob);
		if (disk)
			fill_times(&entry, store->repo, disk);
		ret = git_index_add(index, &entry);
	}
	return ret < 0 ? rc_git_err(err, ret, "cannot stage '%s'", path) : 0;
}

int rc_index_open(git_index **out, const struct rc_store *store,
		  struct rc_err *err)
{
	int ret = git_repository_index(out, store->repo);

	if (ret == 0)
		ret = git_index_read(*out, true);
	if (ret < 0)
		return rc_git_err(err, ret, "cannot read the index");
	return 0;
}

int rc_index_write(git_index *index, struct rc_err *err)
{
	const struct timespec nap = { 0, WRITE_NAP_MS * 1000000L };
	int ret = git_index_write(index);

	for (int i = 0; ret == GIT_ELOCKED && i < WRITE_TRIES; i++) {
		nanosleep(&nap, NULL);
		ret = git_index_write(index);
	}
	return ret < 0 ? rc_git_err(err, ret, "cannot write the index") : 0;
}
