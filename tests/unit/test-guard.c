/* SPDX-License-Identifier: MIT */
#include "agent/guard.h"

#include "scratch.h"

/* What the guard says of one file going from before to after. */
static int judge(enum rc_goal goal, const char *before, const char *after,
		 struct rc_err *err)
{
	struct rc_guard guard = { .root = ".", .goal = goal };
	struct rc_change one = change("a.rs", before, after);
	struct rc_changes changes = { &one, 1, 1 };

	/* The validator looks at real files. */
	put("a.rs", before);
	return rc_guard_check(&guard, &changes, err);
}

static void test_rejects(void **state)
{
	static const char *const cases[][3] = {
		{ "fn f() {}\n", "fn f() { todo!() }\n", "todo" },
		{ "fn f() {}\n", "fn f() { unimplemented!() }\n", "unimpl" },
		{ "fn f() {}\n", "fn f() { unsafe { g() } }\n", "unsafe" },
		{ "fn f() {}\n", "#[allow(unused)]\nfn f() {}\n", "silences" },
		{ "fn f() {}\n", "#! [ allow (unused)]\nfn f() {}\n", "sil" },
		{ "fn f() {}\n", "#[cfg(any())]\nfn f() {}\n", "switches" },
		{ "fn f() {}\n", "fn f() { todo ! () }\n", "todo" },
		{ "#[test]\nfn f() {}\n", "#[test]\n#[ ignore ]\nfn f() {}\n",
		  "ignores" },
		{ "fn f() {}\n", "#[cfg( any ( ) )]\nfn f() {}\n", "switches" },
		{ "#[test]\nfn f() {}\n", "fn f() {}\n", "removes a test" },
		{ "#[test]\nfn f() {}\n", "#[test]\n#[ignore]\nfn f() {}\n",
		  "ignores" },
		{ "fn f() { assert!(x); }\n", "fn f() {}\n", "assertion" },
		{ "#[test]\nfn f() {}\n", "/*#[test]\nfn f() {}*/\n",
		  "removes a test" },
		{ "fn f() { g(a, b, c, d, e); }\n",
		  "fn f() { g(\"a, b, c, d, e\"); }\n", "tokens" },
	};

	(void)state;
	for (size_t i = 0; i < RC_COUNT(cases); i++) {
		struct rc_err err = RC_ERR_INIT;
		int ret = judge(RC_GOAL_CHECK, cases[i][0], cases[i][1], &err);

		if (ret != RC_ESAFETY || !strstr(err.msg, cases[i][2]))
			fail_msg("case %zu: %d '%s'", i, ret, err.msg);
	}
}

static void test_accepts(void **state)
{
	static const char *const cases[][2] = {
		/* in a comment or a string it is no stub */
		{ "fn f() {}\n", "fn f() {} // todo!() unsafe\n" },
		{ "fn f() {}\n", "fn f() { g(\"unsafe todo!()\"); }\n" },
		{ "fn f() {}\n", "fn f() { g(r#\"a \" unsafe\"#); }\n" },
		/* one quote makes text of code, and code of text */
		{ "fn f() { g(\"a); }\nfn g() { h(\" unsafe {} \"); }\n",
		  "fn f() { g(\"a\"); }\nfn g() { h(\" unsafe {} \"); }\n" },
		{ "fn f() { g(\"a); }\nfn g() { todo!(\"b\"); }\n",
		  "fn f() { g(\"a\"); }\nfn g() { todo!(\"b\"); }\n" },
		/* what was there may stay, words that only contain one too */
		{ "fn f() { unsafe {} }\n", "fn g() { unsafe {} }\n" },
		{ "fn f() {}\n", "fn f() { unsafe_name(); }\n" },
		/* a lifetime is no character literal */
		{ "fn f<'a>(x: &'a str) {}\n", "fn f<'b>(x: &'b str) {}\n" },
	};

	(void)state;
	for (size_t i = 0; i < RC_COUNT(cases); i++) {
		struct rc_err err = RC_ERR_INIT;

		if (judge(RC_GOAL_CHECK, cases[i][0], cases[i][1], &err) != 0)
			fail_msg("case %zu: '%s'", i, err.msg);
	}
}

static void test_large_deletion(void **state)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf text = RC_BUF_INIT(0);
	struct rc_err err = RC_ERR_INIT;

	(void)state;
	for (int i = 0; i < 50; i++)
		rc_buf_addf(&text, "fn f%d() {}\n", i);
	assert_int_equal(judge(RC_GOAL_CHECK, text.ptr, "fn f1() {}\n", &err),
			 RC_ESAFETY);
	assert_non_null(strstr(err.msg, "deletes"));
}

static void test_tests_are_the_judge(void **state)
{
	const char *before = "fn f() {}\n#[cfg(test)]\nmod t { fn g() {} }\n";
	const char *inside = "fn f() {}\n#[cfg(test)]\nmod t { fn h() {} }\n";
	const char *outside = "fn e() {}\n#[cfg(test)]\nmod t { fn g() {} }\n";

	(void)state;
	assert_int_equal(judge(RC_GOAL_TEST, before, inside, NULL), RC_ESAFETY);
	assert_int_equal(judge(RC_GOAL_TEST, before, outside, NULL), 0);
	assert_int_equal(judge(RC_GOAL_CHECK, before, inside, NULL), 0);
}

static void test_blank(void **state)
{
	static const char *const texts[] = {
		"/* b /* c */ d */",
		"\"e\\\"f\"",
		"'g'",
		"'\\''",
		"b'\"'",
		"r\"i\"",
		"br#\"\"\"#",
		"// j",
		"/// k",
	};

	(void)state;
	for (size_t i = 0; i < RC_COUNT(texts); i++) {
		char text[64], expected[64];

		snprintf(text, sizeof(text), "a %s\nb", texts[i]);
		snprintf(expected, sizeof(expected), "a %*s\nb",
			 (int)strlen(texts[i]), "");
		rc_guard_blank(text, strlen(text));
		assert_string_equal(text, expected);
	}
}

/* A lifetime stays, and a literal that lacks its end hides no code. */
static void test_not_blank(void **state)
{
	static const char *const texts[] = { "f<'a>(x: &'a str)", "'\\x\ntodo",
					     "r#match" };

	(void)state;
	for (size_t i = 0; i < RC_COUNT(texts); i++) {
		char text[64];

		snprintf(text, sizeof(text), "%s", texts[i]);
		rc_guard_blank(text, strlen(text));
		assert_string_equal(text, texts[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rejects),
		cmocka_unit_test(test_accepts),
		cmocka_unit_test(test_large_deletion),
		cmocka_unit_test(test_tests_are_the_judge),
		cmocka_unit_test(test_blank),
		cmocka_unit_test(test_not_blank),
	};

	return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
