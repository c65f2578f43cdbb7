/* SPDX-License-Identifier: MIT */
#include "edit/set.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct rc_edit edit(size_t start, size_t end, const char *text)
{
	return (struct rc_edit){ "a.rs", start, end, text, strlen(text) };
}

static void assert_text(const struct rc_edit_set *set, const char *expected)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf out = RC_BUF_INIT(0);

	assert_int_equal(rc_edits_apply("a.rs", "0123456789", 10, set->v,
					set->n, &out, NULL),
			 0);
	assert_string_equal(out.ptr, expected);
}

/* Whichever of the two comes first. */
static void test_conflict_rules(void **state)
{
	static const struct {
		size_t start, end;
		const char *text;
		size_t n; /* edits in the set afterwards; 0: refused */
	} cases[] = {
		{ 2, 5, "abc", 1 }, /* the very same */
		{ 2, 5, "abd", 0 },    { 2, 5, "ab", 0 },
		{ 2, 5, "", 0 },       { 2, 4, "abc", 0 },
		{ 2, 6, "abc", 0 },    { 1, 3, "abc", 0 },
		{ 3, 4, "", 0 },       { 3, 3, "", 0 },
		{ 4, 5, "abc", 0 },    { 0, 10, "", 0 },
		{ 2, 2, "before", 2 }, { 5, 5, "behind", 2 },
		{ 0, 2, "abc", 2 },    { 5, 6, "abc", 2 },
		{ 7, 9, "abc", 2 },
	};
	const struct rc_edit fixed = edit(2, 5, "abc");
	(void)state;

	for (size_t i = 0; i < RC_COUNT(cases); i++) {
		struct rc_edit other =
			edit(cases[i].start, cases[i].end, cases[i].text);
		struct rc_edit_set one = RC_EDIT_SET_INIT;
		struct rc_edit_set two = RC_EDIT_SET_INIT;
		size_t n = cases[i].n;

		assert_true(rc_edit_set_add(&one, &fixed, 1));
		assert_int_equal(rc_edit_set_add(&one, &other, 1), n > 0);
		assert_int_equal(one.n, n ? n : 1);
		assert_true(rc_edit_set_add(&two, &other, 1));
		assert_int_equal(rc_edit_set_add(&two, &fixed, 1), n > 0);
		assert_int_equal(two.n, n ? n : 1);
		rc_edit_set_release(&one);
		rc_edit_set_release(&two);
	}
}

static void test_inserts_at_one_point(void **state)
{
	RC_CLEANUP(rc_edit_set_release)
	struct rc_edit_set set = RC_EDIT_SET_INIT;
	const struct rc_edit x = edit(4, 4, "x"), y = edit(4, 4, "y");
	(void)state;

	assert_true(rc_edit_set_add(&set, &x, 1));
	assert_true(rc_edit_set_add(&set, &x, 1));
	assert_false(rc_edit_set_add(&set, &y, 1));
	assert_int_equal(set.n, 1);
	assert_text(&set, "0123x456789");
}

static void test_other_file(void **state)
{
	RC_CLEANUP(rc_edit_set_release)
	struct rc_edit_set set = RC_EDIT_SET_INIT;
	const struct rc_edit here = edit(2, 5, "x");
	struct rc_edit there = edit(2, 5, "y");
	(void)state;

	there.path = "b.rs";
	assert_true(rc_edit_set_add(&set, &here, 1));
	assert_true(rc_edit_set_add(&set, &there, 1));
	assert_int_equal(set.n, 2);
	assert_text(&set, "01x56789");
}

static void test_whole_groups_only(void **state)
{
	RC_CLEANUP(rc_edit_set_release)
	struct rc_edit_set set = RC_EDIT_SET_INIT;
	const struct rc_edit first[] = { edit(2, 4, "x"), edit(4, 4, "y") };
	const struct rc_edit bad[] = { edit(0, 1, "z"), edit(9, 10, "w"),
				       edit(3, 3, "") };
	const struct rc_edit shares[] = { edit(4, 4, "y"), edit(2, 2, "v") };
	/* What the refused group had reserved is free again. */
	const struct rc_edit again = edit(0, 2, "Z");
	(void)state;

	assert_true(rc_edit_set_add(&set, first, 2));
	assert_false(rc_edit_set_add(&set, bad, 3));
	assert_int_equal(set.n, 2);
	assert_text(&set, "01xy456789");
	assert_true(rc_edit_set_add(&set, shares, 2));
	assert_int_equal(set.n, 3);
	assert_text(&set, "01vxy456789");
	assert_true(rc_edit_set_add(&set, &again, 1));
	assert_text(&set, "Zvxy456789");
}

static void test_group_against_itself(void **state)
{
	RC_CLEANUP(rc_edit_set_release)
	struct rc_edit_set set = RC_EDIT_SET_INIT;
	const struct rc_edit torn[] = { edit(0, 3, "x"), edit(2, 4, "y") };
	const struct rc_edit twice[] = { edit(0, 3, "x"), edit(0, 3, "x") };
	(void)state;

	assert_false(rc_edit_set_add(&set, torn, 2));
	assert_int_equal(set.n, 0);
	assert_true(rc_edit_set_add(&set, twice, 2));
	assert_int_equal(set.n, 1);
	assert_true(rc_edit_set_add(&set, NULL, 0));
	assert_text(&set, "x3456789");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_conflict_rules),
		cmocka_unit_test(test_inserts_at_one_point),
		cmocka_unit_test(test_other_file),
		cmocka_unit_test(test_whole_groups_only),
		cmocka_unit_test(test_group_against_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
