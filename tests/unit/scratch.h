/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * A folder of its own for every test, entered before and removed after it:
 * cmocka_unit_test_setup_teardown(test, scratch_enter, scratch_leave).
 */

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/fs.h"
#include "base/mem.h"
#include "base/path.h"

static inline int scratch_enter(void **state)
{
	char dir[] = "/tmp/rustcoder-test-XXXXXX";

	if (!mkdtemp(dir) || chdir(dir) < 0)
		return -1;
	*state = getcwd(NULL, 0); /* a real path */
	return *state ? 0 : -1;
}

static inline int scratch_leave(void **state)
{
	int ret = chdir("/") | rc_fs_remove_tree(*state, NULL);

	rc_free(*state);
	return ret;
}

#define scratch_test(test) \
	cmocka_unit_test_setup_teardown(test, scratch_enter, scratch_leave)

static inline void put_bytes(const char *path, const char *data, size_t len)
{
	RC_CLEANUP(rc_freep) char *dir = rc_path_dirname(path);

	assert_int_equal(rc_fs_mkdirs(dir, 0755, NULL), 0);
	assert_int_equal(rc_fs_write(path, data, len, 0644, 0, NULL), 0);
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
