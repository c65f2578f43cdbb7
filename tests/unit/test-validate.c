/* SPDX-License-Identifier: MIT */
#include "edit/validate.h"

#include <errno.h>
#include <stdio.h>
#include <sys/syscall.h>

#include "scratch.h"

/* Linked with --wrap=syscall: what openat2 fails with, 0 when it works. */
static int openat2_errno;

long __real_syscall(long number, ...);
long __wrap_syscall(long number, ...);

long __wrap_syscall(long number, ...)
{
	va_list ap;
	long args[4];

	va_start(ap, number);
	for (size_t i = 0; i < RC_COUNT(args); i++)
		args[i] = va_arg(ap, long);
	va_end(ap);
	if (openat2_errno) {
		errno = openat2_errno;
		return -1;
	}
	return __real_syscall(number, args[0], args[1], args[2], args[3]);
}

#define DEPS RC_ALLOW_DEPS
#define SCRIPTS RC_ALLOW_BUILD_SCRIPTS

static void test_good_paths(void **state)
{
	static const struct {
		const char *path;
		unsigned allow;
	} cases[] = {
		{ "a.rs", 0 },
		{ "src/main.rs", 0 },
		{ "crates/core/src/a-b_c.rs", 0 },
		{ "src/g\xc3\xa4hnen \xe4\xb8\xad.rs", 0 },
		{ "src/...rs", 0 },
		{ "src/git.rs", 0 },
		{ "src/.gitx/a.rs", 0 },
		{ "src/target/a.rs", 0 },
		{ "src/builder.rs", 0 },
		{ "Cargo.toml", DEPS },
		{ "crates/core/Cargo.toml", DEPS },
		{ "build.rs", SCRIPTS },
	};
	struct rc_err err = RC_ERR_INIT;
	(void)state;

	for (size_t i = 0; i < RC_COUNT(cases); i++)
		if (rc_validate_path(cases[i].path, cases[i].allow, &err))
			fail_msg("%s", err.msg);
}

static void test_bad_paths(void **state)
{
	static const struct {
		const char *path;
		unsigned allow;
		const char *why;
	} cases[] = {
		{ "", 0, "empty" },
		{ "/src/main.rs", 0, "relative" },
		{ "//main.rs", 0, "relative" },
		{ "../main.rs", 0, "component" },
		{ "src/../../main.rs", 0, "component" },
		{ "src/../main.rs", 0, "component" },
		{ "./main.rs", 0, "component" },
		{ "src//main.rs", 0, "component" },
		{ "src/main.rs/", 0, "component" },
		{ "src/..", 0, "component" },
		{ "src\\main.rs", 0, "backslash" },
		{ "src/a\nb.rs", 0, "hidden" },
		{ "src/a\x1b[2J.rs", 0, "hidden" },
		{ "src/a\x7f.rs", 0, "hidden" },
		{ "src/a\xe2\x80\xae.rs", 0, "hidden" },  /* right to left */
		{ "src/a\xe2\x80\x8b.rs", 0, "hidden" },  /* zero width */
		{ ".g\xe2\x80\x8cit/a.rs", 0, "hidden" }, /* HFS+ */
		{ "src/a\xff.rs", 0, "hidden" },
		{ ".git/hooks/a.rs", 0, "protected" },
		{ "sub/.git/a.rs", 0, "protected" },
		{ ".GiT/a.rs", 0, "protected" },
		{ ".git./a.rs", 0, "protected" },
		{ ".git . /a.rs", 0, "protected" },
		{ ".git::$INDEX_ALLOCATION/a.rs", 0, "protected" },
		{ "GIT~1/a.rs", 0, "protected" },
		{ ".github/a.rs", 0, "protected" },
		{ ".cargo/a.rs", 0, "protected" },
		{ "sub/.CARGO/config.toml", DEPS, "protected" },
		{ "rust-toolchain", 0, "protected" },
		{ "rust-toolchain.toml", DEPS, "protected" },
		{ ".vscode/a.rs", 0, "protected" },
		{ ".rustcoder", 0, "protected" },
		{ "src/.rustcoder-0.new", 0, "protected" },
		{ "Makefile", 0, "protected" },
		{ "Cargo.toml", SCRIPTS, "manifest" },
		{ "sub/Cargo.toml", 0, "manifest" },
		{ "cargo.TOML", 0, "manifest" },
		{ "cargo.TOML", DEPS, "Rust source" },
		{ "build.rs", DEPS, "build script" },
		{ "sub/Build.RS", 0, "build script" },
		{ "Cargo.lock", DEPS, "Rust source" },
		{ "src/run.sh", DEPS | SCRIPTS, "Rust source" },
		{ "src/main.rs ", 0, "Rust source" },
		{ "src/main.rs:x", 0, "Rust source" },
		{ "src/main.RS", 0, "Rust source" },
		{ "rs", 0, "Rust source" },
	};
	(void)state;

	for (size_t i = 0; i < RC_COUNT(cases); i++) {
		struct rc_err err = RC_ERR_INIT;
		int ret = rc_validate_path(cases[i].path, cases[i].allow, &err);

		if (ret != RC_ESAFETY || !strstr(err.msg, cases[i].why))
			fail_msg("'%s': %d %s", cases[i].path, ret, err.msg);
	}
}

