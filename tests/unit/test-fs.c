/* SPDX-License-Identifier: MIT */
#include "base/fs.h"

#include <errno.h>
#include <sys/mount.h>
#include <sys/wait.h>

#include "scratch.h"

static mode_t mode_of(const char *path)
{
	return stat_of(path).st_mode & 07777;
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

	assert_int_equal(rc_fs_write("new", "a", 1, 0, NULL), 0);
	assert_int_equal(mode_of("new"), 0640);
	assert_int_equal(rc_fs_write("given", "a", 1, 0604, NULL), 0);
	assert_int_equal(mode_of("given"), 0604);
	assert_int_equal(chmod("given", 0751), 0);
	assert_int_equal(rc_fs_write("given", "b\0c", 3, 0600, NULL), 0);
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
	assert_file("target", "t");
	assert_file("hard", "h");
	assert_file("soft", "s");
}

static void test_write_fails_without_traces(void **state)
{
	(void)state;
	struct rc_err err = RC_ERR_INIT;

	assert_int_equal(mkdir("dir", 0700), 0);
	assert_int_equal(rc_fs_write("dir", "x", 1, 0, &err), RC_EIO);
	assert_int_equal(err.sys, EISDIR);
	assert_int_equal(rc_fs_write("dir/", "x", 1, 0, &err), RC_EINVAL);
	assert_int_equal(rc_fs_write("no/x", "x", 1, 0, &err), RC_ENOTFOUND);
	assert_files(".", "");
}

static void test_write_full_disk(void **state)
{
	(void)state;
	struct rc_err err = RC_ERR_INIT;
	struct rc_buf left = RC_BUF_INIT(0);
	static const char big[1 << 20];

	/* Needs to mount something small: only root can. */
	assert_int_equal(mkdir("small", 0700), 0);
	if (mount("none", "small", "tmpfs", 0, "size=64k") < 0)
		skip();
	int ret = rc_fs_write("small/file", big, 1 << 20, 0, &err);
	list_files("small", "", &left);
	assert_int_equal(umount("small"), 0);
	assert_int_equal(ret, RC_EIO);
	assert_int_equal(err.sys, ENOSPC);
	assert_string_equal(
		err.msg,
		"cannot write the 1048576 bytes of 'small/file': No space left on device");
	assert_int_equal(left.len, 0);
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
	assert_file("keep", "k");
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		scratch_test(test_read),
		scratch_test(test_write_keeps_mode),
		scratch_test(test_write_replaces_links),
		scratch_test(test_write_fails_without_traces),
		scratch_test(test_write_full_disk),
		scratch_test(test_mkdirs),
		scratch_test(test_remove_tree),
		scratch_test(test_remove_deep_tree),
		scratch_test(test_lock),
		scratch_test(test_lock_waits_and_sees_removal),
		scratch_test(test_user_dirs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
