/* SPDX-License-Identifier: MIT */
#include "vcs/merge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"

static struct rc_text text(const char *s)
{
	return (struct rc_text){ s, strlen(s) };
}

/* expected NULL: they are in each other's way. */
static void assert_merge(const char *base, const char *ours, const char *theirs,
			 const char *expected)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf out = RC_BUF_INIT(0);
	bool clean = rc_merge(text(base), text(ours), text(theirs), &out);

	assert_int_equal(clean, expected != NULL);
	assert_string_equal(out.ptr, expected ? expected : "");
}

static void test_merge(void **state)
{
	(void)state;
	assert_merge("a\nb\nc\n", "a\nb\nC\n", "A\nb\nc\n", "A\nb\nC\n");
	assert_merge("a\nb\nc\n", "a\nB\nc\n", "a\nX\nc\n", NULL);
	assert_merge("a\nb\nc\n", "a\nB\nc\n", "a\nB\nc\n", "a\nB\nc\n");
	assert_merge("a\n", "a\n", "a\n", "a\n");
	assert_merge("", "x\n", "", "x\n");
}

/* Endings, a mark at the start and a missing end are bytes like others. */
static void test_bytes(void **state)
{
	(void)state;
	assert_merge("\xef\xbb\xbf"
		     "a\r\nb\r\nc",
		     "\xef\xbb\xbf"
		     "A\r\nb\r\nc",
		     "\xef\xbb\xbf"
		     "a\r\nb\r\nC",
		     "\xef\xbb\xbf"
		     "A\r\nb\r\nC");
	assert_merge("a\nb\nc\r\nz\n", "a\nb\nc\r\nZ\n", "A\nb\nc\r\nz\n",
		     "A\nb\nc\r\nZ\n");
}

static void assert_map(const char *before, const char *after, size_t line,
		       size_t expected)
{
	RC_CLEANUP(rc_hunks_release) struct rc_hunks hunks = RC_HUNKS_INIT;

	rc_hunks_make(&hunks, text(before), text(after));
	assert_int_equal(rc_hunks_map(&hunks, line), expected);
}

static void test_hunks(void **state)
{
	RC_CLEANUP(rc_hunks_release) struct rc_hunks hunks = RC_HUNKS_INIT;

	(void)state;
	rc_hunks_make(&hunks, text("a\nb\nc\nz\n"), text("x\na\nB\nc\n"));
	assert_int_equal(hunks.n, 3);
	assert_int_equal(hunks.v[0].old_start, 0);
	assert_int_equal(hunks.v[0].old_end, 0);
	assert_int_equal(hunks.v[0].new_start, 0);
	assert_int_equal(hunks.v[0].new_end, 1);
	assert_int_equal(hunks.v[1].old_start, 1);
	assert_int_equal(hunks.v[1].new_end, 3);
	assert_int_equal(hunks.v[2].old_start, 3);
	assert_int_equal(hunks.v[2].old_end, 4);
	assert_int_equal(hunks.v[2].new_start, 4);
	assert_int_equal(hunks.v[2].new_end, 4);
}

static void test_map(void **state)
{
	(void)state;
	assert_map("a\nb\nc\n", "a\nb\nc\n", 1, 1);
	assert_map("a\nb\nc\n", "x\ny\na\nb\nc\n", 1, 3);
	assert_map("a\nb\nc\n", "b\nc\n", 2, 1);
	assert_map("a\nb\nc\n", "b\nc\n", 0, 0);
	assert_map("a\nb\nc\n", "a\nX\nc\n", 1, 1);
	assert_map("a\nb\nc\nz\n", "a\nX\nz\n", 2, 1);
	assert_map("a\nb\nc\nz\n", "a\nX\nz\n", 3, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_merge),
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_hunks),
		cmocka_unit_test(test_map),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
