/* SPDX-License-Identifier: MIT */
#include "edit/copy_tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fs.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/strv.h"

#define MAX_FILES 200000
#define MAX_BYTES ((uint64_t)2 << 30)
#define MAX_DEPTH 128
#define CHUNK ((size_t)64 << 10)

#define DIR_FLAGS (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
#define FILE_FLAGS (O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)

struct mirror {
	const char *from, *to;
	struct stat cache;
	char *chunks; /* two */
	size_t files;
	uint64_t bytes;
	struct rc_err *err;
};

/* One folder on both sides. */
struct pair {
	int from, to;
	const char *rel; /* "" at the top */
	unsigned depth;
};

static char *full_path(const char *root, const char *rel, const char *name)
{
	RC_CLEANUP(rc_freep) char *dir = rc_path_join(root, rel);

	return rc_path_join(dir, name);
}

static void closedirp(DIR **dir)
{
	if (*dir)
		closedir(*dir);
}

/* Sorted names of an open folder; -1 with errno. */
static int list(int fd, struct rc_strv *names)
{
	int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	RC_CLEANUP(closedirp) DIR *dir = copy < 0 ? NULL : fdopendir(copy);

	if (!dir) {
		rc_closep(&copy);
		return -1;
	}
	for (;;) {
		errno = 0;
		const struct dirent *entry = readdir(dir);

		if (!entry)
			break;
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			rc_strv_add(names, entry->d_name);
	}
	if (errno)
		return -1;
	rc_strv_sort(names);
	return 0;
}

static int fail(const struct mirror *mirror, const struct pair *pair,
		const char *name)
{
	RC_CLEANUP(rc_freep)
	char *path = full_path(mirror->from, pair->rel, name);

	return rc_err_sys(mirror->err, "cannot copy '%s'", path);
}

static int drop(const struct mirror *mirror, const struct pair *pair,
		const char *name)
{
	RC_CLEANUP(rc_freep)
	char *path = full_path(mirror->to, pair->rel, name);

	return rc_fs_remove_tree(path, mirror->err);
}

static ssize_t read_chunk(int fd, char *chunk)
{
	size_t len = 0;

	while (len < CHUNK) {
		ssize_t n = read(fd, chunk + len, CHUNK - len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		if (n == 0)
			break;
		len += (size_t)n;
	}
	return (ssize_t)len;
}

static bool write_chunk(int fd, const char *chunk, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, chunk, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		chunk += n;
		len -= (size_t)n;
	}
	return true;
}

static bool same_bytes(const struct mirror *mirror, int a, int b)
{
	char *left = mirror->chunks, *right = mirror->chunks + CHUNK;
	ssize_t n;

	do {
		n = read_chunk(a, left);
		if (n < 0 || read_chunk(b, right) != n ||
		    memcmp(left, right, (size_t)n) != 0)
			return false;
	} while (n > 0);
	return true;
}

static bool copy_bytes(const struct mirror *mirror, int from, int to)
{
	ssize_t n;

	do {
		n = read_chunk(from, mirror->chunks);
		if (n < 0 || !write_chunk(to, mirror->chunks, (size_t)n))
			return false;
	} while (n > 0);
	return true;
}

/* Ours to write, and executable where the original is. */
static mode_t mode_of(const struct stat *st)
{
	return (st->st_mode & 0777) | 0600;
}

static bool is_current(const struct mirror *mirror, const struct pair *pair,
		       const char *name, int from, const struct stat *st)
{
	RC_CLEANUP(rc_closep) int fd = openat(pair->to, name, FILE_FLAGS);
	struct stat old;

	if (fd < 0 || fstat(fd, &old) < 0 || !S_ISREG(old.st_mode) ||
	    old.st_size != st->st_size || !same_bytes(mirror, from, fd))
		return false;
	return (old.st_mode & 0777) == mode_of(st) ||
	       fchmod(fd, mode_of(st)) == 0;
}

static int count(struct mirror *mirror, const struct stat *st)
{
	mirror->files++;
	mirror->bytes += (uint64_t)st->st_size;
	if (mirror->files > MAX_FILES)
		return rc_err_set(mirror->err, RC_ELIMIT,
				  "'%s' holds more than %d files", mirror->from,
				  MAX_FILES);
	if (mirror->bytes > MAX_BYTES)
		return rc_err_set(mirror->err, RC_ELIMIT,
				  "'%s' holds more than 2 GiB", mirror->from);
	return 0;
}

/* A killed run may leave half a file: the next one sees that it differs. */
static int copy_file(struct mirror *mirror, const struct pair *pair,
		     const char *name, const struct stat *st)
{
	RC_CLEANUP(rc_closep) int from = openat(pair->from, name, FILE_FLAGS);
	int ret = count(mirror, st);

	if (ret < 0)
		return ret;
	if (from < 0) /* gone since, or not for us to read */
		return drop(mirror, pair, name);
	if (is_current(mirror, pair, name, from, st))
		return 0;
	ret = drop(mirror, pair, name);
	if (ret < 0)
		return ret;
	RC_CLEANUP(rc_closep)
	int to = openat(pair->to, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
			0600);
	if (to < 0 || lseek(from, 0, SEEK_SET) < 0 ||
	    !copy_bytes(mirror, from, to) || fchmod(to, mode_of(st)) < 0)
		return fail(mirror, pair, name);
	return 0;
}

