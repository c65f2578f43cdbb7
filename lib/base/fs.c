/* SPDX-License-Identifier: MIT */
#include "base/fs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/err.h"
#include "base/event.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/strv.h"

#define MAX_DEPTH 256
#define NAME_SIZE 32
#define LOCK_NAP_MS 20

static ssize_t read_some(int fd, void *data, size_t size)
{
	ssize_t n;

	do
		n = read(fd, data, size);
	while (n < 0 && errno == EINTR);
	return n;
}

static int too_large(const char *path, const struct rc_buf *buf,
		     struct rc_err *err)
{
	return rc_err_set(err, RC_ELIMIT, "'%s' is larger than %zu bytes", path,
			  buf->max ? buf->max : RC_BUF_MAX);
}

/* To the end, not to st_size: it may grow meanwhile, and is 0 in /proc. */
static int read_all(int fd, const char *path, struct rc_buf *buf,
		    struct rc_err *err)
{
	char chunk[16384];

	for (;;) {
		ssize_t n = read_some(fd, chunk, sizeof(chunk));

		if (n < 0)
			return rc_err_sys(err, "cannot read '%s'", path);
		if (n == 0)
			return 0;
		rc_buf_add(buf, chunk, (size_t)n);
		if (buf->overflow)
			return too_large(path, buf, err);
	}
}

/* O_NONBLOCK: opening a FIFO must not wait for a writer. */
#define READ_FLAGS (O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)

static int read_regular(int fd, const char *path, struct rc_buf *buf,
			struct stat *st, struct rc_err *err)
{
	rc_buf_clear(buf);
	if (fd < 0 || fstat(fd, st) < 0)
		return rc_err_sys(err, "cannot open '%s'", path);
	if (!S_ISREG(st->st_mode))
		return rc_err_set(err, RC_EINVAL, "'%s' is not a regular file",
				  path);
	if ((uintmax_t)st->st_size > (buf->max ? buf->max : RC_BUF_MAX))
		return too_large(path, buf, err);
	return read_all(fd, path, buf, err);
}

int rc_fs_read(const char *path, struct rc_buf *buf, struct rc_err *err)
{
	RC_CLEANUP(rc_closep) int fd = open(path, READ_FLAGS);
	struct stat st;

	return read_regular(fd, path, buf, &st, err);
}

int rc_fs_read_at(int dirfd, const char *path, struct rc_buf *buf,
		  struct stat *st, struct rc_err *err)
{
	RC_CLEANUP(rc_closep)
	int fd = openat(dirfd, rc_path_basename(path), READ_FLAGS | O_NOFOLLOW);

	if (fd < 0 && errno == ELOOP)
		return rc_err_set(err, RC_ESAFETY, "'%s' is a symbolic link",
				  path);
	return read_regular(fd, path, buf, st, err);
}

/* Random, so that nobody can have put something in its place. */
static void random_name(char name[NAME_SIZE])
{
	uint64_t number = 0;

	if (getrandom(&number, sizeof(number), 0) != sizeof(number))
		number = (uint64_t)rc_now_ms() << 20 ^ (uint64_t)getpid();
	snprintf(name, NAME_SIZE, ".rustcoder-%016" PRIx64, number);
}

static int create_temp(int dirfd, mode_t mode, char name[NAME_SIZE])
{
	int fd = -1;

	for (int tries = 0; tries < 100; tries++) {
		random_name(name);
		fd = openat(dirfd, name,
			    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
		if (fd >= 0 || errno != EEXIST)
			break;
	}
	return fd;
}

static int write_all(int fd, const char *data, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, data, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		data += n;
		len -= (size_t)n;
	}
	return 0;
}

/* Some filesystems cannot: then there is nothing to wait for. */
static int sync_fd(int fd)
{
	if (fsync(fd) == 0 || errno == EINVAL || errno == ENOSYS)
		return 0;
	return -1;
}

/*
 * Owner first: chown clears bits of the mode. Not being allowed to give a file
 * away is no reason to fail; set-id bits are never carried over.
 */
static int copy_owner_and_mode(int fd, const struct stat *old)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return -1;
	if (st.st_uid != old->st_uid || st.st_gid != old->st_gid) {
		if (fchown(fd, old->st_uid, old->st_gid) < 0 &&
		    fchown(fd, (uid_t)-1, old->st_gid) < 0 && errno != EPERM &&
		    errno != EINVAL)
			return -1;
	}
	return fchmod(fd, old->st_mode & 0777);
}

struct content {
	const char *data;
	size_t len;
	mode_t mode; /* of a new file; 0: what the umask leaves */
	bool durable;
};

static int fill_temp(int fd, const struct content *content,
		     const struct stat *old)
{
	if (old && copy_owner_and_mode(fd, old) < 0)
		return -1;
	if (!old && content->mode && fchmod(fd, content->mode) < 0)
		return -1;
	if (write_all(fd, content->data, content->len) < 0)
		return -1;
	return content->durable ? sync_fd(fd) : 0;
}

