/* SPDX-License-Identifier: MIT */
#include "agent/tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/fs.h"
#include "base/path.h"

static char root[] = "/tmp/rustcoder-tree.XXXXXX";

static void write_file(const char *name, const char *text)
{
	RC_CLEANUP(rc_freep) char *path = rc_path_join(root, name);

	assert_int_equal(rc_fs_write(path, text, strlen(text), 0644, 0, NULL),
			 0);
}

static int make_root(void **state)
{
	(void)state;
	if (!mkdtemp(root))
		return -1;
	write_file("a.rs", "one\ntwo\n");
	write_file("b.rs", "three\n");
	return 0;
}

static int remove_root(void **state)
{
	(void)state;
	return rc_fs_remove_tree(root, NULL);
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
	tree.root = root;
	tree.not_after = INT64_MAX;
	assert_int_equal(rc_tree_derive(&tree, NULL, &a, 1, &first, NULL), 0);
	assert_int_equal(first.n, 1);
	assert_string_equal(first.v[0].after, "ONE\ntwo\n");
	assert_int_equal(rc_tree_derive(&tree, &first, b, 2, &second, NULL), 0);
	assert_int_equal(second.n, 2);
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
	tree.root = root;
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
	tree.root = root;
	tree.not_after = 1; /* 1970 */
	assert_int_equal(rc_tree_derive(&tree, NULL, &a, 1, &changes, NULL),
			 RC_ESTATE);
	assert_int_equal(changes.n, 0);
	rc_tree_release(&tree);
}

static void test_compose_cancels_out(void **state)
{
	struct rc_change forth = { .path = (char *)"a",
				   .before = (char *)"x",
				   .before_len = 1,
				   .after = (char *)"y",
				   .after_len = 1 };
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_derive_on_top),
		cmocka_unit_test(test_hash_of_there_and_back),
		cmocka_unit_test(test_stale_file),
		cmocka_unit_test(test_compose_cancels_out),
	};

	return cmocka_run_group_tests(tests, make_root, remove_root);
}
