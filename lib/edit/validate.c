/* SPDX-License-Identifier: MIT */
#include "edit/validate.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#if __has_include(<linux/openat2.h>)
#include <linux/openat2.h>
#endif

#include "base/err.h"
#include "base/hash.h"
#include "base/path.h"
#include "base/utf8.h"

#define MAX_FILES 32
#define MAX_LINES 2000
#define MAX_BYTES ((size_t)256 << 10)

#define DIR_FLAGS (O_RDONLY | O_DIRECTORY | O_CLOEXEC)

static bool is_dots(const char *name)
{
	return !*name || !strcmp(name, ".") || !strcmp(name, "..");
}

/* Component by component, for kernels without openat2; takes fd over. */
static int walk_down(int fd, const char *dir)
{
	while (fd >= 0 && *dir) {
		size_t len = strcspn(dir, "/");
		RC_CLEANUP(rc_freep) char *name = rc_xstrndup(dir, len);
		int sub = -1;

		if (is_dots(name))
			errno = EXDEV;
		else
			sub = openat(fd, name, DIR_FLAGS | O_NOFOLLOW);
		rc_closep(&fd);
		fd = sub;
		dir += len + (dir[len] == '/');
	}
	return fd;
}

/* The folder dir below the folder fd, which it takes over; -1 with errno. */
static int open_below(int fd, const char *dir)
{
#ifdef RESOLVE_BENEATH
	const struct open_how how = {
		.flags = DIR_FLAGS,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS |
			   RESOLVE_NO_MAGICLINKS,
	};
	int sub = (int)syscall(SYS_openat2, fd, dir, &how, sizeof(how));

	/* Seccomp filters that do not know it say EPERM; EAGAIN is said of
	 * ".." when anything on the system was renamed meanwhile. */
	if (sub >= 0 ||
	    (errno != ENOSYS && errno != EPERM && errno != EAGAIN)) {
		rc_closep(&fd);
		return sub;
	}
#endif
	return walk_down(fd, dir);
}

int rc_validate_open_dir(const char *root, const char *path, const char **name,
			 struct rc_err *err)
{
	RC_CLEANUP(rc_freep) char *dir = rc_path_dirname(path);
	int fd = open(root, DIR_FLAGS);

	if (fd < 0)
		return rc_err_sys(err, "cannot open folder '%s'", root);
	if (strchr(path, '/'))
		fd = open_below(fd, dir);
	if (fd < 0 && (errno == ELOOP || errno == EXDEV || errno == ENOTDIR))
		return rc_err_set(err, RC_ESAFETY,
				  "'%s' is behind a link or outside '%s'", path,
				  root);
	if (fd < 0)
		return rc_err_sys(err, "cannot open the folder of '%s'", path);
	*name = rc_path_basename(path);
	return fd;
}

struct line {
	uint64_t hash;
	size_t len;
};

struct lines {
	struct line *v;
	size_t n, cap;
};

static int by_hash(const void *left, const void *right)
{
	const struct line *a = left, *b = right;

	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	return (a->len > b->len) - (a->len < b->len);
}

static void split(const char *text, size_t len, struct lines *lines)
{
	const char *end = text + len;

	while (text < end) {
		const char *nl = memchr(text, '\n', (size_t)(end - text));
		size_t n = (size_t)((nl ? nl + 1 : end) - text);

		RC_GROW(lines->v, lines->n, lines->cap);
		lines->v[lines->n++] =
			(struct line){ rc_hash(RC_HASH_SEED, text, n), n };
		text += n;
	}
	if (lines->n)
		qsort(lines->v, lines->n, sizeof(*lines->v), by_hash);
}

struct amount {
	size_t lines, bytes;
};

static void count_line(struct amount *amount, const struct line *line)
{
	amount->lines++;
	amount->bytes += line->len;
}

/* Lines that are on one side only; a line that moved does not count. */
static struct amount count_changes(const struct rc_change *change)
{
	struct lines old = { NULL, 0, 0 }, new = { NULL, 0, 0 };
	struct amount amount = { 0, 0 };
	size_t i = 0, j = 0;

