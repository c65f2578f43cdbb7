/* SPDX-License-Identifier: MIT */
#include "agent/tests.h"

#include <stdio.h>
#include <stdlib.h>

#include "agent/blame.h"
#include "base/err.h"
#include "base/path.h"
#include "base/strv.h"

static struct rc_tester *tester(struct rc_run *run)
{
	if (!run->tester) {
		run->tester = rc_xcalloc(1, sizeof(*run->tester));
		run->tester->baseline = (struct rc_baseline)RC_BASELINE_INIT;
	}
	return run->tester;
}

int rc_test_run_make(struct rc_run *run, struct rc_test_run *out,
		     struct rc_err *err)
{
	RC_CLEANUP(rc_build_release) struct rc_build build = RC_BUILD_INIT;
	struct rc_event event = { .kind = RC_EV_CHECK, .text = "cargo test" };

	rc_emit(&run->sink, &event);
	rc_test_run_release(out);
	run->cargo.timeout_ms = rc_run_time(run);
	run->cargo.tests = &out->tests;
	int ret = rc_cargo_build(&run->cargo, RC_CARGO_TEST, &build, err);

	run->cargo.tests = NULL;
	out->passed = ret == 0 && build.success;
	out->hung = ret == RC_ETIMEOUT && !rc_run_spent(run);
	out->output = rc_xstrdup(build.stderr_tail ? build.stderr_tail : "");
	return ret;
}

void rc_test_run_release(struct rc_test_run *tests)
{
	rc_tests_release(&tests->tests);
	rc_free(tests->output);
	*tests = (struct rc_test_run)RC_TEST_RUN_INIT;
}

static unsigned count_word(const char *text, size_t len, const char *word,
			   size_t word_len)
{
	unsigned n = 0;
	const char *end = text + len;

	for (const char *at = memmem(text, len, word, word_len); at;
	     at = memmem(at + 1, (size_t)(end - at) - 1, word, word_len)) {
		const char *next = at + word_len;

		n += (at == text || !rc_is_word(at[-1])) &&
		     (next == end || !rc_is_word(*next));
	}
	return n;
}

static bool removes_word(const struct rc_repair *repair, const char *word,
			 size_t len)
{
	for (size_t i = 0; i < repair->out.n; i++) {
		const struct rc_change *out = &repair->out.v[i];

		if (count_word(out->before, out->before_len, word, len) <
		    count_word(out->after, out->after_len, word, len))
			return true;
	}
	return false;
}

/* A test may be gone because the user removed or renamed it since the
 * baseline. One whose name, or module's name, a repair removed is ours. */
static bool was_removed(const struct rc_run *run, const char *name)
{
	for (size_t i = 0; run->repairs && i < run->repairs->n; i++) {
		const struct rc_repair *repair = &run->repairs->v[i];
		const char *at = name;

		while (!repair->taken_back && *at) {
			size_t len = 0;

			while (rc_is_word(at[len]))
				len++;
			if (len && removes_word(repair, at, len))
				return true;
			at += len + !len;
		}
	}
	return false;
}

static bool is_red(const struct rc_run *run, const struct rc_test_diff *diff)
{
	switch (diff->change) {
	case RC_TEST_BROKE:
	case RC_TEST_CRASHED:
		return true;
	case RC_TEST_GONE:
		return was_removed(run, diff->name);
	case RC_TEST_STILL_RED:
	case RC_TEST_NEW_FAILED:
		break;
	}
	return false;
}

void rc_tests_red(const struct rc_run *run, const struct rc_test_run *tests,
		  struct rc_test_diffs *out)
{
	struct rc_test_diffs all = RC_TEST_DIFFS_INIT;

	rc_tests_compare(&run->tester->baseline.tests, &tests->tests,
			 !tests->passed, &all);
	for (size_t i = 0; i < all.n; i++) {
		if (!is_red(run, &all.v[i]))
			continue;
		RC_GROW(out->v, out->n, out->cap);
		out->v[out->n++] = all.v[i];
	}
	rc_test_diffs_release(&all);
}

