/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/strv.h"

static void test_add_sort(void **state)
{
	(void)state;
	RC_CLEANUP(rc_strv_release) struct rc_strv strv = RC_STRV_INIT;

	assert_null(strv.v);
	rc_strv_sort(&strv);
	for (int i = 30; i > 0; i--) {
		rc_strv_addf(&strv, "%02d", i);
		assert_null(strv.v[strv.n]);
	}
	rc_strv_add(&strv, "a");
	rc_strv_take(&strv, rc_xstrdup("00"));
	rc_strv_sort(&strv);
	assert_int_equal(strv.n, 32);
	assert_string_equal(strv.v[0], "00");
	assert_string_equal(strv.v[31], "a");
	rc_strv_release(&strv);
	assert_int_equal(strv.n, 0);
	rc_strv_add(&strv, "again");
	assert_string_equal(strv.v[0], "again");
}

static void test_list(void **state)
{
	(void)state;
	static const char *const list[] = { "a", "b", NULL };

	assert_true(rc_list_has(list, "b"));
	assert_false(rc_list_has(list, "c"));
	assert_false(rc_list_has(list, "b "));
	assert_false(rc_list_has(NULL, "a"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_add_sort),
		cmocka_unit_test(test_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
