/* SPDX-License-Identifier: MIT */

/* Two runs of the tests, compared. */

#include "rust/tests.h"

#include <stdint.h>
#include <stdlib.h>

/* All results under one name: a name may be there more than once. */
struct tally {
	const char *program; /* "": whichever */
	const char *name;
	unsigned passed, failed, all;
};

static int by_name(const void *left, const void *right)
{
	const struct tally *a = left, *b = right;
	int order = strcmp(a->program, b->program);

	return order ? order : strcmp(a->name, b->name);
}

/* Sorted, one for each name; the caller frees. */
static struct tally *tally_up(const struct rc_tests *tests, bool by_program,
			      size_t *n)
{
	struct tally *v = rc_xcalloc(tests->n + 1, sizeof(*v));

	*n = 0;
	for (size_t i = 0; i < tests->n; i++) {
		const struct rc_test *test = &tests->v[i];

		v[i] = (struct tally){
			.program =
				by_program
					? tests->programs[test->program].label
					: "",
			.name = test->name,
			.passed = test->verdict == RC_TEST_OK,
			.failed = test->verdict == RC_TEST_FAILED,
			.all = 1,
		};
	}
	qsort(v, tests->n, sizeof(*v), by_name);
	for (size_t i = 0; i < tests->n; i++) {
		if (*n && by_name(&v[*n - 1], &v[i]) == 0) {
			v[*n - 1].passed += v[i].passed;
			v[*n - 1].failed += v[i].failed;
			v[*n - 1].all++;
		} else {
			v[(*n)++] = v[i];
		}
	}
	return v;
}

static bool has_crashed(const struct rc_tests *tests, const char *program)
{
	if (!*program)
		return tests->crashed;
	for (size_t i = 0; i < tests->n_programs; i++) {
		if (tests->programs[i].crashed &&
		    !strcmp(tests->programs[i].label, program))
			return true;
	}
	return false;
}

static void add(struct rc_test_diffs *out, const struct tally *tally,
		enum rc_test_change change)
{
	RC_GROW(out->v, out->n, out->cap);
	out->v[out->n++] = (struct rc_test_diff){
		.name = tally->name,
		.program = *tally->program ? tally->program : NULL,
		.change = change,
	};
}

/* It passed and does so no more, nor does it fail. A line too few may only be
 * one that was spoiled. */
static void compare_missing(const struct tally *b, const struct tally *a,
			    const struct rc_tests *after, bool failed,
			    struct rc_test_diffs *out)
{
	if (failed && has_crashed(after, b->program))
		add(out, b, RC_TEST_CRASHED);
	else if (after->whole && !after->crashed && (!a || a->all < b->all))
		add(out, b, RC_TEST_GONE);
}

/* b before, a after; NULL: was not there. */
static void compare(const struct tally *b, const struct tally *a,
		    const struct rc_tests *after, bool failed,
		    struct rc_test_diffs *out)
{
	unsigned passed = a ? a->passed : 0;
	unsigned red = a ? a->failed : 0;

	if (b && b->passed > passed && red > b->failed)
		add(out, b, RC_TEST_BROKE);
	else if (b && b->passed > passed && !red)
		compare_missing(b, a, after, failed, out);
	else if (red)
		add(out, b ? b : a,
		    b && b->failed ? RC_TEST_STILL_RED : RC_TEST_NEW_FAILED);
}

void rc_tests_compare(const struct rc_tests *before,
		      const struct rc_tests *after, bool failed,
		      struct rc_test_diffs *out)
{
	bool by_program = before->by_program && after->by_program;
	size_t n_b, n_a, i = 0, k = 0;
	RC_CLEANUP(rc_freep)
	struct tally *b = tally_up(before, by_program, &n_b);
	RC_CLEANUP(rc_freep)
	struct tally *a = tally_up(after, by_program, &n_a);

	while (i < n_b || k < n_a) {
		int order = i == n_b   ? 1
			    : k == n_a ? -1
				       : by_name(&b[i], &a[k]);

		compare(order <= 0 ? &b[i] : NULL, order >= 0 ? &a[k] : NULL,
			after, failed, out);
		i += order <= 0;
		k += order >= 0;
	}
}

static bool same_program(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

bool rc_test_diffs_have(const struct rc_test_diffs *diffs,
			const struct rc_test_diff *test)
{
	for (size_t i = 0; i < diffs->n; i++) {
		if (!strcmp(diffs->v[i].name, test->name) &&
		    same_program(diffs->v[i].program, test->program))
			return true;
	}
	return false;
}

void rc_test_diffs_release(struct rc_test_diffs *diffs)
{
	rc_free(diffs->v);
	*diffs = (struct rc_test_diffs)RC_TEST_DIFFS_INIT;
}
