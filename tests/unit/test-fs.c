/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/fs.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/strv.h"

/* Every test starts in an empty folder, removed afterwards. */
static int enter(void **state)
{
	char dir[] = "/tmp/rc-fs-XXXXXX";

	*state = rc_xstrdup(mkdtemp(dir));
	return chdir(*state);
}

static int leave(void **state)
{
	int ret = chdir("/") | rc_fs_remove_tree(*state, NULL);

	ret |= rc_fs_exists(*state);
	rc_free(*state);
	return ret;
}

static void put(const char *path, const char *text)
{
	assert_int_equal(rc_fs_write(path, text, strlen(text), 0, 0, NULL), 0);
}

static void assert_content(const char *path, const char *text)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf buf = RC_BUF_INIT(0);

	assert_int_equal(rc_fs_read(path, &buf, NULL), 0);
	assert_string_equal(buf.ptr, text);
}

static mode_t mode_of(const char *path)
{
	struct stat st;

	assert_int_equal(lstat(path, &st), 0);
	return st.st_mode & 07777;
}

static int count_names(const char *rel, const struct stat *st, void *data)
{
	(void)st;
	rc_strv_add(data, rel);
	return 0;
}

static void test_read(void **state)
{
	(void)state;
	RC_CLEANUP(rc_buf_release) struct rc_buf buf = RC_BUF_INIT(5);
	struct rc_err err = RC_ERR_INIT;

	put("five", "12345");
	put("six", "123456");
	rc_buf_adds(&buf, "old");
	assert_int_equal(rc_fs_read("five", &buf, &err), 0);
	assert_string_equal(buf.ptr, "12345");
	assert_int_equal(rc_fs_read("six", &buf, &err), RC_ELIMIT);
	assert_int_equal(rc_fs_read("none", &buf, &err), RC_ENOTFOUND);
	assert_int_equal(rc_fs_read(".", &buf, &err), RC_EINVAL);
	/* Says 0 bytes, has more: the cap holds all the same. */
	assert_int_equal(rc_fs_read("/proc/self/status", &buf, &err),
			 RC_ELIMIT);
	assert_int_equal(mkfifo("fifo", 0600), 0);
	assert_int_equal(rc_fs_read("fifo", &buf, &err), RC_EINVAL);
	assert_string_equal(err.msg, "'fifo' is not a regular file");
}

static void test_write_keeps_mode(void **state)
{
	(void)state;
	mode_t old = umask(027);

	put("new", "a");
	assert_int_equal(mode_of("new"), 0640);
	assert_int_equal(rc_fs_write("given", "a", 1, 0604, 0, NULL), 0);
	assert_int_equal(mode_of("given"), 0604);
	assert_int_equal(chmod("given", 0751), 0);
	assert_int_equal(
		rc_fs_write("given", "b\0c", 3, 0600, RC_FS_DURABLE, NULL), 0);
	assert_int_equal(mode_of("given"), 0751);
	umask(old);

	RC_CLEANUP(rc_buf_release) struct rc_buf buf = RC_BUF_INIT(0);
	assert_int_equal(rc_fs_read("given", &buf, NULL), 0);
	assert_int_equal(buf.len, 3);
	assert_memory_equal(buf.ptr, "b\0c", 3);
}

static void test_write_replaces_links(void **state)
{
	(void)state;
	put("target", "t");
	assert_int_equal(link("target", "hard"), 0);
	assert_int_equal(symlink("target", "soft"), 0);
	put("hard", "h");
	put("soft", "s");
	assert_content("target", "t");
	assert_content("hard", "h");
	assert_content("soft", "s");
}

static void test_write_fails_without_traces(void **state)
{
	(void)state;
	RC_CLEANUP(rc_strv_release) struct rc_strv names = RC_STRV_INIT;
	struct rc_err err = RC_ERR_INIT;

	assert_int_equal(mkdir("dir", 0700), 0);
	assert_int_equal(rc_fs_write("dir", "x", 1, 0, 0, &err), RC_EIO);
	assert_int_equal(err.sys, EISDIR);
	assert_int_equal(rc_fs_write("dir/", "x", 1, 0, 0, &err), RC_EINVAL);
	assert_int_equal(rc_fs_write("no/x", "x", 1, 0, 0, &err), RC_ENOTFOUND);
	assert_int_equal(rc_fs_walk(".", count_names, NULL, &names, NULL), 0);
	assert_int_equal(names.n, 0);
}

