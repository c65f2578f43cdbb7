/* SPDX-License-Identifier: MIT */
#include "vcs/export.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fs.h"
#include "base/mem.h"
#include "base/path.h"
#include "edit/copy_tree.h"
#include "vcs/message.h"
#include "vcs/repo.h"

#define MAX_FILES 200000
#define MAX_BYTES ((uint64_t)2 << 30)
#define MAX_DEPTH 128
#define MAX_OWN 1000 /* commits of one run */
#define ABBREV 10

#define DIR_FLAGS (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
#define FILE_FLAGS (O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)

/* The private store is nobody's history. */
static int open_repo(struct rc_store *store, const char *root,
		     struct rc_err *err)
{
	int ret = rc_store_open(store, root, false, false, NULL, err);

	if (ret == 0 && (store->private || !store->repo))
		ret = rc_err_set(err, RC_ENOTFOUND, "there is no repository");
	if (ret < 0)
		rc_store_release(store);
	return ret;
}

static bool is_of_run(const git_commit *commit, const char *run)
{
	char found[64];

	return rc_message_get(git_commit_message(commit), RC_TRAILER_RUN, found,
			      sizeof(found)) &&
	       !strcmp(found, run);
}

static void add(struct rc_export *out, const git_commit *commit)
{
	struct rc_export_commit *at = &out->v[out->n++];

	git_oid_tostr(at->id, sizeof(at->id), git_commit_id(commit));
	git_oid_tostr(at->abbrev, ABBREV + 1, git_commit_id(commit));
}

static int list(struct rc_export *out, const struct rc_store *store,
		const char *run, struct rc_err *err)
{
	git_commit *at = NULL;
	git_oid id;
	int ret = git_reference_name_to_id(&id, store->repo, "HEAD");

	if (ret == 0)
		ret = git_commit_lookup(&at, store->repo, &id);
	if (ret < 0)
		return rc_err_set(err, RC_ENOTFOUND, "there is no commit yet");
	for (unsigned seen = 0; at && seen < MAX_OWN; seen++) {
		git_commit *parent = NULL;

		if (!is_of_run(at, run))
			add(out, at);
		/* The last one may be of a shallow clone. */
		if (out->n < RC_EXPORT_COMMITS &&
		    git_commit_parent(&parent, at, 0) < 0)
			parent = NULL;
		git_commit_free(at);
		at = parent;
	}
	git_commit_free(at);
	return 0;
}

int rc_export_open(struct rc_export *out, const char *root, const char *run,
		   struct rc_err *err)
{
	RC_CLEANUP(rc_store_release) struct rc_store store = RC_STORE_INIT;

	*out = (struct rc_export){ .top = NULL };
	int ret = open_repo(&store, root, err);
	if (ret == 0)
		ret = list(out, &store, run, err);
	if (ret == 0)
		out->top = rc_xstrdup(store.top);
	return ret;
}

void rc_export_release(struct rc_export *export)
{
	rc_free(export->top);
	*export = (struct rc_export){ .top = NULL };
}

struct writer {
	git_repository *repo;
	const char *top, *to;
	size_t files;
	uint64_t bytes;
	struct rc_err *err;
};

/* A folder of the tree, and ours. */
struct pair {
	const git_tree *tree;
	int fd;
	const char *rel; /* "" at the top */
	unsigned depth;
};

static char *full_path(const struct writer *writer, const struct pair *pair,
		       const char *name)
{
	RC_CLEANUP(rc_freep) char *dir = rc_path_join(writer->to, pair->rel);

	return rc_path_join(dir, name);
}

static int fail(const struct writer *writer, const struct pair *pair,
		const char *name)
{
	RC_CLEANUP(rc_freep) char *path = full_path(writer, pair, name);

	return rc_err_sys(writer->err, "cannot write '%s'", path);
}

static int drop(const struct writer *writer, const struct pair *pair,
		const char *name)
{
	RC_CLEANUP(rc_freep) char *path = full_path(writer, pair, name);

	return rc_fs_remove_tree(path, writer->err);
}

/* A tree made by hand may hold names that lead elsewhere. */
static bool is_name(const char *name)
{
	return *name && !strchr(name, '/') && strcmp(name, ".") != 0 &&
	       strcmp(name, "..") != 0 && strcasecmp(name, ".git") != 0;
}