	split(change->before, change->before_len, &old);
	split(change->after, change->after_len, &new);
	while (i < old.n || j < new.n) {
		int order = i == old.n	 ? 1
			    : j == new.n ? -1
					 : by_hash(&old.v[i], &new.v[j]);

		if (order < 0)
			count_line(&amount, &old.v[i]);
		else if (order > 0)
			count_line(&amount, &new.v[j]);
		i += order <= 0;
		j += order >= 0;
	}
	rc_free(old.v);
	rc_free(new.v);
	return amount;
}

/* What a rule about one change may look at. */
struct subject {
	const struct rc_change *change;
	unsigned allow;
	bool exists;
	struct stat st;
	struct amount amount;
};

static bool is_missing(const struct subject *s)
{
	return !s->exists && !s->change->created;
}

static bool is_new(const struct subject *s)
{
	return s->change->created && !(s->allow & RC_ALLOW_CREATE);
}

static bool is_in_the_way(const struct subject *s)
{
	return s->change->created && s->exists;
}

static bool is_special(const struct subject *s)
{
	return s->exists && !S_ISREG(s->st.st_mode);
}

static bool is_shared(const struct subject *s)
{
	return s->exists && s->st.st_nlink > 1;
}

static bool is_binary(const struct subject *s)
{
	return !rc_utf8_valid(s->change->before, s->change->before_len);
}

static bool becomes_binary(const struct subject *s)
{
	return !rc_utf8_valid(s->change->after, s->change->after_len);
}

static bool is_too_much(const struct subject *s)
{
	return s->amount.bytes > MAX_BYTES;
}

static const struct {
	bool (*broken)(const struct subject *subject);
	const char *why;
} change_rules[] = {
	{ is_missing, "there is no such file" },
	{ is_new, "it would be a new file" },
	{ is_in_the_way, "the file exists already" },
	{ is_special, "it is not a regular file" },
	{ is_shared, "the file has more than one hard link" },
	{ is_binary, "it is not UTF-8" },
	{ becomes_binary, "it would no longer be UTF-8" },
	{ is_too_much, "more than 256 KiB of it would change" },
};

static int look_at(const char *root, struct subject *subject,
		   struct rc_err *err)
{
	const char *path = subject->change->path, *name;
	RC_CLEANUP(rc_closep)
	int dir = rc_validate_open_dir(root, path, &name, err);

	if (dir < 0)
		return dir;
	subject->exists =
		fstatat(dir, name, &subject->st, AT_SYMLINK_NOFOLLOW) == 0;
	if (!subject->exists && errno != ENOENT)
		return rc_err_sys(err, "cannot look at '%s'", path);
	return 0;
}

static int validate_change(const char *root, struct subject *subject,
			   struct rc_err *err)
{
	const char *path = subject->change->path;
	int ret = rc_validate_path(path, subject->allow, err);

	if (ret == 0)
		ret = look_at(root, subject, err);
	if (ret < 0)
		return ret;
	subject->amount = count_changes(subject->change);
	for (size_t i = 0; i < RC_COUNT(change_rules); i++)
		if (change_rules[i].broken(subject))
			return rc_err_set(err, RC_ESAFETY,
					  "no edit of '%s': %s", path,
					  change_rules[i].why);
	return 0;
}

int rc_validate_changes(const char *root, const struct rc_changes *changes,
			unsigned allow, struct rc_err *err)
{
	size_t lines = 0;

	if (changes->n > MAX_FILES)
		return rc_err_set(err, RC_ESAFETY,
				  "%zu files would change, at most %d may",
				  changes->n, MAX_FILES);
	for (size_t i = 0; i < changes->n; i++) {
		struct subject subject = { .change = &changes->v[i],
					   .allow = allow };
		int ret = validate_change(root, &subject, err);

		if (ret < 0)
			return ret;
		lines += subject.amount.lines;
	}
	if (lines > MAX_LINES)
		return rc_err_set(err, RC_ESAFETY,
				  "%zu lines would change, at most %d may",
				  lines, MAX_LINES);
	return 0;
}