/* Takes fd over. */
static int fill_and_close(int fd, const struct content *content,
			  const struct stat *old)
{
	int ret = fill_temp(fd, content, old);
	int sys = errno;

	/* A quota on a network filesystem may only speak up here. */
	if (close(fd) == 0 || ret < 0)
		errno = sys;
	else
		ret = -1;
	return ret;
}

/* Returns -1 with errno; the temporary is then gone again. */
static int replace(int dirfd, const char *name, const struct content *content)
{
	char temp[NAME_SIZE];
	struct stat st;
	bool known = fstatat(dirfd, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
		     S_ISREG(st.st_mode);
	int fd = create_temp(dirfd, known || content->mode ? 0600 : 0666, temp);

	if (fd < 0)
		return -1;
	if (fill_and_close(fd, content, known ? &st : NULL) == 0 &&
	    renameat(dirfd, temp, dirfd, name) == 0)
		return 0;
	int sys = errno;
	unlinkat(dirfd, temp, 0);
	errno = sys;
	return -1;
}

static int write_error(const char *path, size_t len, struct rc_err *err)
{
	if (errno == ENOSPC || errno == EDQUOT)
		return rc_err_sys(err, "cannot write the %zu bytes of '%s'",
				  len, path);
	return rc_err_sys(err, "cannot write '%s'", path);
}

int rc_fs_write(const char *path, const void *data, size_t len, mode_t mode,
		struct rc_err *err)
{
	RC_CLEANUP(rc_freep) char *dir = rc_path_dirname(path);
	const char *name = rc_path_basename(path);
	struct content content = { data, len, mode, false };

	if (!*name)
		return rc_err_set(err, RC_EINVAL, "'%s' names a folder", path);
	RC_CLEANUP(rc_closep)
	int dirfd = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (dirfd < 0)
		return rc_err_sys(err, "cannot open folder '%s'", dir);
	if (replace(dirfd, name, &content) < 0)
		return write_error(path, len, err);
	return 0;
}

int rc_fs_create_at(int dirfd, const char *name, const void *data, size_t len,
		    const struct stat *like, struct rc_err *err)
{
	struct content content = { data, len, 0, true };
	int fd = openat(dirfd, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
			like ? 0600 : 0666);

	if (fd < 0)
		return rc_err_sys(err, "cannot create '%s'", name);
	if (fill_and_close(fd, &content, like) == 0)
		return 0;
	int sys = errno;
	unlinkat(dirfd, name, 0);
	errno = sys;
	return write_error(name, len, err);
}

int rc_fs_mkdirs(const char *path, mode_t mode, struct rc_err *err)
{
	if (mkdir(path, mode) == 0)
		return 0;
	if (errno == EEXIST && rc_fs_is_dir(path))
		return 0;
	if (errno != ENOENT)
		return rc_err_sys(err, "cannot create folder '%s'", path);

	RC_CLEANUP(rc_freep) char *parent = rc_path_dirname(path);
	if (!strcmp(parent, path) || !strcmp(parent, "."))
		return rc_err_sys(err, "cannot create folder '%s'", path);
	int ret = rc_fs_mkdirs(parent, mode, err);
	if (ret < 0)
		return ret;
	if (mkdir(path, mode) < 0 && errno != EEXIST)
		return rc_err_sys(err, "cannot create folder '%s'", path);
	return 0;
}

bool rc_fs_exists(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0;
}

bool rc_fs_is_dir(const char *path)
{
	struct stat st;
	int saved = errno;
	bool is = stat(path, &st) == 0 && S_ISDIR(st.st_mode);

	errno = saved;
	return is;
}

static void closedirp(DIR **dir)
{
	int saved = errno;

	if (*dir)
		closedir(*dir);
	errno = saved;
}

static int open_dir(int at, const char *name)
{
	return openat(at, name,
		      O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* All names, sorted, read before anything is done with the first. */
static int list(DIR *dir, struct rc_strv *names)
{
	for (;;) {
		errno = 0;
		const struct dirent *entry = readdir(dir);

		if (!entry && errno)
			return -1;
		if (!entry)
			break;
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			rc_strv_add(names, entry->d_name);
	}
	rc_strv_sort(names);
	return 0;
}

struct prune {
	int root;
	unsigned hoisted;
};

static int empty_dir(struct prune *prune, int fd, unsigned depth);

static int open_to_empty(int fd, const char *name)
{
	int sub = open_dir(fd, name);

	/* A tree with read-only folders (a module cache) goes all the same. */
	if (sub < 0 && errno == EACCES &&
	    fchmodat(fd, name, 0700, AT_SYMLINK_NOFOLLOW) == 0)
		sub = open_dir(fd, name);
	return sub;
}

/*
 * Every level costs a descriptor, and a hostile tree is thousands deep: what
 * lies too deep is moved up to the root, for the next pass.
 */
static int remove_dir(struct prune *prune, int fd, const char *name,
		      unsigned depth)
{
	if (depth >= MAX_DEPTH) {
		char up[NAME_SIZE];

		random_name(up);
		prune->hoisted++;
		return renameat(fd, name, prune->root, up);
	}
	int sub = open_to_empty(fd, name);
	if (sub < 0 || empty_dir(prune, sub, depth + 1) < 0)
		return -1;
	return unlinkat(fd, name, AT_REMOVEDIR);
}

static int remove_entry(struct prune *prune, int fd, const char *name,
			unsigned depth)
{
	if (unlinkat(fd, name, 0) == 0 || errno == ENOENT)
		return 0;
	if (errno != EISDIR && errno != EPERM)
		return -1;
	if (remove_dir(prune, fd, name, depth) == 0 || errno == ENOENT)
		return 0;
	return -1;
}

/* Takes fd over; -1 with errno. */
static int empty_dir(struct prune *prune, int fd, unsigned depth)
{
	RC_CLEANUP(rc_strv_release) struct rc_strv names = RC_STRV_INIT;
	RC_CLEANUP(closedirp) DIR *dir = fdopendir(fd);
	struct stat st;

	if (!dir) {
		rc_closep(&fd);
		return -1;
	}
	if (fstat(fd, &st) == 0 && (st.st_mode & 0700) != 0700)
		fchmod(fd, 0700); /* if it fails, unlinkat says why */
	if (list(dir, &names) < 0)
		return -1;
	for (size_t i = 0; i < names.n; i++)
		if (remove_entry(prune, fd, names.v[i], depth) < 0)
			return -1;
	return 0;
}

static int remove_tree(const char *path)
{
	struct prune prune = { -1, 0 };
	int ret;

	do {
		int fd = open_to_empty(AT_FDCWD, path);

		if (fd < 0)
			return errno == ENOTDIR || errno == ELOOP ? unlink(path)
								  : -1;
		prune = (struct prune){ fd, 0 };
		ret = empty_dir(&prune, fd, 0);
	} while (ret == 0 && prune.hoisted);
	return ret == 0 ? rmdir(path) : ret;
}

int rc_fs_remove_tree(const char *path, struct rc_err *err)
{
	if (remove_tree(path) == 0 || errno == ENOENT)
		return 0;
	return rc_err_sys(err, "cannot remove '%s'", path);
}

/* The file may have been removed while we waited for its lock. */
static bool is_still_there(const char *path, int fd)
{
	struct stat ours, theirs;

	return fstat(fd, &ours) == 0 && stat(path, &theirs) == 0 &&
	       ours.st_ino == theirs.st_ino && ours.st_dev == theirs.st_dev;
}

static void write_pid(int fd)
{
	char line[24];
	int len = snprintf(line, sizeof(line), "%ld\n", (long)getpid());

	/* For messages only: a full disk must not keep the lock from us. */
	if (ftruncate(fd, 0) < 0 || pwrite(fd, line, (size_t)len, 0) < 0)
		return;
}

static int lock_busy(int fd, struct rc_err *err)
{
	char line[24] = "";
	ssize_t len = pread(fd, line, sizeof(line) - 1, 0);
	long pid = len > 0 ? strtol(line, NULL, 10) : 0;

	if (pid <= 0)
		return rc_err_set(err, RC_ELOCKED, "locked by another run");
	return rc_err_set(err, RC_ELOCKED, "locked by another run (pid %ld)",
			  pid);
}

static bool flock_now(int fd)
{
	int ret;

	do
		ret = flock(fd, LOCK_EX | LOCK_NB);
	while (ret < 0 && errno == EINTR);
	return ret == 0;
}

int rc_fs_lock(const char *path, int64_t wait_ms, int *out, struct rc_err *err)
{
	const struct timespec nap = { 0, LOCK_NAP_MS * 1000000L };
	int64_t end = rc_now_ms() + wait_ms;

	for (;;) {
		RC_CLEANUP(rc_closep)
		int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

		if (fd < 0)
			return rc_err_sys(err, "cannot open '%s'", path);
		if (flock_now(fd)) {
			if (!is_still_there(path, fd))
				continue;
			write_pid(fd);
			*out = fd;
			fd = -1;
			return 0;
		}
		if (errno != EWOULDBLOCK)
			return rc_err_sys(err, "cannot lock '%s'", path);
		if (rc_now_ms() >= end)
			return lock_busy(fd, err);
		nanosleep(&nap, NULL);
	}
}

/* The XDG specification wants relative values ignored. */
static char *user_dir(const char *variable, const char *below_home)
{
	const char *base = getenv(variable);

	if (base && base[0] == '/') {
		RC_CLEANUP(rc_freep)
		char *dir = rc_path_join(base, "rustcoder");

		return rc_path_normal(dir);
	}
	const char *home = getenv("HOME");
	if (!home || !*home)
		return NULL;
	RC_CLEANUP(rc_freep)
	char *dir = rc_xasprintf("%s/%s/rustcoder", home, below_home);
	return rc_path_absolute(dir);
}

char *rc_fs_cache_dir(void)
{
	return user_dir("XDG_CACHE_HOME", ".cache");
}

char *rc_fs_state_dir(void)
{
	return user_dir("XDG_STATE_HOME", ".local/state");
}

char *rc_fs_config_dir(void)
{
	return user_dir("XDG_CONFIG_HOME", ".config");
}
