/* SPDX-License-Identifier: MIT */

/* What cargo and libtest print, made up line by line. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "rust/tests.h"

static void messages(struct rc_tests *tests, const char *line)
{
	rc_tests_add_message(tests, line, strlen(line));
}

/* A test program, or with file NULL a library. */
static void artifact(struct rc_tests *tests, const char *package,
		     const char *target, const char *file)
{
	char line[1024], executable[256] = "null";

	if (file)
		snprintf(executable, sizeof(executable),
			 "\"/w/target/debug/deps/%s\"", file);
	snprintf(
		line, sizeof(line),
		"{\"reason\":\"compiler-artifact\",\"package_id\":\"path+file:///w/%s#0.1.0\",\"manifest_path\":\"/w/%s/Cargo.toml\",\"target\":{\"name\":\"%s\",\"doctest\":%s},\"executable\":%s}",
		package, package, target, file ? "false" : "true", executable);
	messages(tests, line);
}

static void status(struct rc_tests *tests, const char *line)
{
	rc_tests_add_status(tests, line, strlen(line));
}

/* Lines of stdout. */
static void print(struct rc_tests *tests, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "\n");

		rc_tests_add_output(tests, text, len);
		text += len + (text[len] == '\n');
	}
}

#define ENDS(result, passed, failed)                            \
	"\ntest result: " result ". " passed " passed; " failed \
	" failed; 0 ignored; 0 measured; 0 filtered out; "      \
	"finished in 0.00s\n\n"

/* One package, its unit tests, an integration test and documentation. */
static void begin(struct rc_tests *tests)
{
	*tests = (struct rc_tests)RC_TESTS_INIT;
	artifact(tests, "core", "core", NULL);
	artifact(tests, "core", "core", "core-0f");
	artifact(tests, "core", "it", "it-1e");
	status(tests, "   Compiling core v0.1.0 (/w/core)");
	status(tests,
	       "     Running unittests src/lib.rs (target/debug/deps/core-0f)");
	status(tests, "     Running tests/it.rs (target/debug/deps/it-1e)");
	status(tests, "   Doc-tests core");
}

static const char good[] =
	"\nrunning 2 tests\ntest tests::a ... ok\n"
	"test tests::b - should panic ... ok\n" ENDS("ok", "2", "0") "\nrunning 1 test\ntest a ... ok\n" ENDS(
		"ok", "1",
		"0") "\nrunning 1 test\ntest src/lib.rs - f (line 7) ... ok\n" ENDS("ok",
										    "1",
										    "0");

static void fill(struct rc_tests *tests, const char *text)
{
	begin(tests);
	print(tests, text);
	rc_tests_end(tests);
}

static void test_programs(void **state)
{
	struct rc_tests tests;

	(void)state;
	fill(&tests, good);
	assert_true(tests.by_program && tests.whole && !tests.crashed);
	assert_int_equal(tests.n, 4);
	assert_int_equal(tests.passed, 4);
	assert_string_equal(tests.programs[0].label,
			    "core unittests src/lib.rs");
	assert_string_equal(tests.programs[1].label, "core tests/it.rs");
	assert_string_equal(tests.programs[2].label, "core doc-tests");
	assert_string_equal(tests.v[1].name, "tests::b - should panic");
	assert_int_equal(tests.v[2].program, 1);
	assert_string_equal(tests.v[3].name, "src/lib.rs - f");
	assert_true(rc_tests_passed_in(&tests, "/w/core/Cargo.toml"));
	assert_false(rc_tests_passed_in(&tests, "/w/other/Cargo.toml"));
	rc_tests_release(&tests);
}

/* Documentation of the 2024 edition runs in two portions. */
static void test_portions(void **state)
{
	struct rc_tests tests;

	(void)state;
	begin(&tests);
	print(&tests, good);
	print(&tests,
	      "running 1 test\ntest src/lib.rs - g (line 9) - compile fail"
	      " ... ok\n" ENDS("ok", "1", "0"));
	rc_tests_end(&tests);
	assert_true(tests.by_program);
	assert_int_equal(tests.v[4].program, 2);
	assert_string_equal(tests.v[4].name, "src/lib.rs - g - compile fail");
	rc_tests_release(&tests);
}

static void assert_odd(const char *text)
{
	struct rc_tests tests;

	fill(&tests, text);
	assert_false(tests.by_program);
	rc_tests_release(&tests);
}

/* A program with a harness of its own, a test that prints such lines, one
 * whose result is not where it belongs. */
static void test_odd_output(void **state)
{
	(void)state;
	assert_odd("running 1 test\ntest a ... ok\n" ENDS("ok", "1", "0"));
	assert_odd("running 1 test\nrunning 1 test\ntest a ... ok\n" ENDS(
		"ok", "1",
		"0") "running 0 tests\n" ENDS("ok", "0",
					      "0") "running 0 tests\n" ENDS("ok",
									    "0",
									    "0"));
	assert_odd("running 2 tests\ntest a ... ok\nhitest b ... ok\n" ENDS(
		"ok", "2",
		"0") "running 0 tests\n" ENDS("ok", "0",
					      "0") "running 0 tests\n" ENDS("ok",
									    "0",
									    "0"));
	assert_odd("");
}

