/* SPDX-License-Identifier: MIT */

/*
 * What a test run prints: half of the input is one run, half the next. The
 * first byte of a line says where it came from: '{' a message, ' ' a status
 * line, anything else the tests' own output.
 */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "rust/tests.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void add_line(struct rc_tests *tests, const char *text, size_t len)
{
	/* Of its own, so that ASan sees one byte too many. */
	char *line = malloc(len ? len : 1);

	memcpy(line, text, len);
	if (len && line[0] == '{')
		rc_tests_add_message(tests, line, len);
	else if (len && line[0] == ' ')
		rc_tests_add_status(tests, line, len);
	else
		rc_tests_add_output(tests, line, len);
	free(line);
}

static void read_run(struct rc_tests *tests, const char *text, size_t size)
{
	for (size_t at = 0; at < size;) {
		const char *end = memchr(text + at, '\n', size - at);
		size_t len = end ? (size_t)(end - text) - at : size - at;

		add_line(tests, text + at, len);
		at += len + 1;
	}
	rc_tests_end(tests);
}

static void check(const struct rc_tests *tests)
{
	size_t passed = 0;

	for (size_t i = 0; i < tests->n; i++) {
		const struct rc_test *test = &tests->v[i];

		passed += test->verdict == RC_TEST_OK;
		if (!*test->name || strchr(test->name, '\n'))
			abort();
		if (tests->by_program && test->program >= tests->n_programs)
			abort();
	}
	if (passed != tests->passed)
		abort();
}

/* A run does not differ from itself but by what failed in it. */
static void compare(const struct rc_tests *a, const struct rc_tests *b)
{
	struct rc_test_diffs diffs = RC_TEST_DIFFS_INIT;

	rc_tests_compare(a, b, true, &diffs);
	for (size_t i = 0; a == b && i < diffs.n; i++) {
		if (diffs.v[i].change != RC_TEST_STILL_RED)
			abort();
	}
	rc_test_diffs_release(&diffs);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rc_tests a = RC_TESTS_INIT, b = RC_TESTS_INIT;
	const char *text = (const char *)data;

	read_run(&a, text, size / 2);
	read_run(&b, text + size / 2, size - size / 2);
	check(&a);
	check(&b);
	compare(&a, &a);
	compare(&a, &b);
	rc_tests_passed_in(&a, "/w/core/Cargo.toml");
	rc_tests_release(&a);
	rc_tests_release(&b);
	return 0;
}