static void test_write_full_disk(void **state)
{
	(void)state;
	struct rc_err err = RC_ERR_INIT;
	RC_CLEANUP(rc_strv_release) struct rc_strv names = RC_STRV_INIT;
	static const char big[1 << 20]; /* skip() runs no clean-up */

	/* Needs to mount something small: only root can. */
	assert_int_equal(mkdir("small", 0700), 0);
	if (mount("none", "small", "tmpfs", 0, "size=64k") < 0)
		skip();
	int ret = rc_fs_write("small/file", big, 1 << 20, 0, 0, &err);
	int left = rc_fs_walk("small", count_names, NULL, &names, NULL);
	assert_int_equal(umount("small"), 0);
	assert_int_equal(ret, RC_EIO);
	assert_int_equal(err.sys, ENOSPC);
	assert_string_equal(
		err.msg,
		"cannot write the 1048576 bytes of 'small/file': No space left on device");
	assert_int_equal(left, 0);
	assert_int_equal(names.n, 0);
}

static void test_mkdirs(void **state)
{
	(void)state;
	struct rc_err err = RC_ERR_INIT;

	assert_int_equal(rc_fs_mkdirs("a/b//c/", 0700, &err), 0);
	assert_true(rc_fs_is_dir("a/b/c"));
	assert_int_equal(rc_fs_mkdirs("a/b/c", 0700, &err), 0);
	put("a/file", "");
	assert_int_equal(rc_fs_mkdirs("a/file", 0700, &err), RC_EIO);
	assert_int_equal(rc_fs_mkdirs("a/file/x", 0700, &err), RC_EIO);
	assert_int_equal(symlink("a", "to-a"), 0);
	assert_int_equal(rc_fs_mkdirs("to-a/d", 0700, &err), 0);
	assert_true(rc_fs_is_dir("a/d"));
	assert_int_equal(rc_fs_fsync_dir("a", &err), 0);
	assert_int_equal(rc_fs_fsync_dir("none", &err), RC_ENOTFOUND);
}

static void test_remove_tree(void **state)
{
	(void)state;
	assert_int_equal(rc_fs_mkdirs("tree/locked/deep", 0700, NULL), 0);
	put("keep", "k");
	put("tree/locked/deep/f", "f");
	assert_int_equal(symlink("../keep", "tree/link"), 0);
	assert_int_equal(symlink("/tmp", "tree/tmp"), 0);
	assert_int_equal(chmod("tree/locked", 0500), 0);
	assert_int_equal(rc_fs_remove_tree("tree", NULL), 0);
	assert_false(rc_fs_exists("tree"));
	assert_content("keep", "k");
	assert_int_equal(rc_fs_remove_tree("tree", NULL), 0);
	assert_int_equal(symlink("keep", "link"), 0);
	assert_int_equal(rc_fs_remove_tree("link", NULL), 0);
	assert_int_equal(rc_fs_remove_tree("keep", NULL), 0);
	assert_false(rc_fs_exists("keep"));
}

/* Deeper than descriptors, paths and our own recursion go. */
static void test_remove_deep_tree(void **state)
{
	const char *top = *state;

	for (int i = 0; i < 3000; i++) {
		assert_int_equal(mkdir("d", 0700), 0);
		assert_int_equal(chdir("d"), 0);
	}
	assert_int_equal(chdir(top), 0);
	assert_int_equal(rc_fs_remove_tree("d", NULL), 0);
	assert_false(rc_fs_exists("d"));
}

static int stop_at_b(const char *rel, const struct stat *st, void *data)
{
	count_names(rel, st, data);
	return strcmp(rel, "b") == 0 ? 42 : 0;
}

static bool skip_target(const char *rel, void *data)
{
	(void)data;
	return !strcmp(rc_path_basename(rel), "target");
}

