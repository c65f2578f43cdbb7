/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"

static void test_strings(void **state)
{
	(void)state;
	RC_CLEANUP(rc_freep) char *copy = rc_xstrndup("abcdef", 3);
	RC_CLEANUP(rc_freep) char *all = rc_xstrndup("ab", 10);
	RC_CLEANUP(rc_freep) char *made = rc_xasprintf("%d-%s", 7, "x");

	assert_string_equal(copy, "abc");
	assert_string_equal(all, "ab");
	assert_string_equal(made, "7-x");
	assert_null(rc_xstrdup(NULL));
	assert_non_null(rc_version());
}

static void test_grow(void **state)
{
	(void)state;
	int *items = NULL;
	size_t cap = 0;

	for (size_t n = 0; n < 100; n++) {
		RC_GROW(items, n, cap);
		items[n] = (int)n;
	}
	assert_int_equal(cap, 128);
	assert_int_equal(items[99], 99);
	rc_free(items);
}

static void test_arena(void **state)
{
	(void)state;
	struct rc_arena arena = { 0 };
	char *first = rc_arena_strdup(&arena, "first");

	for (int i = 0; i < 1000; i++) {
		char *s = rc_arena_printf(&arena, "%d", i);
		char *zero = rc_arena_alloc(&arena, 33);

		assert_int_equal((uintptr_t)zero % 16, 0);
		assert_int_equal(zero[0] | zero[32], 0);
		memset(zero, 0xff, 33);
		assert_true(s[0] >= '0' && s[0] <= '9');
	}
	char *big = rc_arena_alloc(&arena, 1 << 20);
	big[(1 << 20) - 1] = 1;
	assert_string_equal(rc_arena_strndup(&arena, "abc", 2), "ab");
	assert_string_equal(first, "first");
	assert_true(arena.used > 1 << 20);
	rc_arena_release(&arena);
	rc_arena_release(&arena);
	assert_int_equal(arena.used, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_strings),
		cmocka_unit_test(test_grow),
		cmocka_unit_test(test_arena),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