int rc_tests_before(struct rc_run *run, struct rc_err *err)
{
	struct rc_tester *t = tester(run);
	struct rc_test_run before = RC_TEST_RUN_INIT;
	int ret = rc_test_run_make(run, &before, err);

	t->baseline.known = ret == 0;
	if (ret == 0) {
		snprintf(t->baseline.name, sizeof(t->baseline.name), "start");
		t->baseline.tests = before.tests;
		before.tests = (struct rc_tests)RC_TESTS_INIT;
	}
	rc_test_run_release(&before);
	return ret;
}

/* A test that fails only now and then is no witness against anybody. */
static int confirm(struct rc_run *run, struct rc_test_diffs *red,
		   struct rc_err *err)
{
	struct rc_test_run again = RC_TEST_RUN_INIT;
	struct rc_test_diffs second = RC_TEST_DIFFS_INIT;
	size_t n = 0;

	/* What did not end is not waited for again. */
	if (!red->n || run->tester->last.passed || run->tester->last.hung ||
	    rc_run_spent(run))
		return 0;
	int ret = rc_test_run_make(run, &again, err);

	if (again.hung)
		ret = 0;
	if (ret == 0)
		rc_tests_red(run, &again, &second);
	for (size_t i = 0; i < red->n && ret == 0; i++) {
		if (rc_test_diffs_have(&second, &red->v[i]))
			red->v[n++] = red->v[i];
		else
			rc_emit_note(&run->sink, NULL,
				     "test '%s' fails only now and then",
				     red->v[i].name);
	}
	red->n = n;
	rc_test_diffs_release(&second);
	rc_test_run_release(&again);
	return ret;
}

static void note_unexplained(const struct rc_run *run,
			     const struct rc_test_diffs *red)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf names = RC_BUF_INIT(0);

	for (size_t i = 0; i < red->n; i++)
		rc_buf_addf(&names, "%s%s", i ? ", " : "", red->v[i].name);
	rc_emit_note(&run->sink, NULL,
		     "tests fail that passed before, and no repair was found "
		     "to be the reason: %s",
		     names.ptr);
}

static int compare(struct rc_run *run, enum rc_tests_outcome *outcome,
		   struct rc_err *err)
{
	struct rc_test_diffs red = RC_TEST_DIFFS_INIT;
	struct rc_tester *t = run->tester;
	int ret = rc_baseline_find(run, &t->baseline, err);

	if (ret == 0 && t->baseline.known) {
		rc_tests_red(run, &t->last, &red);
		ret = confirm(run, &red, err);
	}
	if (ret == 0 && red.n)
		ret = rc_blame(run, &red, outcome, err);
	if (ret == 0 && red.n && *outcome == RC_TESTS_FAILED)
		note_unexplained(run, &red);
	rc_test_diffs_release(&red);
	return ret;
}

/* Where repairs made them hang, that is as good as red. */
static int run_tests(struct rc_run *run, struct rc_err *err)
{
	struct rc_tester *t = tester(run);
	int ret = rc_test_run_make(run, &t->last, err);

	if (ret < 0 && !(t->last.hung && run->total.n))
		return ret;
	t->ran = ret == 0;
	return 0;
}

int rc_tests_judge(struct rc_run *run, enum rc_tests_outcome *outcome,
		   struct rc_err *err)
{
	int ret = run_tests(run, err);

	if (ret < 0)
		return ret;
	const struct rc_test_run *last = &run->tester->last;

	*outcome = last->passed ? RC_TESTS_PASSED : RC_TESTS_FAILED;
	if (run->total.n)
		ret = compare(run, outcome, err);
	if (ret == RC_ESTATE && !rc_txn_is_open(run->txn)) {
		rc_emit_note(&run->sink, err->hint, "%s", err->msg);
		*outcome = RC_TESTS_FAILED;
		ret = 0;
	}
	if (ret < 0 || *outcome != RC_TESTS_FAILED)
		return ret;
	if (last->hung)
		return rc_err_set(err, RC_ETIMEOUT,
				  "'cargo test' did not end in time");
	rc_emit_note(&run->sink, NULL, "tests fail:\n%s", last->output);
	return 0;
}

static struct rc_event_repair show(struct rc_tester *t,
				   const struct rc_repair *repair)
{
	const char **tests = rc_arena_alloc(&t->arena, (repair->tests.n + 1) *
							       sizeof(*tests));

	for (size_t i = 0; i < repair->tests.n; i++)
		tests[i] = repair->tests.v[i];
	return (struct rc_event_repair){ .part = repair->part,
					 .iteration = repair->iteration,
					 .tests = tests,
					 .proven = repair->proven };
}

