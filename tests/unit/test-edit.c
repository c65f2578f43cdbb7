/* SPDX-License-Identifier: MIT */
#include "edit/edit.h"

#include "scratch.h"

#include "edit/set.h"

static struct rc_edit edit(const char *path, size_t start, size_t end,
			   const char *text)
{
	return (struct rc_edit){ path, start, end, text, strlen(text) };
}

static int build(struct rc_changes *out, const struct rc_edit *edits, size_t n,
		 int64_t not_after, struct rc_err *err)
{
	*err = (struct rc_err)RC_ERR_INIT;
	return rc_changes_build(out, ".", edits, n, not_after, err);
}

static void test_two_files(void **state)
{
	const struct rc_edit edits[] = {
		edit("src/b.rs", 0, 1, "B"), edit("a.rs", 5, 5, "let y = 2;\n"),
		edit("src/b.rs", 2, 2, "!"),
		edit("src/b.rs", 0, 1, "B"), /* said twice */
	};
	struct rc_changes changes;
	struct rc_err err;
	(void)state;

	put("a.rs", "one\r\ntwo\r\nthree\n");
	put("src/b.rs", "bb");
	assert_int_equal(build(&changes, edits, 4, 0, &err), 0);
	assert_int_equal(changes.n, 2);
	assert_string_equal(changes.v[0].path, "src/b.rs");
	assert_string_equal(changes.v[0].before, "bb");
	assert_string_equal(changes.v[0].after, "Bb!");
	assert_int_equal(changes.v[0].after_len, 3);
	assert_string_equal(changes.v[1].after,
			    "one\r\nlet y = 2;\r\ntwo\r\nthree\n");
	assert_false(changes.v[1].created);
	rc_changes_release(&changes);
	assert_int_equal(changes.n, 0);
	assert_file("src/b.rs", "bb");
}

static void test_no_change_is_left_out(void **state)
{
	const struct rc_edit edits[] = { edit("a.rs", 0, 1, "a"),
					 edit("b.rs", 0, 1, "B") };
	struct rc_changes changes;
	struct rc_err err;
	(void)state;

	put("a.rs", "a");
	put("b.rs", "b");
	assert_int_equal(build(&changes, edits, 2, 0, &err), 0);
	assert_int_equal(changes.n, 1);
	assert_string_equal(changes.v[0].path, "b.rs");
	rc_changes_release(&changes);
}

static void test_errors(void **state)
{
	const struct rc_edit overlap[] = { edit("a.rs", 0, 2, "x"),
					   edit("a.rs", 1, 3, "y") };
	const struct rc_edit outside = edit("a.rs", 2, 6, "x");
	const struct rc_edit lost = edit("none/a.rs", 0, 0, "x");
	const struct rc_edit link = edit("link.rs", 0, 0, "x");
	const struct rc_edit up = edit("../a.rs", 0, 0, "x");
	struct rc_changes changes = RC_CHANGES_INIT;
	struct rc_err err;
	(void)state;

	put("a.rs", "abcde");
	assert_int_equal(symlink("a.rs", "link.rs"), 0);
	assert_int_equal(build(&changes, overlap, 2, 0, &err), RC_EINVAL);
	assert_non_null(strstr(err.msg, "'a.rs' overlap at bytes 1 to 3"));
	assert_int_equal(build(&changes, &outside, 1, 0, &err), RC_EINVAL);
	assert_non_null(strstr(err.msg, "outside its 5 bytes"));
	assert_int_equal(build(&changes, &lost, 1, 0, &err), RC_ENOTFOUND);
	assert_int_equal(build(&changes, &link, 1, 0, &err), RC_ESAFETY);
	assert_int_equal(build(&changes, &up, 1, 0, &err), RC_ESAFETY);
	assert_int_equal(changes.n, 0);
}

static void test_new_file(void **state)
{
	const struct rc_edit good = edit("new.rs", 0, 0, "fn f() {}\r\n");
	const struct rc_edit bad = edit("new.rs", 0, 1, "");
	struct rc_changes changes;
	struct rc_err err;
	(void)state;

	assert_int_equal(build(&changes, &good, 1, 1, &err), 0);
	assert_int_equal(changes.n, 1);
	assert_true(changes.v[0].created);
	assert_string_equal(changes.v[0].before, "");
	assert_string_equal(changes.v[0].after, "fn f() {}\r\n");
	rc_changes_release(&changes);
	assert_int_equal(build(&changes, &bad, 1, 1, &err), RC_EINVAL);
	assert_absent("new.rs");
}

