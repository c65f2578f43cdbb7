/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/hash.h"

static void test_known_values(void **state)
{
	(void)state;
	/* From the FNV authors' own test vectors. */
	assert_true(rc_hash(RC_HASH_SEED, "", 0) == RC_HASH_SEED);
	assert_true(rc_hash(RC_HASH_SEED, "a", 1) ==
		    UINT64_C(0xaf63dc4c8601ec8c));
	assert_true(rc_hash(RC_HASH_SEED, "foobar", 6) ==
		    UINT64_C(0x85944171f73967e8));
}

static void test_strings_keep_their_ends(void **state)
{
	(void)state;
	uint64_t one = rc_hash_str(rc_hash_str(RC_HASH_SEED, "ab"), "c");
	uint64_t two = rc_hash_str(rc_hash_str(RC_HASH_SEED, "a"), "bc");

	assert_true(one != two);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known_values),
		cmocka_unit_test(test_strings_keep_their_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
