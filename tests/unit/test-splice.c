/* SPDX-License-Identifier: MIT */
#include "edit/splice.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"

#define TEXT "0123456789"

static enum rc_splice_result replace(struct rc_splice *splice, size_t start,
				     size_t end, const char *text)
{
	return rc_splice_replace(splice, start, end, text, strlen(text));
}

static void assert_text(const struct rc_splice *splice, const char *text)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf buf = RC_BUF_INIT(0);

	rc_splice_finish(splice, &buf);
	assert_string_equal(buf.ptr, text);
}

static void test_unchanged(void **state)
{
	(void)state;
	RC_CLEANUP(rc_splice_freep)
	struct rc_splice *splice = rc_splice_new(TEXT, 10);
	RC_CLEANUP(rc_splice_freep)
	struct rc_splice *empty = rc_splice_new("", 0);

	assert_text(splice, TEXT);
	assert_text(empty, "");
	assert_int_equal(replace(empty, 0, 0, "x"), RC_SPLICE_OK);
	assert_text(empty, "x");
}

static void test_offsets_are_of_the_original(void **state)
{
	(void)state;
	RC_CLEANUP(rc_splice_freep)
	struct rc_splice *splice = rc_splice_new(TEXT, 10);

	assert_int_equal(replace(splice, 8, 9, "eight"), RC_SPLICE_OK);
	assert_int_equal(replace(splice, 0, 2, ""), RC_SPLICE_OK);
	assert_int_equal(replace(splice, 4, 4, "[4]"), RC_SPLICE_OK);
	assert_text(splice, "23[4]4567eight9");
	assert_int_equal(replace(splice, 10, 10, "."), RC_SPLICE_OK);
	assert_text(splice, "23[4]4567eight9.");
}

/* The replacements of one suggestion may come in any order. */
static void test_insert_before_replacement(void **state)
{
	(void)state;
	for (int first = 0; first < 2; first++) {
		RC_CLEANUP(rc_splice_freep)
		struct rc_splice *splice = rc_splice_new(TEXT, 10);

		for (int i = 0; i < 2; i++)
			assert_int_equal(i == first
						 ? replace(splice, 3, 3, "(")
						 : replace(splice, 3, 6, "x"),
					 RC_SPLICE_OK);
		assert_int_equal(replace(splice, 6, 6, ")"), RC_SPLICE_OK);
		assert_text(splice, "012(x)6789");
	}
}

static void test_conflicts(void **state)
{
	static const struct {
		size_t start, end;
		const char *text;
		enum rc_splice_result result;
	} cases[] = {
		{ 2, 5, "abc", RC_SPLICE_IDENTICAL },
		{ 2, 5, "abd", RC_SPLICE_CONFLICT },
		{ 2, 5, "ab", RC_SPLICE_CONFLICT },
		{ 2, 4, "abc", RC_SPLICE_CONFLICT },
		{ 2, 6, "abc", RC_SPLICE_CONFLICT },
		{ 1, 3, "abc", RC_SPLICE_CONFLICT },
		{ 3, 4, "", RC_SPLICE_CONFLICT },
		{ 3, 3, "", RC_SPLICE_CONFLICT },
		{ 0, 10, "", RC_SPLICE_CONFLICT },
		{ 7, 7, "i", RC_SPLICE_IDENTICAL },
		{ 7, 7, "j", RC_SPLICE_CONFLICT },
		{ 6, 8, "i", RC_SPLICE_CONFLICT },
		{ 4, 3, "", RC_SPLICE_RANGE },
		{ 10, 11, "", RC_SPLICE_RANGE },
		{ 11, 11, "", RC_SPLICE_RANGE },
		{ SIZE_MAX, SIZE_MAX, "", RC_SPLICE_RANGE },
	};
	(void)state;
	RC_CLEANUP(rc_splice_freep)
	struct rc_splice *splice = rc_splice_new(TEXT, 10);

	assert_int_equal(replace(splice, 2, 5, "abc"), RC_SPLICE_OK);
	assert_int_equal(replace(splice, 7, 7, "i"), RC_SPLICE_OK);
	for (size_t i = 0; i < RC_COUNT(cases); i++)
		assert_int_equal(replace(splice, cases[i].start, cases[i].end,
					 cases[i].text),
				 cases[i].result);
	assert_text(splice, "01abc56i789");
}

static void test_copies_replacements(void **state)
{
	char text[] = "abc";
	(void)state;
	RC_CLEANUP(rc_splice_freep)
	struct rc_splice *splice = rc_splice_new(TEXT, 10);

	assert_int_equal(replace(splice, 0, 9, text), RC_SPLICE_OK);
	memset(text, 'x', 3);
	assert_text(splice, "abc9");
}

static void test_many(void **state)
{
	char text[2001], twice[4001];
	(void)state;

	for (int i = 0; i < 2000; i++) {
		text[i] = 'a';
		twice[2 * i] = 'b';
		twice[2 * i + 1] = 'a';
	}
	text[2000] = twice[4000] = '\0';
	RC_CLEANUP(rc_splice_freep)
	struct rc_splice *splice = rc_splice_new(text, 2000);
	/* Backwards: 7 and 2000 have no common divisor. */
	for (size_t i = 0, at = 1999; i < 2000; i++, at = (at + 1993) % 2000)
		assert_int_equal(replace(splice, at, at, "b"), RC_SPLICE_OK);
	assert_text(splice, twice);
}

static void test_cap(void **state)
{
	(void)state;
	RC_CLEANUP(rc_splice_freep)
	struct rc_splice *splice = rc_splice_new(TEXT, 10);
	RC_CLEANUP(rc_buf_release) struct rc_buf buf = RC_BUF_INIT(12);

	assert_int_equal(replace(splice, 0, 0, "abc"), RC_SPLICE_OK);
	rc_splice_finish(splice, &buf);
	assert_true(buf.overflow);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_unchanged),
		cmocka_unit_test(test_offsets_are_of_the_original),
		cmocka_unit_test(test_insert_before_replacement),
		cmocka_unit_test(test_conflicts),
		cmocka_unit_test(test_copies_replacements),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_cap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
