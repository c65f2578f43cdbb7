/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/mem.h"

static void test_append(void **state)
{
	(void)state;
	struct rc_buf buf = RC_BUF_INIT(0);

	assert_string_equal(buf.ptr, "");
	rc_buf_truncate(&buf, 0);
	rc_buf_adds(&buf, "one");
	rc_buf_addc(&buf, ' ');
	rc_buf_addf(&buf, "%03d", 7);
	rc_buf_addf(&buf, "%s", "");
	assert_string_equal(buf.ptr, "one 007");
	rc_buf_consume(&buf, 4);
	assert_string_equal(buf.ptr, "007");
	rc_buf_consume(&buf, 99);
	assert_int_equal(buf.len, 0);
	rc_buf_release(&buf);
	rc_buf_adds(&buf, "again");
	assert_string_equal(buf.ptr, "again");
	rc_buf_release(&buf);
}

static void test_overflow_is_sticky(void **state)
{
	(void)state;
	struct rc_buf buf = RC_BUF_INIT(5);

	rc_buf_adds(&buf, "abc");
	rc_buf_adds(&buf, "def");
	assert_true(buf.overflow);
	rc_buf_addc(&buf, 'd');
	assert_string_equal(buf.ptr, "abc");
	rc_buf_clear(&buf);
	assert_false(buf.overflow);
	rc_buf_addf(&buf, "%s", "12345");
	assert_string_equal(buf.ptr, "12345");
	assert_false(buf.overflow);
	rc_buf_addf(&buf, "%d", 6);
	assert_true(buf.overflow);
	assert_int_equal(buf.len, 5);
	rc_buf_release(&buf);
}

static void test_take(void **state)
{
	(void)state;
	struct rc_buf buf = RC_BUF_INIT(0);
	RC_CLEANUP(rc_freep) char *empty = rc_buf_take(&buf);

	rc_buf_add(&buf, "a\0b", 3);
	RC_CLEANUP(rc_freep) char *three = rc_buf_take(&buf);
	assert_string_equal(empty, "");
	assert_memory_equal(three, "a\0b", 4);
	assert_int_equal(buf.len, 0);
	assert_ptr_equal(buf.ptr, rc_buf_empty);
}

static void test_grows_large(void **state)
{
	(void)state;
	struct rc_buf buf = RC_BUF_INIT(100000);

	for (int i = 0; i < 100000; i++)
		rc_buf_addc(&buf, (char)('a' + i % 26));
	assert_false(buf.overflow);
	assert_int_equal(buf.len, 100000);
	assert_true(buf.cap <= 100001);
	rc_buf_addc(&buf, 'x');
	assert_true(buf.overflow);
	rc_buf_release(&buf);
}

static void test_zeroed_is_empty(void **state)
{
	(void)state;
	struct rc_buf buf = { 0 };

	rc_buf_clear(&buf);
	rc_buf_adds(&buf, "x");
	assert_string_equal(buf.ptr, "x");
	rc_buf_release(&buf);
	buf = (struct rc_buf){ 0 };
	rc_buf_release(&buf);
	assert_string_equal(buf.ptr, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_append),
		cmocka_unit_test(test_overflow_is_sticky),
		cmocka_unit_test(test_take),
		cmocka_unit_test(test_grows_large),
		cmocka_unit_test(test_zeroed_is_empty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