static void test_shapes(void **state)
{
	static const char *const lines[] = {
		"test a ... OK",    "test a .. ok",	   "test a ... ok ",
		"test  ... ok",	    " test a ... ok",	   "test a ... FAILED!",
		"running tests",    "running -1 tests",	   "running 1 tests?",
		"test result: ok.", "test result: 1 bad.", "testa ... ok",
	};
	struct rc_tests tests = RC_TESTS_INIT;

	(void)state;
	print(&tests, "test early ... ok\n");
	print(&tests, "running 1 test\n");
	for (size_t i = 0; i < RC_COUNT(lines); i++)
		print(&tests, lines[i]);
	assert_int_equal(tests.n, 0);
	print(&tests, "test a ... ignored, not now ... ok\n");
	print(&tests, ENDS("ok", "0", "0"));
	print(&tests, "test late ... ok\n");
	assert_int_equal(tests.n, 1);
	assert_int_equal(tests.v[0].verdict, RC_TEST_OTHER);
	assert_string_equal(tests.v[0].name, "a");
	status(&tests, "     Running unittests src/lib.rs (deps/none-00)");
	status(&tests, "     Running (");
	status(&tests, "     Running )");
	status(&tests, "   Doc-tests none");
	messages(&tests, "{\"reason\":\"compiler-artifact\"");
	assert_int_equal(tests.n_programs, 0);
	rc_tests_end(&tests);
	rc_tests_release(&tests);
}

static const char *const words[] = { "broke", "crashed", "gone", "still",
				     "new" };

/* "core tests/it.rs|a broke\n" for each difference */
static void assert_differ(const char *before, const char *after,
			  const char *expected)
{
	struct rc_test_diffs diffs = RC_TEST_DIFFS_INIT;
	struct rc_tests a, b;
	char found[1024] = "";
	size_t len = 0;

	fill(&a, before);
	fill(&b, after);
	rc_tests_compare(&a, &b, true, &diffs);
	for (size_t i = 0; i < diffs.n; i++)
		len += (size_t)snprintf(
			found + len, sizeof(found) - len, "%s|%s %s\n",
			diffs.v[i].program ? diffs.v[i].program : "",
			diffs.v[i].name, words[diffs.v[i].change]);
	assert_string_equal(found, expected);
	rc_test_diffs_release(&diffs);
	rc_tests_release(&a);
	rc_tests_release(&b);
}

static void test_differences(void **state)
{
	static const char first[] =
		"running 3 tests\ntest a ... ok\ntest b ... FAILED\n"
		"test c ... ok\n" ENDS("FAILED", "2", "1") "running 1 test\ntest a ... ok\n" ENDS(
			"ok", "1",
			"0") "running 1 test\ntest x (line 3) ... ok\n" ENDS("ok",
									     "1",
									     "0");

	(void)state;
	assert_differ(good, good, "");
	assert_differ(
		first,
		"running 3 tests\ntest a ... ok\ntest b ... FAILED\n"
		"test d ... FAILED\n" ENDS("FAILED", "1", "2") "running 1 test\ntest a ... FAILED\n" ENDS(
			"FAILED", "0",
			"1") "running 1 test\ntest x (line 8) ... ok\n" ENDS("ok",
									     "1",
									     "0"),
		"core tests/it.rs|a broke\n"
		"core unittests src/lib.rs|b still\n"
		"core unittests src/lib.rs|c gone\n"
		"core unittests src/lib.rs|d new\n");
}

static void test_crash(void **state)
{
	(void)state;
	assert_differ(
		good,
		"running 2 tests\ntest tests::a ... ok\n"
		"running 1 test\ntest a ... ok\n" ENDS(
			"ok", "1",
			"0") "running 1 test\ntest src/lib.rs - f (line 7) ... ok\n" ENDS("ok",
											  "1",
											  "0"),
		"core unittests src/lib.rs|tests::b - should panic "
		"crashed\n");
}

/* Not known which program a test belongs to: names alone, and how often. */
static void test_by_name(void **state)
{
	(void)state;
	assert_differ(
		"running 1 test\ntest a ... ok\n" ENDS(
			"ok", "1",
			"0") "running 1 test\ntest a ... ok\n" ENDS("ok", "1",
								    "0"),
		"running 1 test\ntest a ... ok\n" ENDS(
			"ok", "1",
			"0") "running 1 test\ntest a ... FAILED\n" ENDS("FAILED",
									"0",
									"1"),
		"|a broke\n");
	assert_differ(good,
		      "running 2 tests\ntest tests::a ... ok\n"
		      "saidtest tests::b - should panic ... ok\n" ENDS(
			      "ok", "2", "0"),
		      "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_programs),
		cmocka_unit_test(test_portions),
		cmocka_unit_test(test_odd_output),
		cmocka_unit_test(test_shapes),
		cmocka_unit_test(test_differences),
		cmocka_unit_test(test_crash),
		cmocka_unit_test(test_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
