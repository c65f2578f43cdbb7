/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <rustcoder/event.h>

#include "base/mem.h"
#include "base/utf8.h"

static void test_next(void **state)
{
	(void)state;
	uint32_t cp = 0;

	assert_int_equal(rc_utf8_next("A", 1, &cp), 1);
	assert_int_equal(cp, 'A');
	assert_int_equal(rc_utf8_next("\0", 1, &cp), 1);
	assert_int_equal(cp, 0);
	assert_int_equal(rc_utf8_next("\xc3\xa9", 2, &cp), 2);
	assert_int_equal(cp, 0xe9);
	assert_int_equal(rc_utf8_next("\xe2\x82\xac", 3, &cp), 3);
	assert_int_equal(cp, 0x20ac);
	assert_int_equal(rc_utf8_next("\xf0\x9f\xa6\x80", 4, &cp), 4);
	assert_int_equal(cp, 0x1f980);
	assert_int_equal(rc_utf8_next("", 0, &cp), 0);
}

static void test_broken(void **state)
{
	(void)state;
	static const char *const broken[] = {
		"\x80",
		"\xc0\x80",
		"\xc1\xbf",
		"\xc3",
		"\xc3(",
		"\xe0\x80\x80",
		"\xe0\x9f\xbf",
		"\xed\xa0\x80",
		"\xed\xbf\xbf",
		"\xe2\x82",
		"\xf0\x80\x80\x80",
		"\xf0\x8f\xbf\xbf",
		"\xf4\x90\x80\x80",
		"\xf5\x80\x80\x80",
		"\xff",
	};

	for (size_t i = 0; i < RC_COUNT(broken); i++) {
		size_t len = strlen(broken[i]);

		assert_int_equal(rc_utf8_next(broken[i], len, NULL), 0);
		assert_false(rc_utf8_valid(broken[i], len));
	}
	assert_true(rc_utf8_valid("", 0));
	assert_true(rc_utf8_valid("\xf4\x8f\xbf\xbf", 4));
	assert_true(rc_utf8_valid("\xed\x9f\xbf", 3));
}

static void test_clean(void **state)
{
	(void)state;
	static const struct {
		const char *in, *out;
	} rows[] = {
		{ "plain \xc3\xa9\n\ttext", "plain \xc3\xa9\n\ttext" },
		{ "\x1b[31mred", "\xe2\x90\x9b[31mred" },
		{ "a\rb\x7f", "a\xe2\x90\x8d"
			      "b\xe2\x90\xa1" },
		{ "\xc2\x9b"
		  "1A",
		  "<U+009B>1A" },
		{ "\xe2\x80\xaex\xe2\x81\xa6", "<U+202E>x<U+2066>" },
		{ "\xe2\x80\x8b\xef\xbb\xbf\xd8\x9c",
		  "<U+200B><U+FEFF><U+061C>" },
		{ "a\xff\xc3", "a\xef\xbf\xbd\xef\xbf\xbd" },
		{ "\xf3\xa0\x81\x81", "<U+E0041>" },
		{ "", "" },
	};

	for (size_t i = 0; i < RC_COUNT(rows); i++) {
		RC_CLEANUP(rc_freep) char *out = rc_text_clean(rows[i].in);

		assert_string_equal(out, rows[i].out);
		assert_true(rc_utf8_valid(out, strlen(out)));
	}
	assert_null(rc_text_clean(NULL));
}

static void test_clean_worst_growth(void **state)
{
	(void)state;
	char in[2001] = "";

	for (size_t i = 0; i + 2 < sizeof(in); i += 2)
		memcpy(in + i, "\xc2\x85", 3);
	RC_CLEANUP(rc_freep) char *out = rc_text_clean(in);
	assert_int_equal(strlen(out), 8 * strlen(in) / 2);
}

static void test_clean_with_nul(void **state)
{
	(void)state;
	RC_CLEANUP(rc_buf_release) struct rc_buf buf = RC_BUF_INIT(0);

	rc_utf8_clean(&buf, "a\0b", 3);
	assert_string_equal(buf.ptr, "a\xe2\x90\x80"
				     "b");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_next),
		cmocka_unit_test(test_broken),
		cmocka_unit_test(test_clean),
		cmocka_unit_test(test_clean_worst_growth),
		cmocka_unit_test(test_clean_with_nul),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
