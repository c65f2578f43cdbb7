/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/utf8.h"

static void test_set_and_prefix(void **state)
{
	(void)state;
	struct rc_err err = RC_ERR_INIT;

	assert_int_equal(rc_err_set(&err, RC_EINVAL, "bad '%s'", "x"),
			 RC_EINVAL);
	assert_string_equal(err.msg, "bad 'x'");
	assert_int_equal(rc_err_hint(&err, "try %d", 2), RC_EINVAL);
	assert_int_equal(rc_err_prefix(&err, "reading"), RC_EINVAL);
	assert_string_equal(err.msg, "reading: bad 'x'");
	assert_string_equal(err.hint, "try 2");
	rc_err_set(&err, RC_EIO, "%s again", err.msg);
	assert_string_equal(err.msg, "reading: bad 'x' again");
	assert_string_equal(err.hint, "");
}

static void test_sys(void **state)
{
	(void)state;
	struct rc_err err = RC_ERR_INIT;

	errno = ENOENT;
	assert_int_equal(rc_err_sys(&err, "cannot open '%s'", "f"),
			 RC_ENOTFOUND);
	assert_string_equal(err.msg,
			    "cannot open 'f': No such file or directory");
	assert_int_equal(err.sys, ENOENT);
	errno = ENOSPC;
	assert_int_equal(rc_err_sys(&err, "x"), RC_EIO);
}

static void test_null(void **state)
{
	(void)state;
	assert_int_equal(rc_err_set(NULL, RC_ELIMIT, "x"), RC_ELIMIT);
	assert_int_equal(rc_err_prefix(NULL, "x"), RC_EINTERNAL);
	assert_int_equal(rc_err_hint(NULL, "x"), RC_EINTERNAL);
	errno = EACCES;
	assert_int_equal(rc_err_sys(NULL, "x"), RC_EIO);
}

static void test_one_line_whole_characters(void **state)
{
	(void)state;
	struct rc_err err = RC_ERR_INIT;
	char text[2000];

	rc_err_set(&err, RC_EINVAL, "a\nb\rc");
	assert_string_equal(err.msg, "a b c");
	for (size_t shift = 0; shift < 4; shift++) {
		memset(text, 'x', shift);
		for (size_t i = shift; i + 4 < sizeof(text); i += 4)
			memcpy(text + i, "\xf0\x9f\xa6\x80", 5);
		rc_err_set(&err, RC_EINVAL, "%s", text);
		assert_true(strlen(err.msg) > sizeof(err.msg) - 6);
		assert_true(rc_utf8_valid(err.msg, strlen(err.msg)));
	}
}

static void test_names(void **state)
{
	(void)state;
	for (int code = RC_OK; code >= RC_EINTERNAL; code--)
		assert_true(strlen(rc_code_name((enum rc_code)code)) > 1);
	assert_string_equal(rc_code_name(RC_EIO), "io");
	assert_string_equal(rc_code_name((enum rc_code) - 99), "internal");
	assert_string_equal(rc_code_name((enum rc_code)99), "internal");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_set_and_prefix),
		cmocka_unit_test(test_sys),
		cmocka_unit_test(test_null),
		cmocka_unit_test(test_one_line_whole_characters),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