char *rc_copy_link(const char *from, const char *to, const char *rel,
		   const char *target)
{
	char *full = full_path(from, rel, target);
	RC_CLEANUP(rc_freep) char *normal = rc_path_normal(full);
	const char *below = rc_path_below(normal, from);

	if (!below)
		return full;
	rc_free(full);
	return target[0] == '/' ? rc_path_join(to, below) : rc_xstrdup(target);
}

static bool read_link(int dir, const char *name, char out[PATH_MAX])
{
	ssize_t len = readlinkat(dir, name, out, PATH_MAX);

	if (len < 0 || len >= PATH_MAX)
		return false;
	out[len] = '\0';
	return true;
}

static int copy_link(const struct mirror *mirror, const struct pair *pair,
		     const char *name)
{
	char text[PATH_MAX], old[PATH_MAX];

	if (!read_link(pair->from, name, text))
		return drop(mirror, pair, name);
	RC_CLEANUP(rc_freep)
	char *target = rc_copy_link(mirror->from, mirror->to, pair->rel, text);
	if (read_link(pair->to, name, old) && !strcmp(old, target))
		return 0;
	int ret = drop(mirror, pair, name);
	if (ret == 0 && symlinkat(target, pair->to, name) < 0)
		return fail(mirror, pair, name);
	return ret;
}

static bool is_left_out(const struct mirror *mirror, const struct pair *pair,
			int fd, const char *name)
{
	struct stat st;

	if (!strcmp(name, "target") && !*pair->rel)
		return true;
	if (faccessat(fd, "CACHEDIR.TAG", F_OK, AT_SYMLINK_NOFOLLOW) == 0)
		return true;
	return fstat(fd, &st) == 0 && st.st_ino == mirror->cache.st_ino &&
	       st.st_dev == mirror->cache.st_dev;
}

static int open_copy(const struct mirror *mirror, const struct pair *pair,
		     const char *name)
{
	int fd = openat(pair->to, name, DIR_FLAGS);

	if (fd >= 0)
		return fd;
	if (drop(mirror, pair, name) < 0)
		return -1;
	return mkdirat(pair->to, name, 0700) < 0
		       ? -1
		       : openat(pair->to, name, DIR_FLAGS);
}

static int copy_folder(struct mirror *mirror, const struct pair *pair);

static int copy_subfolder(struct mirror *mirror, const struct pair *pair,
			  const char *name)
{
	RC_CLEANUP(rc_closep) int from = openat(pair->from, name, DIR_FLAGS);

	if (from < 0 || is_left_out(mirror, pair, from, name))
		return drop(mirror, pair, name);
	if (pair->depth >= MAX_DEPTH)
		return rc_err_set(mirror->err, RC_ELIMIT,
				  "folders are nested more than %d deep",
				  MAX_DEPTH);
	RC_CLEANUP(rc_closep) int to = open_copy(mirror, pair, name);
	if (to < 0)
		return fail(mirror, pair, name);
	RC_CLEANUP(rc_freep) char *rel = rc_path_join(pair->rel, name);
	return copy_folder(mirror,
			   &(struct pair){ from, to, rel, pair->depth + 1 });
}

static int copy_entry(struct mirror *mirror, const struct pair *pair,
		      const char *name)
{
	struct stat st;

	if (!strcmp(name, ".git") ||
	    fstatat(pair->from, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return drop(mirror, pair, name);
	if (S_ISDIR(st.st_mode))
		return copy_subfolder(mirror, pair, name);
	if (S_ISREG(st.st_mode))
		return copy_file(mirror, pair, name, &st);
	if (S_ISLNK(st.st_mode))
		return copy_link(mirror, pair, name);
	return drop(mirror, pair, name);
}

/* Two sorted lists side by side: what is only in the copy goes. */
static int copy_folder(struct mirror *mirror, const struct pair *pair)
{
	RC_CLEANUP(rc_strv_release) struct rc_strv from = RC_STRV_INIT;
	RC_CLEANUP(rc_strv_release) struct rc_strv to = RC_STRV_INIT;
	size_t i = 0, j = 0;

	if (list(pair->from, &from) < 0 || list(pair->to, &to) < 0)
		return fail(mirror, pair, "");
	while (i < from.n || j < to.n) {
		int order = i == from.n ? 1
			    : j == to.n ? -1
					: strcmp(from.v[i], to.v[j]);
		int ret = order > 0 ? drop(mirror, pair, to.v[j])
				    : copy_entry(mirror, pair, from.v[i]);

		if (ret < 0)
			return ret;
		i += order <= 0;
		j += order >= 0;
	}
	return 0;
}

int rc_copy_tree(const char *from, const char *to, const char *cache,
		 struct rc_err *err)
{
	struct mirror mirror = { .from = from, .to = to, .err = err };
	RC_CLEANUP(rc_closep) int from_fd = open(from, DIR_FLAGS);
	RC_CLEANUP(rc_closep) int to_fd = open(to, DIR_FLAGS);

	if (from_fd < 0)
		return rc_err_sys(err, "cannot open folder '%s'", from);
	if (to_fd < 0)
		return rc_err_sys(err, "cannot open folder '%s'", to);
	if (stat(cache, &mirror.cache) < 0)
		return rc_err_sys(err, "cannot look at '%s'", cache);
	RC_CLEANUP(rc_freep) char *chunks = rc_xmalloc(2 * CHUNK);
	mirror.chunks = chunks;
	return copy_folder(&mirror, &(struct pair){ from_fd, to_fd, "", 0 });
}