static void test_long_path(void **state)
{
	char path[4200];
	(void)state;

	memset(path, 'a', sizeof(path));
	memcpy(path + 4093, ".rs", 4);
	assert_int_equal(rc_validate_path(path, 0, NULL), 0);
	memcpy(path + 4094, ".rs", 4);
	assert_int_equal(rc_validate_path(path, 0, NULL), RC_ESAFETY);
}

static int open_folder(const char *path, struct rc_err *err)
{
	const char *name = NULL;
	RC_CLEANUP(rc_closep)
	int fd = rc_validate_open_dir("root", path, &name, err);

	if (fd < 0)
		return fd;
	assert_string_equal(name, rc_path_basename(path));
	assert_int_equal(faccessat(fd, "here", F_OK, 0), 0);
	return 0;
}

static void check_open_dir(void)
{
	struct rc_err err = RC_ERR_INIT;

	assert_int_equal(open_folder("a.rs", &err), 0);
	assert_int_equal(open_folder("in/deep/a.rs", &err), 0);
	assert_int_equal(open_folder("none/a.rs", &err), RC_ENOTFOUND);
	assert_int_equal(open_folder("link/a.rs", &err), RC_ESAFETY);
	assert_int_equal(open_folder("in/out/a.rs", &err), RC_ESAFETY);
	assert_int_equal(open_folder("in/here/a.rs", &err), RC_ESAFETY);
	assert_int_equal(open_folder("../outside/a.rs", &err), RC_ESAFETY);
	assert_int_equal(open_folder("in/../../outside/a.rs", &err),
			 RC_ESAFETY);
	assert_int_equal(open_folder("/tmp/a.rs", &err), RC_ESAFETY);
	assert_int_equal(rc_validate_open_dir("none", "a.rs", NULL, &err),
			 RC_ENOTFOUND);
}

static void test_open_dir(void **state)
{
	static const int errnos[] = { 0, ENOSYS, EPERM, EAGAIN };
	(void)state;

	put("root/here", "");
	put("root/in/here", "");
	put("root/in/deep/here", "");
	put("outside/here", "");
	assert_int_equal(symlink("in", "root/link"), 0);
	assert_int_equal(symlink("../../outside", "root/in/out"), 0);
	/* How root itself is reached is the user's own business. */
	assert_int_equal(rename("root", "real"), 0);
	assert_int_equal(symlink("real", "root"), 0);
	for (size_t i = 0; i < RC_COUNT(errnos); i++) {
		openat2_errno = errnos[i];
		check_open_dir();
	}
	openat2_errno = 0;
}

static void expect(struct rc_change *v, size_t n, unsigned allow,
		   const char *why)
{
	struct rc_changes changes = { v, n, n };
	struct rc_err err = RC_ERR_INIT;
	int ret = rc_validate_changes(".", &changes, allow, &err);

	if (why && (ret != RC_ESAFETY || !strstr(err.msg, why)))
		fail_msg("not refused for '%s': %d %s", why, ret, err.msg);
	if (!why && ret != 0)
		fail_msg("refused: %d %s", ret, err.msg);
}

