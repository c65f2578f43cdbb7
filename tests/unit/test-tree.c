/* SPDX-License-Identifier: MIT */
#include "agent/tree.h"

#include "scratch.h"

static int enter(void **state)
{
	int ret = scratch_enter(state);

	put("a.rs", "one\ntwo\n");
	put("b.rs", "three\n");
	return ret;
}

static struct rc_edit edit(const char *path, size_t start, size_t end,
			   const char *text)
{
	return (struct rc_edit){ path, start, end, text, strlen(text) };
}

static void test_derive_on_top(void **state)
{
	struct rc_tree tree = RC_TREE_INIT;
	struct rc_changes first = RC_CHANGES_INIT, second = RC_CHANGES_INIT;
	struct rc_edit a = edit("a.rs", 0, 3, "ONE");
	struct rc_edit b[] = { edit("a.rs", 4, 7, "TWO"),
			       edit("b.rs", 0, 0, "x") };

	(void)state;
	tree.root = ".";
	tree.not_after = INT64_MAX;
	assert_int_equal(rc_tree_derive(&tree, NULL, &a, 1, &first, NULL), 0);
	assert_int_equal(first.n, 1);
	assert_string_equal(first.v[0].after, "ONE\ntwo\n");
	assert_int_equal(rc_tree_derive(&tree, &first, b, 2, &second, NULL), 0);
	assert_int_equal(second.n, 2);
	assert_file("a.rs", "one\ntwo\n");
	assert_string_equal(second.v[0].before, "one\ntwo\n");
	assert_string_equal(second.v[0].after, "ONE\nTWO\n");
	assert_string_equal(second.v[1].after, "xthree\n");
	rc_changes_release(&first);
	rc_changes_release(&second);
	rc_tree_release(&tree);
}

static void test_hash_of_there_and_back(void **state)
{
	struct rc_tree tree = RC_TREE_INIT;
	struct rc_changes there = RC_CHANGES_INIT, back = RC_CHANGES_INIT;
	struct rc_edit a = edit("a.rs", 0, 3, "ONE");
	struct rc_edit b = edit("a.rs", 0, 3, "one");
	uint64_t start = 0;

	(void)state;
	tree.root = ".";
	tree.not_after = INT64_MAX;
	start = tree.hash;
	assert_int_equal(rc_tree_derive(&tree, NULL, &a, 1, &there, NULL), 0);
	assert_int_not_equal(rc_tree_hash_with(&tree, &there), start);
	rc_tree_advance(&tree, &there);
	assert_int_equal(rc_tree_derive(&tree, NULL, &b, 1, &back, NULL), 0);
	assert_int_equal(rc_tree_hash_with(&tree, &back), start);
	rc_changes_release(&there);
	rc_changes_release(&back);
	rc_tree_release(&tree);
}

static void test_stale_file(void **state)
{
	struct rc_tree tree = RC_TREE_INIT;
	struct rc_changes changes = RC_CHANGES_INIT;
	struct rc_edit a = edit("a.rs", 0, 3, "ONE");

	(void)state;
	tree.root = ".";
	set_mtime("a.rs", 1000);
	tree.not_after = 1000 * INT64_C(1000000000) - 1;
	assert_int_equal(rc_tree_derive(&tree, NULL, &a, 1, &changes, NULL),
			 RC_ESTATE);
	assert_int_equal(changes.n, 0);
	tree.not_after++;
	assert_int_equal(rc_tree_derive(&tree, NULL, &a, 1, &changes, NULL), 0);
	rc_changes_release(&changes);
	rc_tree_release(&tree);
}

static void test_refused_files(void **state)
{
	static const struct {
		const char *path;
		int ret;
	} cases[] = {
		{ "none/a.rs", RC_ENOTFOUND }, { "none.rs", RC_ENOTFOUND },
		{ "link.rs", RC_ESAFETY },     { "link/a.rs", RC_ESAFETY },
		{ "../a.rs", RC_ESAFETY },
	};
	struct rc_tree tree = RC_TREE_INIT;
	struct rc_changes changes = RC_CHANGES_INIT;

	(void)state;
	put("dir/a.rs", "a");
	assert_int_equal(symlink("a.rs", "link.rs"), 0);
	assert_int_equal(symlink("dir", "link"), 0);
	tree.root = ".";
	tree.not_after = INT64_MAX;
	for (size_t i = 0; i < RC_COUNT(cases); i++) {
		const struct rc_edit edits[] = {
			edit("b.rs", 0, 0, "x"), edit(cases[i].path, 0, 0, "x")
		};

		assert_int_equal(rc_tree_derive(&tree, NULL, edits, 2, &changes,
						NULL),
				 cases[i].ret);
		assert_int_equal(changes.n, 0);
	}
	rc_tree_release(&tree);
}

static void test_what_stays_is_left_out(void **state)
{
	struct rc_tree tree = RC_TREE_INIT;
	struct rc_changes changes = RC_CHANGES_INIT;
	const struct rc_edit edits[] = { edit("a.rs", 0, 3, "one"),
					 edit("b.rs", 0, 5, "3") };

	(void)state;
	tree.root = ".";
	tree.not_after = INT64_MAX;
	assert_int_equal(rc_tree_derive(&tree, NULL, edits, 2, &changes, NULL),
			 0);
	assert_int_equal(changes.n, 1);
	assert_string_equal(changes.v[0].path, "b.rs");
	rc_changes_release(&changes);
	rc_tree_release(&tree);
}

static void test_compose_cancels_out(void **state)
{
	struct rc_change forth = change("a", "x", "y");
	struct rc_changes a = { &forth, 1, 1 }, out = RC_CHANGES_INIT;
	struct rc_change there = forth;
	struct rc_changes b = { &there, 1, 1 };

	(void)state;
	rc_changes_invert(&b);
	assert_string_equal(b.v[0].after, "x");
	rc_changes_compose(&a, &b, &out);
	assert_int_equal(out.n, 0);
	rc_changes_release(&out);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, enter, scratch_leave)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_derive_on_top),
		TEST(test_hash_of_there_and_back),
		TEST(test_stale_file),
		TEST(test_refused_files),
		TEST(test_what_stays_is_left_out),
		TEST(test_compose_cancels_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