/* Did a test pass in the package that a file belongs to? */
static bool is_covered(const struct rc_run *run, const char *file)
{
	const struct rc_tester *t = run->tester;

	if (!t->ran)
		return false;
	RC_CLEANUP(rc_freep) char *path = rc_path_join(run->root, file);
	RC_CLEANUP(rc_freep) char *dir = rc_path_dirname(path);
	RC_CLEANUP(rc_freep)
	char *manifest = run->crate.single ? rc_xstrdup(run->crate.manifest)
					   : rc_crate_lookup(dir);

	return manifest && rc_tests_passed_in(&t->last.tests, manifest);
}

/* What was found first depends on which package was compiled first. */
static int by_place(const void *left, const void *right)
{
	const struct rc_event_repair *a = left, *b = right;
	int order = strcmp(a->part.file, b->part.file);

	return order ? order
		     : (int)(a->part.line > b->part.line) -
			       (int)(a->part.line < b->part.line);
}

static void list_repairs(struct rc_run *run, struct rc_tester *t)
{
	const struct rc_repairs *repairs = run->repairs;
	struct rc_fix_report *report = run->report;
	size_t most = (repairs ? repairs->n : 0) + 1;

	t->untested = rc_arena_alloc(&t->arena, most * sizeof(*t->untested));
	t->taken_back =
		rc_arena_alloc(&t->arena, most * sizeof(*t->taken_back));
	for (size_t i = 0; repairs && i < repairs->n; i++) {
		const struct rc_repair *repair = &repairs->v[i];

		if (repair->taken_back)
			t->taken_back[report->n_taken_back++] = show(t, repair);
		else if (!is_covered(run, repair->part.file))
			t->untested[report->n_untested++] = show(t, repair);
	}
	qsort(t->untested, report->n_untested, sizeof(*t->untested), by_place);
	qsort(t->taken_back, report->n_taken_back, sizeof(*t->taken_back),
	      by_place);
	report->untested = t->untested;
	report->taken_back = t->taken_back;
}

static const char **list_names(struct rc_tester *t,
			       const struct rc_test_diffs *all, bool before,
			       size_t *n)
{
	const char **names =
		rc_arena_alloc(&t->arena, (all->n + 1) * sizeof(*names));

	*n = 0;
	for (size_t i = 0; i < all->n; i++) {
		enum rc_test_change change = all->v[i].change;
		bool red = change == RC_TEST_BROKE || change == RC_TEST_CRASHED;

		if (before ? change == RC_TEST_STILL_RED : red)
			names[(*n)++] = all->v[i].name;
	}
	return names;
}

/* Only of the tree as it is. */
static void list_failed(struct rc_run *run, struct rc_tester *t)
{
	struct rc_fix_report *report = run->report;
	struct rc_test_diffs all = RC_TEST_DIFFS_INIT;

	if (t->ran && t->baseline.known)
		rc_tests_compare(&t->baseline.tests, &t->last.tests,
				 !t->last.passed, &all);
	report->red = list_names(t, &all, false, &report->n_red);
	report->failed_before =
		list_names(t, &all, true, &report->n_failed_before);
	rc_test_diffs_release(&all);
}

void rc_tests_report(struct rc_run *run)
{
	struct rc_tester *t = tester(run);
	struct rc_fix_report *report = run->report;

	report->tests = !t->ran		    ? "not-run"
			: t->baseline.known ? "compared"
			: t->baseline.why   ? "no-baseline"
					    : "run";
	report->no_baseline = t->baseline.why;
	if (t->baseline.known)
		snprintf(report->baseline, sizeof(report->baseline), "%s",
			 t->baseline.name);
	if (t->ran) {
		report->tests_passed = t->last.tests.passed;
		report->tests_failed = t->last.tests.failed;
	}
	list_repairs(run, t);
	list_failed(run, t);
}

void rc_tests_release_all(struct rc_run *run)
{
	struct rc_tester *t = run->tester;

	rc_repairs_release(run->repairs);
	if (!t)
		return;
	run->report->untested = run->report->taken_back = NULL;
	run->report->red = run->report->failed_before = NULL;
	rc_baseline_release(&t->baseline);
	rc_test_run_release(&t->last);
	rc_arena_release(&t->arena);
	rc_free(t);
}