static void test_kinds_of_file(void **state)
{
	struct rc_change good = change("src/a.rs", "a", "b");
	struct rc_change linked = change("src/link.rs", "a", "b");
	struct rc_change folder = change("src/dir.rs", "a", "b");
	struct rc_change fifo = change("src/fifo.rs", "a", "b");
	struct rc_change hard = change("src/hard.rs", "a", "b");
	struct rc_change lost = change("src/lost.rs", "a", "b");
	struct rc_change path = change("src/a.txt", "a", "b");
	(void)state;

	put("src/a.rs", "a");
	put("src/other.rs", "a");
	assert_int_equal(link("src/other.rs", "src/hard.rs"), 0);
	assert_int_equal(symlink("a.rs", "src/link.rs"), 0);
	assert_int_equal(mkdir("src/dir.rs", 0755), 0);
	assert_int_equal(mkfifo("src/fifo.rs", 0644), 0);
	expect(&good, 1, 0, NULL);
	expect(&linked, 1, 0, "not a regular file");
	expect(&folder, 1, 0, "not a regular file");
	expect(&fifo, 1, 0, "not a regular file");
	expect(&hard, 1, 0, "hard link");
	expect(&lost, 1, 0, "no such file");
	expect(&path, 1, 0, "Rust source");
	expect((struct rc_change[]){ good, hard }, 2, 0, "'src/hard.rs'");
}

static void test_new_files(void **state)
{
	struct rc_change new = change("new.rs", "", "b");
	struct rc_change old = change("old.rs", "", "b");
	(void)state;

	put("old.rs", "");
	new.created = old.created = true;
	expect(&new, 1, 0, "new file");
	expect(&new, 1, RC_ALLOW_CREATE, NULL);
	expect(&old, 1, RC_ALLOW_CREATE, "exists");
	assert_int_equal(symlink("nowhere", "new.rs"), 0);
	expect(&new, 1, RC_ALLOW_CREATE, "exists");
}

static void test_utf8(void **state)
{
	struct rc_change was = change("a.rs", "\xff", "b");
	struct rc_change will = change("a.rs", "b", "\xc3");
	(void)state;

	put("a.rs", "");
	expect(&was, 1, 0, "not UTF-8");
	expect(&will, 1, 0, "no longer");
}

static char *lines(size_t n, const char *line)
{
	size_t len = strlen(line);
	char *text = rc_xmalloc(n * len + 1);

	for (size_t i = 0; i < n; i++)
		memcpy(text + i * len, line, len);
	text[n * len] = '\0';
	return text;
}

static void test_amounts(void **state)
{
	struct rc_change many[33];
	char *two_thousand = lines(2000, "x\n");
	char *more = lines(2001, "x\n");
	char *half = lines(1001, "y\n");
	char *big = lines(1 << 18, "z");
	char *bigger = lines(1 << 16, "abcde");
	(void)state;

	put("a.rs", "");
	for (size_t i = 0; i < RC_COUNT(many); i++)
		many[i] = change("a.rs", "x\n", "y\n");
	expect(many, 32, 0, NULL);
	expect(many, 33, 0, "33 files");

	many[0] = change("a.rs", "", two_thousand);
	expect(many, 1, 0, NULL);
	expect(many, 2, 0, "2002 lines");
	many[0] = change("a.rs", two_thousand, more);
	expect(many, 1, 0, NULL);
	many[0] = change("a.rs", more, "");
	expect(many, 1, 0, "2001 lines");
	many[0] = change("a.rs", half, lines(1001, "x\n"));
	expect(many, 1, 0, "2002 lines");
	rc_free(many[0].after);

	many[0] = change("a.rs", "", big);
	expect(many, 1, 0, NULL);
	many[0] = change("a.rs", big, bigger);
	expect(many, 1, 0, "256 KiB");
	/* It is what changes that counts, not what there is. */
	many[0] = change("a.rs", bigger, bigger);
	expect(many, 1, 0, NULL);
	rc_free(two_thousand);
	rc_free(more);
	rc_free(half);
	rc_free(big);
	rc_free(bigger);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good_paths),
		cmocka_unit_test(test_bad_paths),
		cmocka_unit_test(test_long_path),
		scratch_test(test_open_dir),
		scratch_test(test_kinds_of_file),
		scratch_test(test_new_files),
		scratch_test(test_utf8),
		scratch_test(test_amounts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