static void test_walk(void **state)
{
	(void)state;
	static const char *const expected[] = { "a/y", "a/z", "b", "c/k" };
	RC_CLEANUP(rc_strv_release) struct rc_strv names = RC_STRV_INIT;

	assert_int_equal(rc_fs_mkdirs("w/a/target", 0700, NULL), 0);
	assert_int_equal(rc_fs_mkdirs("w/c", 0700, NULL), 0);
	put("w/b", "");
	put("w/a/z", "");
	put("w/a/y", "");
	put("w/a/target/no", "");
	put("w/c/k", "");
	assert_int_equal(symlink("b", "w/link"), 0);
	assert_int_equal(symlink("..", "w/c/up"), 0);
	assert_int_equal(mkfifo("w/fifo", 0600), 0);
	assert_int_equal(
		rc_fs_walk("w", count_names, skip_target, &names, NULL), 0);
	assert_int_equal(names.n, RC_COUNT(expected));
	for (size_t i = 0; i < names.n; i++)
		assert_string_equal(names.v[i], expected[i]);
	rc_strv_release(&names);
	assert_int_equal(rc_fs_walk("w", stop_at_b, skip_target, &names, NULL),
			 42);
	assert_int_equal(names.n, 3);
	assert_int_equal(rc_fs_walk("none", stop_at_b, NULL, &names, NULL),
			 RC_ENOTFOUND);
}

static void test_walk_has_a_bottom(void **state)
{
	const char *top = *state;
	struct rc_err err = RC_ERR_INIT;
	RC_CLEANUP(rc_strv_release) struct rc_strv names = RC_STRV_INIT;

	for (int i = 0; i < 300; i++) {
		assert_int_equal(mkdir("d", 0700), 0);
		assert_int_equal(chdir("d"), 0);
	}
	assert_int_equal(chdir(top), 0);
	assert_int_equal(rc_fs_walk(".", count_names, NULL, &names, &err),
			 RC_ELIMIT);
}

static void test_lock(void **state)
{
	(void)state;
	struct rc_err err = RC_ERR_INIT;
	char expected[64];
	int first = -1, second = -1;

	assert_int_equal(rc_fs_lock("lock", 0, &first, &err), 0);
	assert_int_equal(mode_of("lock"), 0600);
	assert_int_equal(rc_fs_lock("lock", 60, &second, &err), RC_ELOCKED);
	snprintf(expected, sizeof(expected), "locked by another run (pid %ld)",
		 (long)getpid());
	assert_string_equal(err.msg, expected);
	assert_int_equal(second, -1);
	rc_closep(&first);
	assert_int_equal(rc_fs_lock("lock", 0, &second, &err), 0);
	assert_true(fcntl(second, F_GETFD) & FD_CLOEXEC);
	rc_closep(&second);
	assert_int_equal(rc_fs_lock("no/lock", 0, &second, &err), RC_ENOTFOUND);
}

static void test_lock_waits_and_sees_removal(void **state)
{
	(void)state;
	int fd = -1;

	assert_int_equal(rc_fs_lock("lock", 0, &fd, NULL), 0);
	pid_t pid = fork();
	if (pid == 0) {
		usleep(100000);
		unlink("lock");
		_exit(0);
	}
	/* Only the child holds it now, and takes the file with it. */
	close(fd);
	assert_int_equal(rc_fs_lock("lock", 5000, &fd, NULL), 0);
	assert_true(rc_fs_exists("lock"));
	close(fd);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
}

static void assert_dir(char *dir, const char *expected)
{
	if (expected)
		assert_string_equal(dir, expected);
	else
		assert_null(dir);
	rc_free(dir);
}

static void test_user_dirs(void **state)
{
	(void)state;
	setenv("HOME", "/home/u/", 1);
	setenv("XDG_CACHE_HOME", "/c/../x", 1);
	setenv("XDG_STATE_HOME", "relative", 1);
	unsetenv("XDG_CONFIG_HOME");
	assert_dir(rc_fs_cache_dir(), "/x/rustcoder");
	assert_dir(rc_fs_state_dir(), "/home/u/.local/state/rustcoder");
	assert_dir(rc_fs_config_dir(), "/home/u/.config/rustcoder");
	unsetenv("HOME");
	assert_dir(rc_fs_config_dir(), NULL);
	assert_dir(rc_fs_cache_dir(), "/x/rustcoder");
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, enter, leave)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_read),
		TEST(test_write_keeps_mode),
		TEST(test_write_replaces_links),
		TEST(test_write_fails_without_traces),
		TEST(test_write_full_disk),
		TEST(test_mkdirs),
		TEST(test_remove_tree),
		TEST(test_remove_deep_tree),
		TEST(test_walk),
		TEST(test_walk_has_a_bottom),
		TEST(test_lock),
		TEST(test_lock_waits_and_sees_removal),
		TEST(test_user_dirs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