static mode_t mode_of(const git_tree_entry *entry)
{
	return git_tree_entry_filemode(entry) == GIT_FILEMODE_BLOB_EXECUTABLE
		       ? 0700
		       : 0600;
}

static bool is_current(const struct pair *pair, const char *name,
		       const git_blob *blob, mode_t mode)
{
	RC_CLEANUP(rc_buf_release)
	struct rc_buf old = RC_BUF_INIT((size_t)git_blob_rawsize(blob) + 1);
	struct stat st;

	if (rc_fs_read_at(pair->fd, name, &old, &st, NULL) < 0 ||
	    old.len != (size_t)git_blob_rawsize(blob) ||
	    memcmp(old.ptr, git_blob_rawcontent(blob), old.len) != 0)
		return false;
	return (st.st_mode & 0777) == mode ||
	       fchmodat(pair->fd, name, mode, 0) == 0;
}

static bool write_all(int fd, const char *data, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, data, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		data += n;
		len -= (size_t)n;
	}
	return true;
}

static int count(struct writer *writer, uint64_t bytes)
{
	writer->files++;
	writer->bytes += bytes;
	if (writer->files <= MAX_FILES && writer->bytes <= MAX_BYTES)
		return 0;
	return rc_err_set(writer->err, RC_ELIMIT,
			  "the commit holds more than %d files or 2 GiB",
			  MAX_FILES);
}

/* A killed run may leave half a file: the next one sees that it differs. */
static int write_file(struct writer *writer, const struct pair *pair,
		      const char *name, const git_blob *blob, mode_t mode)
{
	size_t len = (size_t)git_blob_rawsize(blob);

	if (is_current(pair, name, blob, mode))
		return 0;
	int ret = drop(writer, pair, name);
	if (ret < 0)
		return ret;
	RC_CLEANUP(rc_closep)
	int fd = openat(pair->fd, name,
			O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
			0600);
	if (fd < 0 || !write_all(fd, git_blob_rawcontent(blob), len) ||
	    fchmod(fd, mode) < 0)
		return fail(writer, pair, name);
	return 0;
}

static int make_link(const struct writer *writer, const struct pair *pair,
		     const char *name, const char *target)
{
	char old[PATH_MAX];
	ssize_t len = readlinkat(pair->fd, name, old, sizeof(old));

	if (len > 0 && (size_t)len == strlen(target) &&
	    !memcmp(old, target, (size_t)len))
		return 0;
	int ret = drop(writer, pair, name);
	if (ret == 0 && symlinkat(target, pair->fd, name) < 0)
		return fail(writer, pair, name);
	return ret;
}

static int write_link(const struct writer *writer, const struct pair *pair,
		      const char *name, const git_blob *blob)
{
	RC_CLEANUP(rc_freep)
	char *text = rc_xmemdup(git_blob_rawcontent(blob),
				(size_t)git_blob_rawsize(blob));

	if (!*text || strlen(text) >= PATH_MAX)
		return drop(writer, pair, name);
	RC_CLEANUP(rc_freep)
	char *target = rc_copy_link(writer->top, writer->to, pair->rel, text);
	return make_link(writer, pair, name, target);
}

static int write_blob(struct writer *writer, const struct pair *pair,
		      const git_tree_entry *entry)
{
	RC_CLEANUP(rc_git_blob_freep) git_blob *blob = NULL;
	const char *name = git_tree_entry_name(entry);
	int ret =
		git_blob_lookup(&blob, writer->repo, git_tree_entry_id(entry));

	if (ret < 0)
		return rc_git_err(writer->err, ret, "cannot read '%s'", name);
	ret = count(writer, (uint64_t)git_blob_rawsize(blob));
	if (ret < 0)
		return ret;
	if (git_tree_entry_filemode(entry) == GIT_FILEMODE_LINK)
		return write_link(writer, pair, name, blob);
	return write_file(writer, pair, name, blob, mode_of(entry));
}

static int open_folder(const struct writer *writer, const struct pair *pair,
		       const char *name)
{
	int fd = openat(pair->fd, name, DIR_FLAGS);

	if (fd >= 0)
		return fd;
	if (drop(writer, pair, name) < 0 || mkdirat(pair->fd, name, 0700) < 0)
		return -1;
	return openat(pair->fd, name, DIR_FLAGS);
}

static int write_folder(struct writer *writer, const struct pair *pair);

