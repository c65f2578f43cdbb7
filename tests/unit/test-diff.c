/* SPDX-License-Identifier: MIT */
#include "gitbox.h"

#include "vcs/diff.h"

static void add(struct rc_changes *changes, const char *path,
		const char *before, const char *after)
{
	RC_GROW(changes->v, changes->n, changes->cap);
	changes->v[changes->n++] = (struct rc_change){
		.path = rc_xstrdup(path),
		.before = rc_xstrdup(before ? before : ""),
		.before_len = before ? strlen(before) : 0,
		.after = rc_xstrdup(after),
		.after_len = strlen(after),
		.created = !before,
	};
}

static void looks_like_gits_own(void **state)
{
	struct rc_changes changes = RC_CHANGES_INIT;
	RC_CLEANUP(rc_buf_release) struct rc_buf out = RC_BUF_INIT(0);

	(void)state;
	add(&changes, "src/lib.rs", "1\n2\n3\n4\n5\n6\n7\n8\n9\n",
	    "1\n2\n3\n4\nfive\n6\n7\n8\n9\n");
	rc_diff_changes(&changes, &out);
	assert_string_equal(out.ptr, "diff --git a/src/lib.rs b/src/lib.rs\n"
				     "index 0719398..4c5701d 100644\n"
				     "--- a/src/lib.rs\n"
				     "+++ b/src/lib.rs\n"
				     "@@ -2,7 +2,7 @@\n"
				     " 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
	rc_changes_release(&changes);
}

/* What `git apply` makes of a patch is the text it was made for. */
static void can_be_applied(void **state)
{
	static const struct {
		const char *path, *before, *after;
	} cases[] = {
		{ "plain.rs", "one\n", "two\n" },
		{ "crlf.rs", "one\r\ntwo\r\n", "one\r\n2\r\n" },
		{ "no newline.rs", "one", "two" },
		{ "added newline.rs", "one", "one\n" },
		{ "bom.rs", "\xef\xbb\xbfone\n", "\xef\xbb\xbftwo\n" },
		{ "latin1.rs", "\xe9t\xe9\n", "\xe9\n" },
		{ "emptied.rs", "one\n", "" },
		{ "dir/\"odd\"\t\xc3\xa9.rs", "one\n", "two\n" },
		{ "new.rs", NULL, "one\n" },
	};
	struct rc_changes changes = RC_CHANGES_INIT;
	RC_CLEANUP(rc_buf_release) struct rc_buf out = RC_BUF_INIT(0);

	(void)state;
	for (size_t i = 0; i < RC_COUNT(cases); i++) {
		add(&changes, cases[i].path, cases[i].before, cases[i].after);
		if (cases[i].before)
			put(cases[i].path, cases[i].before);
	}
	rc_diff_changes(&changes, &out);
	put("the.patch", out.ptr);
	sh("git apply the.patch");
	for (size_t i = 0; i < RC_COUNT(cases); i++)
		assert_file(cases[i].path, cases[i].after);
	rc_changes_release(&changes);
}

static void nul_bytes_are_text(void **state)
{
	struct rc_changes changes = RC_CHANGES_INIT;
	RC_CLEANUP(rc_buf_release) struct rc_buf out = RC_BUF_INIT(0);

	(void)state;
	add(&changes, "a", "1\n2x\n", "1\n2\n");
	changes.v[0].before[3] = '\0';
	rc_diff_changes(&changes, &out);
	assert_non_null(strstr(out.ptr, "@@ -1,2 +1,2 @@"));
	rc_changes_release(&changes);
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, box_enter, box_leave)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(looks_like_gits_own),
		TEST(can_be_applied),
		TEST(nul_bytes_are_text),
	};

	return cmocka_run_group_tests(tests, box_open, box_close);
}
