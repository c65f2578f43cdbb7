/* SPDX-License-Identifier: MIT */

/*
 * The mtime trap, with the real cargo: a broken file, a trial that compiles,
 * the broken bytes put back. Had they their old mtime, cargo would say
 * "Finished".
 */

#include "edit/copy.h"
#include "edit/txn.h"

#include "scratch.h"

#include "run/proc.h"

#define BROKEN "pub fn f() -> u8 { \"\" }\n"
#define FIXED "pub fn f() -> u8 { 0 }\n"

static int enter(void **state)
{
	int ret = scratch_enter(state);

	put("ws/Cargo.toml",
	    "[package]\nname = \"trap\"\nversion = \"0.1.0\"\nedition = \"2021\"\n");
	put("ws/src/lib.rs", BROKEN);
	return ret;
}

static bool cargo_check(const char *root, const char *target)
{
	const char *const argv[] = { "cargo",	     "check", "--quiet",
				     "--target-dir", target,  NULL };
	struct rc_proc_opts opts = { .argv = argv, .cwd = root };
	struct rc_proc_result result = RC_PROC_RESULT_INIT;
	struct rc_err err = RC_ERR_INIT;
	int ret = rc_proc_run(&opts, &result, &err);
	bool good = result.end == RC_PROC_EXITED && result.status == 0;

	rc_proc_result_release(&result);
	if (ret == RC_ENOTFOUND)
		skip();
	assert_int_equal(ret, 0);
	return good;
}

static void try_and_take_back(const char *root, const char *target)
{
	struct rc_change fix = { .path = (char *)"src/lib.rs",
				 .before = (char *)BROKEN,
				 .after = (char *)FIXED,
				 .before_len = strlen(BROKEN),
				 .after_len = strlen(FIXED) };
	struct rc_changes changes = { &fix, 1, 1 };
	struct rc_txn *txn = NULL;

	assert_int_equal(rc_txn_open(&txn, "journal", root, NULL), 0);
	for (int i = 0; i < 3; i++) {
		assert_false(cargo_check(root, target));
		assert_int_equal(rc_txn_try(txn, &changes, "r", 1, NULL), 0);
		assert_true(cargo_check(root, target));
		assert_int_equal(rc_txn_take_back(txn, NULL), 0);
	}
	assert_false(cargo_check(root, target));
	rc_txn_close(txn);
}

static void test_in_place(void **state)
{
	RC_CLEANUP(rc_freep) char *root = rc_path_join(*state, "ws");
	RC_CLEANUP(rc_freep) char *target = rc_path_join(*state, "target");

	try_and_take_back(root, target);
}

/* The same between two runs in a private copy, whose target folder stays. */
static void test_in_a_copy(void **state)
{
	RC_CLEANUP(rc_freep) char *root = rc_path_join(*state, "ws");
	RC_CLEANUP(rc_freep) char *cache = rc_path_join(*state, "cache");

	assert_int_equal(setenv("XDG_CACHE_HOME", cache, 1), 0);
	for (int i = 0; i < 2; i++) {
		struct rc_copy copy = RC_COPY_INIT;

		assert_int_equal(rc_copy_open(&copy, root, NULL, NULL), 0);
		RC_CLEANUP(rc_freep)
		char *source = rc_path_join(copy.root, "src/lib.rs");
		assert_false(cargo_check(copy.root, copy.target));
		put(source, FIXED);
		assert_true(cargo_check(copy.root, copy.target));
		rc_copy_release(&copy);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_in_place, enter,
						scratch_leave),
		cmocka_unit_test_setup_teardown(test_in_a_copy, enter,
						scratch_leave),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