static int write_subfolder(struct writer *writer, const struct pair *pair,
			   const git_tree_entry *entry)
{
	RC_CLEANUP(rc_git_tree_freep) git_tree *tree = NULL;
	const char *name = git_tree_entry_name(entry);
	int ret =
		git_tree_lookup(&tree, writer->repo, git_tree_entry_id(entry));

	if (ret < 0)
		return rc_git_err(writer->err, ret, "cannot read '%s'", name);
	if (pair->depth >= MAX_DEPTH)
		return rc_err_set(writer->err, RC_ELIMIT,
				  "folders are nested more than %d deep",
				  MAX_DEPTH);
	RC_CLEANUP(rc_closep) int fd = open_folder(writer, pair, name);
	if (fd < 0)
		return fail(writer, pair, name);
	RC_CLEANUP(rc_freep) char *rel = rc_path_join(pair->rel, name);
	return write_folder(writer,
			    &(struct pair){ tree, fd, rel, pair->depth + 1 });
}

static int write_submodule(const struct writer *writer, const struct pair *pair,
			   const char *name)
{
	RC_CLEANUP(rc_freep) char *dir = rc_path_join(writer->top, pair->rel);
	RC_CLEANUP(rc_freep) char *original = rc_path_join(dir, name);

	return make_link(writer, pair, name, original);
}

static int write_entry(struct writer *writer, const struct pair *pair,
		       const git_tree_entry *entry)
{
	const char *name = git_tree_entry_name(entry);

	if (!is_name(name))
		return 0;
	switch (git_tree_entry_type(entry)) {
	case GIT_OBJECT_TREE:
		return write_subfolder(writer, pair, entry);
	case GIT_OBJECT_BLOB:
		return write_blob(writer, pair, entry);
	case GIT_OBJECT_COMMIT:
		return write_submodule(writer, pair, name);
	default:
		return 0;
	}
}

static void closedirp(DIR **dir)
{
	if (*dir)
		closedir(*dir);
}

/* What the tree does not have goes. */
static int sweep(const struct writer *writer, const struct pair *pair)
{
	int copy = openat(pair->fd, ".", DIR_FLAGS);
	RC_CLEANUP(closedirp) DIR *dir = copy < 0 ? NULL : fdopendir(copy);
	const struct dirent *entry;

	if (!dir) {
		rc_closep(&copy);
		return fail(writer, pair, "");
	}
	for (entry = readdir(dir); entry; entry = readdir(dir)) {
		const char *name = entry->d_name;

		if (!strcmp(name, ".") || !strcmp(name, "..") ||
		    (is_name(name) && git_tree_entry_byname(pair->tree, name)))
			continue;
		int ret = drop(writer, pair, name);
		if (ret < 0)
			return ret;
	}
	return 0;
}

static int write_folder(struct writer *writer, const struct pair *pair)
{
	size_t n = git_tree_entrycount(pair->tree);
	int ret = sweep(writer, pair);

	for (size_t i = 0; i < n && ret == 0; i++)
		ret = write_entry(writer, pair,
				  git_tree_entry_byindex(pair->tree, i));
	return ret;
}

static int find_tree(git_tree **tree, git_repository *repo, const char *id,
		     struct rc_err *err)
{
	RC_CLEANUP(rc_git_commit_freep) git_commit *commit = NULL;
	git_oid oid;
	int ret = git_oid_fromstr(&oid, id);

	if (ret == 0)
		ret = git_commit_lookup(&commit, repo, &oid);
	if (ret == 0)
		ret = git_commit_tree(tree, commit);
	return ret < 0 ? rc_git_err(err, ret, "cannot read commit %s", id) : 0;
}

int rc_export_write(const struct rc_export *export, size_t index,
		    const char *to, struct rc_err *err)
{
	RC_CLEANUP(rc_store_release) struct rc_store store = RC_STORE_INIT;
	RC_CLEANUP(rc_git_tree_freep) git_tree *tree = NULL;
	RC_CLEANUP(rc_closep) int fd = open(to, DIR_FLAGS);

	if (fd < 0)
		return rc_err_sys(err, "cannot open folder '%s'", to);
	int ret = open_repo(&store, export->top, err);
	if (ret == 0)
		ret = find_tree(&tree, store.repo, export->v[index].id, err);
	if (ret < 0)
		return ret;
	struct writer writer = {
		.repo = store.repo, .top = export->top, .to = to, .err = err
	};

	return write_folder(&writer, &(struct pair){ tree, fd, "", 0 });
}
