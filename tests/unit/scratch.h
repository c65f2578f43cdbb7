/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * A folder of its own for every test, entered before and removed after it, as
 * scratch_test() does; and the files in it.
 */

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/fs.h"
#include "base/mem.h"
#include "base/path.h"
#include "edit/edit.h"

static char *scratch_root; /* a real path */

static inline int scratch_enter(void **state)
{
	char dir[] = "/tmp/rustcoder-test-XXXXXX";

	if (!mkdtemp(dir) || chdir(dir) < 0)
		return -1;
	*state = scratch_root = getcwd(NULL, 0);
	return scratch_root ? 0 : -1;
}

static inline int scratch_leave(void **state)
{
	(void)state;
	int ret = chdir("/") | rc_fs_remove_tree(scratch_root, NULL) |
		  rc_fs_exists(scratch_root);

	rc_free(scratch_root);
	return ret;
}

#define scratch_test(test) \
	cmocka_unit_test_setup_teardown(test, scratch_enter, scratch_leave)

/* The absolute path of a name; the next four calls leave it alone. */
static inline const char *at(const char *name)
{
	static char paths[4][512];
	static unsigned next;
	char *path = paths[next++ % RC_COUNT(paths)];

	snprintf(path, sizeof(paths[0]), "%s/%s", scratch_root, name);
	return path;
}

static inline void put_bytes(const char *path, const char *data, size_t len)
{
	RC_CLEANUP(rc_freep) char *dir = rc_path_dirname(path);

	assert_int_equal(rc_fs_mkdirs(dir, 0755, NULL), 0);
	assert_int_equal(rc_fs_write(path, data, len, 0644, NULL), 0);
}

static inline void put(const char *path, const char *text)
{
	put_bytes(path, text, strlen(text));
}

static inline void assert_file(const char *path, const char *text)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf buf = RC_BUF_INIT(0);

	assert_int_equal(rc_fs_read(path, &buf, NULL), 0);
	assert_string_equal(buf.ptr, text);
	assert_int_equal(buf.len, strlen(text));
}

static inline void list_files(const char *dir, const char *rel,
			      struct rc_buf *out)
{
	RC_CLEANUP(rc_freep) char *path = rc_path_join(dir, rel);
	struct dirent **entries = NULL;
	int n = scandir(path, &entries, NULL, alphasort);

	assert_true(n >= 0);
	for (int i = 0; i < n; i++) {
		const char *name = entries[i]->d_name;
		RC_CLEANUP(rc_freep) char *sub = rc_path_join(rel, name);

		if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
			;
		else if (entries[i]->d_type == DT_DIR)
			list_files(dir, sub, out);
		else
			rc_buf_addf(out, "%s ", sub);
		free(entries[i]);
	}
	free(entries);
}

/* All that is below dir but folders, in order, with a blank behind each. */
static inline void assert_files(const char *dir, const char *names)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf found = RC_BUF_INIT(0);

	list_files(dir, "", &found);
	assert_string_equal(found.ptr, names);
}

static inline void assert_absent(const char *path)
{
	struct stat st;

	assert_int_equal(lstat(path, &st), -1);
}

static inline struct stat stat_of(const char *path)
{
	struct stat st;

	assert_int_equal(lstat(path, &st), 0);
	return st;
}

static inline void set_mtime(const char *path, time_t sec)
{
	struct timespec times[2] = { { sec, 0 }, { sec, 0 } };

	assert_int_equal(utimensat(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW),
			 0);
}

/* Borrows all three. */
static inline struct rc_change change(const char *path, const char *before,
				      const char *after)
{
	return (struct rc_change){ .path = (char *)path,
				   .before = (char *)before,
				   .after = (char *)after,
				   .before_len = strlen(before),
				   .after_len = strlen(after) };
}
