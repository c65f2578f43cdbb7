/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/path.h"

struct row {
	const char *in, *out;
};

static void check(char *(*fn)(const char *), const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		RC_CLEANUP(rc_freep) char *out = fn(rows[i].in);

		assert_string_equal(out, rows[i].out);
	}
}

static void test_normal(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{ "/a/b/../c", "/a/c" },
		{ "", "." },
		{ ".", "." },
		{ "/", "/" },
		{ "//", "/" },
		{ "/..", "/" },
		{ "/../../a", "/a" },
		{ "..", ".." },
		{ "../..", "../.." },
		{ "../../a/..", "../.." },
		{ "a/..", "." },
		{ "a/../..", ".." },
		{ "a//b/./c/", "a/b/c" },
		{ "/a/..", "/" },
		{ "/a/../..b", "/..b" },
		{ "a/b/../../c", "c" },
		{ ".../x", ".../x" },
		{ "/.a/.", "/.a" },
	};

	check(rc_path_normal, rows, RC_COUNT(rows));
}

static void test_dirname(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{ "a", "." },	 { "a/b", "a" }, { "/a", "/" },
		{ "/", "/" },	 { "", "." },	 { "a/b/", "a" },
		{ "a//b", "a" }, { "//a", "/" }, { "/a/b/c", "/a/b" },
	};

	check(rc_path_dirname, rows, RC_COUNT(rows));
	assert_string_equal(rc_path_basename("/a/b.rs"), "b.rs");
	assert_string_equal(rc_path_basename("b.rs"), "b.rs");
	assert_string_equal(rc_path_basename("a/"), "");
}

static void test_join(void **state)
{
	(void)state;
	static const struct {
		const char *dir, *name, *out;
	} rows[] = {
		{ "a", "b", "a/b" }, { "a/", "b", "a/b" }, { "/", "b", "/b" },
		{ "", "b", "b" },    { "a", "/b", "/b" },  { "a", "", "a" },
	};

	for (size_t i = 0; i < RC_COUNT(rows); i++) {
		RC_CLEANUP(rc_freep)
		char *out = rc_path_join(rows[i].dir, rows[i].name);

		assert_string_equal(out, rows[i].out);
	}
}

static void test_below(void **state)
{
	(void)state;
	assert_string_equal(rc_path_below("/a/b/c", "/a"), "b/c");
	assert_string_equal(rc_path_below("/a", "/a"), "");
	assert_string_equal(rc_path_below("/a", "/"), "a");
	assert_string_equal(rc_path_below("/", "/"), "");
	assert_null(rc_path_below("/ab", "/a"));
	assert_null(rc_path_below("/", "/a"));
	assert_true(rc_path_has_suffix("x.rs", ".rs"));
	assert_true(rc_path_has_suffix("x", ""));
	assert_false(rc_path_has_suffix("s", ".rs"));
}

static void test_absolute_and_real(void **state)
{
	(void)state;
	RC_CLEANUP(rc_freep) char *cwd = getcwd(NULL, 0);
	RC_CLEANUP(rc_freep) char *here = rc_path_absolute("x/..");
	RC_CLEANUP(rc_freep) char *root = rc_path_absolute("/x/..");
	RC_CLEANUP(rc_freep) char *real = rc_path_real(".");

	assert_string_equal(here, cwd);
	assert_string_equal(root, "/");
	assert_string_equal(real, cwd);
	assert_null(rc_path_real("/nowhere/at all"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_normal),
		cmocka_unit_test(test_dirname),
		cmocka_unit_test(test_join),
		cmocka_unit_test(test_below),
		cmocka_unit_test(test_absolute_and_real),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
