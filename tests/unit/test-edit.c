/* SPDX-License-Identifier: MIT */
#include "edit/edit.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define BOM "\xef\xbb\xbf"

static struct rc_edit edit(const char *path, size_t start, size_t end,
			   const char *text)
{
	return (struct rc_edit){ path, start, end, text, strlen(text) };
}

/* What the edits make of a.rs. */
static void assert_applied(const char *text, const struct rc_edit *edits,
			   size_t n, const char *expected)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf out = RC_BUF_INIT(0);

	rc_buf_adds(&out, "of an earlier call");
	assert_int_equal(rc_edits_apply("a.rs", text, strlen(text), edits, n,
					&out, NULL),
			 0);
	assert_string_equal(out.ptr, expected);
	assert_int_equal(out.len, strlen(expected));
}

static void assert_refused(const char *text, const struct rc_edit *edits,
			   size_t n, const char *message)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf out = RC_BUF_INIT(0);
	struct rc_err err = RC_ERR_INIT;

	rc_buf_adds(&out, "of an earlier call");
	assert_int_equal(rc_edits_apply("a.rs", text, strlen(text), edits, n,
					&out, &err),
			 RC_EINVAL);
	assert_string_equal(err.msg, message);
	assert_int_equal(out.len, 0);
}

static void test_edits_of_one_file(void **state)
{
	const struct rc_edit edits[] = {
		edit("a.rs", 0, 1, "B"), edit("b.rs", 0, 1, "other"),
		edit("a.rs", 2, 2, "!"), edit("src/a.rs", 0, 2, "other"),
		edit("a.rs", 0, 1, "B"), /* said twice */
	};
	(void)state;

	assert_applied("bb", edits, RC_COUNT(edits), "Bb!");
	assert_applied("bb", &edits[1], 1, "bb");
	assert_applied("bb", NULL, 0, "bb");
}

static void test_line_endings(void **state)
{
	const struct rc_edit lf = edit("a.rs", 5, 5, "let y = 2;\n");
	const struct rc_edit crlf = edit("a.rs", 5, 5, "let y = 2;\r\n");
	const struct rc_edit start = edit("a.rs", 0, 0, "fn f() {}\r\n");
	(void)state;

	assert_applied("one\r\ntwo\r\nthree\n", &lf, 1,
		       "one\r\nlet y = 2;\r\ntwo\r\nthree\n");
	assert_applied("one\n\ntwo\r\n", &crlf, 1,
		       "one\n\nlet y = 2;\ntwo\r\n");
	assert_applied("", &start, 1, "fn f() {}\r\n");
}

static void test_byte_order_mark(void **state)
{
	const struct rc_edit behind = edit("a.rs", 3, 3, "use b;\n");
	(void)state;

	assert_applied(BOM "a\n", &behind, 1, BOM "use b;\na\n");
}

static void test_refused(void **state)
{
	const struct rc_edit overlap[] = { edit("a.rs", 0, 2, "x"),
					   edit("a.rs", 1, 3, "y") };
	const struct rc_edit inserts[] = { edit("a.rs", 2, 2, "x"),
					   edit("a.rs", 2, 2, "y") };
	const struct rc_edit outside[] = { edit("a.rs", 0, 1, "good"),
					   edit("a.rs", 2, 6, "x") };
	const struct rc_edit inverted = edit("a.rs", 3, 2, "");
	(void)state;

	assert_refused("abcde", overlap, 2,
		       "edits of 'a.rs' overlap at bytes 1 to 3");
	assert_refused("abcde", inserts, 2,
		       "edits of 'a.rs' overlap at bytes 2 to 2");
	assert_refused(
		"abcde", outside, 2,
		"an edit of 'a.rs' at bytes 2 to 6 is outside its 5 bytes");
	assert_refused(
		"abcde", &inverted, 1,
		"an edit of 'a.rs' at bytes 3 to 2 is outside its 5 bytes");
	assert_refused(
		"", &inverted, 1,
		"an edit of 'a.rs' at bytes 3 to 2 is outside its 0 bytes");
}

static void test_too_large(void **state)
{
	const struct rc_edit more = edit("a.rs", 3, 3, "def");
	RC_CLEANUP(rc_buf_release) struct rc_buf out = RC_BUF_INIT(5);
	struct rc_err err = RC_ERR_INIT;
	(void)state;

	assert_int_equal(rc_edits_apply("a.rs", "abc", 3, &more, 1, &out, &err),
			 RC_ELIMIT);
	assert_string_equal(err.msg, "'a.rs' would grow too large");
	assert_int_equal(out.len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_edits_of_one_file),
		cmocka_unit_test(test_line_endings),
		cmocka_unit_test(test_byte_order_mark),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_too_large),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