static void test_not_after(void **state)
{
	const struct rc_edit one = edit("a.rs", 0, 0, "x");
	const int64_t second = 1000000000;
	struct rc_changes changes;
	struct rc_err err;
	(void)state;

	put("a.rs", "a");
	set_mtime("a.rs", 1000);
	assert_int_equal(build(&changes, &one, 1, 1000 * second - 1, &err),
			 RC_ESTATE);
	assert_non_null(strstr(err.msg, "'a.rs'"));
	assert_int_equal(build(&changes, &one, 1, 1000 * second, &err), 0);
	rc_changes_release(&changes);
}

static void test_hash(void **state)
{
	const struct rc_edit a = edit("a.rs", 1, 2, "x");
	const struct rc_edit b = edit("b.rs", 1, 2, "x");
	const struct rc_edit ab[] = { a, b }, ba[] = { b, a, b };
	const struct rc_edit others[] = { edit("a.rs", 1, 2, "y"),
					  edit("a.rs", 1, 3, "x"),
					  edit("a.rs", 0, 2, "x"),
					  edit("b.rs", 1, 2, "x") };
	(void)state;

	assert_true(rc_edits_hash(ab, 2) == rc_edits_hash(ba, 3));
	assert_true(rc_edits_hash(ab, 2) != rc_edits_hash(ab, 1));
	assert_true(rc_edits_hash(ab, 0) == rc_edits_hash(NULL, 0));
	for (size_t i = 0; i < RC_COUNT(others); i++)
		assert_true(rc_edits_hash(&others[i], 1) !=
			    rc_edits_hash(&a, 1));
}

static void test_candidates(void **state)
{
	const struct rc_edit a[] = { edit("a.rs", 4, 8, "x"),
				     edit("b.rs", 0, 0, "x") };
	const struct rc_edit others[] = { edit("a.rs", 0, 3, ""),
					  edit("a.rs", 0, 4, ""),
					  edit("a.rs", 8, 8, ""),
					  edit("a.rs", 9, 9, ""),
					  edit("c.rs", 5, 6, "") };
	const bool compatible[] = { true, false, false, true, true };
	struct rc_candidate first = { .edits = a, .n_edits = 2 };
	(void)state;

	for (size_t i = 0; i < RC_COUNT(others); i++) {
		struct rc_candidate other = { .edits = &others[i],
					      .n_edits = 1 };

		assert_int_equal(rc_candidates_compatible(&first, &other),
				 compatible[i]);
		assert_int_equal(rc_candidates_compatible(&other, &first),
				 compatible[i]);
		assert_int_equal(rc_candidates_disjoint(&first, &other),
				 i == 4);
	}
}

/* A set takes just those groups that can be applied together. */
static void test_set_agrees_with_apply(void **state)
{
	RC_CLEANUP(rc_edit_set_release)
	struct rc_edit_set set = RC_EDIT_SET_INIT;
	RC_CLEANUP(rc_buf_release) struct rc_buf out = RC_BUF_INIT(0);
	const struct rc_edit one[] = { edit("a.rs", 2, 4, "x"),
				       edit("a.rs", 4, 4, "y") };
	const struct rc_edit two[] = { edit("a.rs", 0, 1, "z"),
				       edit("a.rs", 3, 3, "w") };
	const struct rc_edit three[] = { edit("a.rs", 4, 4, "y"),
					 edit("a.rs", 2, 2, "v") };
	(void)state;

	assert_true(rc_edit_set_add(&set, one, 2));
	assert_false(rc_edit_set_add(&set, two, 2));
	assert_true(rc_edit_set_add(&set, three, 2));
	assert_int_equal(rc_edits_apply("a.rs", "0123456", 7, set.v, set.n,
					&out, NULL),
			 0);
	assert_string_equal(out.ptr, "01vxy456");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		scratch_test(test_two_files),
		scratch_test(test_no_change_is_left_out),
		scratch_test(test_errors),
		scratch_test(test_new_file),
		scratch_test(test_not_after),
		cmocka_unit_test(test_hash),
		cmocka_unit_test(test_candidates),
		cmocka_unit_test(test_set_agrees_with_apply),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
