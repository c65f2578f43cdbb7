/* SPDX-License-Identifier: MIT */
#include "base/path.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"

char *rc_path_join(const char *dir, const char *name)
{
	size_t len = strlen(dir);

	if (name[0] == '/' || !len)
		return rc_xstrdup(name);
	if (!name[0])
		return rc_xstrdup(dir);
	return rc_xasprintf("%s%s%s", dir, dir[len - 1] == '/' ? "" : "/",
			    name);
}

static size_t without_slashes(const char *path, size_t len)
{
	while (len > 1 && path[len - 1] == '/')
		len--;
	return len;
}

char *rc_path_dirname(const char *path)
{
	size_t len = without_slashes(path, strlen(path));

	while (len > 0 && path[len - 1] != '/')
		len--;
	if (!len)
		return rc_xstrdup(".");
	return rc_xstrndup(path, without_slashes(path, len));
}

const char *rc_path_basename(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* Takes the last component of out away, unless it has to stay. */
static bool go_up(struct rc_buf *out, size_t root)
{
	size_t start = out->len;

	while (start > root && out->ptr[start - 1] != '/')
		start--;
	if (start == out->len || !strcmp(out->ptr + start, ".."))
		return false;
	rc_buf_truncate(out, start > root ? start - 1 : root);
	return true;
}

char *rc_path_normal(const char *path)
{
	struct rc_buf out = RC_BUF_INIT(0);
	size_t root = path[0] == '/';

	if (root)
		rc_buf_addc(&out, '/');
	while (*path) {
		size_t len = strcspn(path, "/");
		bool up = len == 2 && !memcmp(path, "..", 2);

		/* "/.." is "/", while leading ".." of "../a" mean something. */
		if (len && !(len == 1 && path[0] == '.') &&
		    !(up && (go_up(&out, root) || root))) {
			if (out.len > root)
				rc_buf_addc(&out, '/');
			rc_buf_add(&out, path, len);
		}
		path += len + (path[len] == '/');
	}
	if (!out.len)
		rc_buf_addc(&out, '.');
	return rc_buf_take(&out);
}

char *rc_path_absolute(const char *path)
{
	RC_CLEANUP(rc_freep) char *cwd = NULL;
	RC_CLEANUP(rc_freep) char *joined = NULL;

	/* The working directory may be gone; "/" is then as good as any. */
	if (path[0] != '/')
		cwd = getcwd(NULL, 0);
	joined = rc_path_join(cwd ? cwd : "/", path);
	return rc_path_normal(joined);
}

char *rc_path_real(const char *path)
{
	char real[PATH_MAX];

	return realpath(path, real) ? rc_xstrdup(real) : NULL;
}

const char *rc_path_below(const char *path, const char *dir)
{
	size_t len = strlen(dir);

	if (strncmp(path, dir, len) != 0)
		return NULL;
	if (!path[len])
		return path + len;
	if (len && dir[len - 1] == '/')
		return path + len;
	return path[len] == '/' ? path + len + 1 : NULL;
}

bool rc_path_has_suffix(const char *path, const char *suffix)
{
	size_t len = strlen(path), tail = strlen(suffix);

	return len >= tail && !strcmp(path + len - tail, suffix);
}
