/* SPDX-License-Identifier: MIT */
#include "agent/blame.h"

#include "agent/queue.h"
#include "agent/report.h"
#include "agent/search.h"
#include "agent/suspect.h"
#include "agent/takeback.h"
#include "base/cancel.h"
#include "base/err.h"

#define MAX_SUSPECTS 12
#define MAX_OTHERS 8 /* other repairs that are tried in the place of one */

struct blame {
	struct rc_run *run;
	struct rc_test_diffs *red;
};

/* A tree that may be better: node.changes lead there from the base. */
struct trial {
	struct rc_node node;
	struct rc_test_run tests;
	struct rc_test_diffs red;
	bool better; /* the trial is still in the tree */
	const char *why;
};

#define TRIAL_INIT                                               \
	{                                                        \
		.node = RC_NODE_INIT, .tests = RC_TEST_RUN_INIT, \
		.red = RC_TEST_DIFFS_INIT                        \
	}

static void release_trial(struct trial *trial)
{
	rc_node_release(&trial->node);
	rc_test_run_release(&trial->tests);
	rc_test_diffs_release(&trial->red);
}

/* Fewer tests are red, and none that was not. */
static bool is_better(const struct blame *b, const struct rc_test_diffs *red)
{
	for (size_t i = 0; i < red->n; i++) {
		if (!rc_test_diffs_have(b->red, &red->v[i]))
			return false;
	}
	return red->n < b->red->n;
}

static int run_tests(struct blame *b, struct trial *trial, struct rc_err *err)
{
	int ret = rc_test_run_make(b->run, &trial->tests, err);

	if (ret < 0)
		return ret;
	rc_tests_red(b->run, &trial->tests, &trial->red);
	trial->better = is_better(b, &trial->red);
	trial->why = trial->better ? NULL : "tests fail with it, too";
	return 0;
}

/* Writes, compiles and runs the tests; what is not better goes again. */
static int try_tree(struct blame *b, struct trial *trial, const char *what,
		    struct rc_err *err)
{
	struct rc_run *run = b->run;
	int ret = rc_txn_try(run->txn, &trial->node.changes, run->report->run,
			     run->iteration + 1, err);

	if (ret < 0)
		return ret;
	ret = rc_run_build(run, what, &trial->node, err);
	trial->why = "it does not build";
	if (ret == 0 && trial->node.build.success)
		ret = run_tests(b, trial, err);
	if (rc_search_may_go_on(ret))
		ret = 0;
	return ret == 0 && trial->better ? 0
					 : rc_search_take_back(run, ret, err);
}

/* The tests that are red no more without a repair. */
static void name_tests(const struct blame *b, struct rc_repair *repair,
		       const struct rc_test_diffs *left)
{
	for (size_t i = 0; i < b->red->n; i++) {
		if (!left || !rc_test_diffs_have(left, &b->red->v[i]))
			rc_strv_add(&repair->tests, b->red->v[i].name);
	}
}

/* The tree of a trial is the base now. */
static void adopt(struct blame *b, struct trial *trial)
{
	struct rc_run *run = b->run;

	rc_search_advance(run, &trial->node);
	/* What was taken back must not return with an earlier base. */
	for (size_t i = 0; i < run->n_ancestors; i++)
		rc_node_release(&run->ancestors[i]);
	run->n_ancestors = 0;
	if (!trial->better)
		return;
	rc_test_run_release(&run->tester->last);
	run->tester->last = trial->tests;
	run->tester->ran = true;
	trial->tests = (struct rc_test_run)RC_TEST_RUN_INIT;
	rc_test_diffs_release(b->red);
	*b->red = trial->red;
	trial->red = (struct rc_test_diffs)RC_TEST_DIFFS_INIT;
}

/* It builds without this repair, and better so. */
static int keep_without(struct blame *b, struct rc_repair *repair,
			struct trial *trial, struct rc_err *err)
{
	struct rc_run *run = b->run;

	name_tests(b, repair, &trial->red);
	repair->proven = repair->taken_back = true;
	int ret = rc_take_back_record(run, &repair, 1, &trial->node, err);

	if (ret < 0)
		return rc_search_take_back(run, ret, err);
	ret = rc_txn_keep(run->txn, err);
	if (ret < 0)
		return ret;
	rc_repairs_move(run, &trial->node.changes);
	adopt(b, trial);
	return 0;
}

/* Another one takes its place. */
static int keep_other(struct blame *b, size_t index,
		      const struct rc_node *without,
		      const struct rc_proposal *proposal, struct trial *trial,
		      struct rc_err *err)
{
	struct rc_run *run = b->run;
	struct rc_repair *repair = &run->repairs->v[index];

	name_tests(b, repair, &trial->red);
	repair->proven = repair->taken_back = true;
	rc_take_back_emit(run, repair, NULL, NULL);
	int ret =
		rc_report_iteration(run, without, proposal, &trial->node, err);
	if (ret < 0)
		return rc_search_take_back(run, ret, err);
	ret = rc_txn_keep(run->txn, err);
	if (ret < 0)
		return ret;
	rc_repairs_add(run, without, proposal, &trial->node);
	adopt(b, trial);
	return 0;
}

static void reject(struct rc_run *run, const struct rc_proposal *proposal,
		   const char *why)
{
	run->report->rejected++;
	rc_report_candidate(run, RC_EV_REJECTED, proposal, why);
}

/* *tried: it went to the compiler. */
static int try_other(struct blame *b, size_t index,
		     const struct rc_node *without,
		     const struct rc_proposal *proposal, bool *tried,
		     bool *kept, struct rc_err *err)
{
	RC_CLEANUP(release_trial) struct trial trial = TRIAL_INIT;
	struct rc_run *run = b->run;
	struct rc_err why = RC_ERR_INIT;
	const struct rc_candidate *cand = &proposal->cand;
	struct rc_changes *changes = &trial.node.changes;

	if (rc_tree_derive(&run->tree, &without->changes, cand->edits,
			   cand->n_edits, changes, &why) < 0 ||
	    rc_search_seen(run, rc_tree_hash_with(&run->tree, changes)))
		return 0;
	if (rc_guard_check(&run->guard, changes, &why) < 0) {
		reject(run, proposal, why.msg);
		return 0;
	}
	*tried = true;
	run->report->tried++;
	rc_report_candidate(run, RC_EV_TRY, proposal, NULL);
	int ret = try_tree(b, &trial, cand->title, err);

	*kept = ret == 0 && trial.better;
	if (*kept)
		return keep_other(b, index, without, proposal, &trial, err);
	if (ret == 0)
		reject(run, proposal, trial.why);
	return ret;
}

static bool is_over(const struct blame *b)
{
	return rc_run_spent(b->run) || rc_cancelled(b->run->opts->cancel);
}

static int try_others(struct blame *b, size_t index,
		      const struct rc_node *without, bool *kept,
		      struct rc_err *err)
{
	RC_CLEANUP(rc_queue_release) struct rc_queue queue;
	double line = rc_apply_line(b->run->opts);
	unsigned n = 0;
	int ret = 0;

	rc_queue_fill(&queue, b->run, without);
	for (size_t i = 0; i < queue.list.n && ret == 0 && !*kept; i++) {
		bool tried = false;

		if (queue.list.v[i]->cand.rank > line || n >= MAX_OTHERS ||
		    is_over(b))
			break;
		ret = try_other(b, index, without, queue.list.v[i], &tried,
				kept, err);
		n += tried;
	}
	return ret;
}

/* What if it had not been made? */
static int question(struct blame *b, size_t index, bool *kept,
		    struct rc_err *err)
{
	RC_CLEANUP(release_trial) struct trial trial = TRIAL_INIT;
	struct rc_run *run = b->run;
	struct rc_repair *repair = &run->repairs->v[index];

	if (!rc_repair_take_out(run, repair, NULL, &trial.node.changes))
		return 0;
	int ret = try_tree(b, &trial, "without a repair, for the tests", err);

	if (ret < 0)
		return ret;
	*kept = trial.better;
	if (trial.better)
		return keep_without(b, repair, &trial, err);
	if (trial.node.build.success || !trial.node.build.started)
		return 0;
	return try_others(b, index, &trial.node, kept, err);
}

/* The first one without which it is better goes; false: there is none. */
static int replace_one(struct blame *b, bool *kept, struct rc_err *err)
{
	RC_CLEANUP(rc_suspects_release)
	struct rc_suspects suspects = RC_SUSPECTS_INIT;
	int ret = 0;

	rc_suspects_make(b->run, b->red, &suspects);
	for (size_t i = 0; i < suspects.n && i < MAX_SUSPECTS; i++) {
		size_t index =
			(size_t)(suspects.v[i].repair - b->run->repairs->v);

		if (ret < 0 || *kept || is_over(b))
			break;
		ret = question(b, index, kept, err);
	}
	return ret;
}

enum finding { DOUBTFUL, GUILTY, INNOCENT };

/* With the lines as they were at the baseline, are tests green again? What
 * cannot be compiled so stays doubtful. */
static int prove(struct blame *b, struct rc_changes *before,
		 struct rc_test_diffs *left, enum finding *finding,
		 struct rc_err *err)
{
	RC_CLEANUP(release_trial) struct trial trial = TRIAL_INIT;

	*finding = DOUBTFUL;
	if (!before->n || is_over(b))
		return 0;
	trial.node.changes = *before;
	*before = (struct rc_changes)RC_CHANGES_INIT;
	int ret = try_tree(b, &trial, "as it was at the baseline", err);

	if (ret < 0)
		return ret;
	if (trial.better)
		*finding = GUILTY;
	else if (trial.tests.output)
		*finding = INNOCENT;
	*left = trial.red;
	trial.red = (struct rc_test_diffs)RC_TEST_DIFFS_INIT;
	return trial.better ? rc_search_take_back(b->run, 0, err) : 0;
}

static int prove_one(struct blame *b, struct rc_repair *repair,
		     enum finding *finding, struct rc_err *err)
{
	RC_CLEANUP(rc_changes_release)
	struct rc_changes before = RC_CHANGES_INIT;
	struct rc_test_diffs left = RC_TEST_DIFFS_INIT;

	rc_suspect_before(b->run, repair, NULL, &before);
	int ret = prove(b, &before, &left, finding, err);

	repair->proven = ret == 0 && *finding == GUILTY;
	if (repair->proven)
		name_tests(b, repair, &left);
	rc_test_diffs_release(&left);
	return ret;
}

/* Two wrongs may each hide what the other does. */
static int prove_all(struct blame *b, const struct rc_suspects *suspects,
		     enum finding *finding, struct rc_err *err)
{
	struct rc_changes before = RC_CHANGES_INIT;
	struct rc_test_diffs left = RC_TEST_DIFFS_INIT;

	for (size_t i = 0; i < suspects->n; i++) {
		struct rc_changes further = RC_CHANGES_INIT;

		rc_suspect_before(b->run, suspects->v[i].repair, &before,
				  &further);
		rc_changes_release(&before);
		before = further;
	}
	int ret = prove(b, &before, &left, finding, err);

	rc_changes_release(&before);
	rc_test_diffs_release(&left);
	return ret;
}

/* Moves those with this finding to the front; how many there are. */
static size_t pick(struct rc_suspects *suspects, enum finding *findings,
		   enum finding wanted)
{
	size_t n = 0;

	for (size_t i = 0; i < suspects->n; i++) {
		struct rc_suspect one = suspects->v[i];

		if (findings[i] != wanted)
			continue;
		findings[i] = findings[n];
		findings[n] = wanted;
		suspects->v[i] = suspects->v[n];
		suspects->v[n++] = one;
	}
	return n;
}

/* Those that are to go are at the front then. */
static int find_guilty(struct blame *b, struct rc_suspects *suspects, size_t *n,
		       struct rc_err *err)
{
	RC_CLEANUP(rc_freep)
	enum finding *findings = rc_xcalloc(suspects->n + 1, sizeof(*findings));
	enum finding all = INNOCENT;
	int ret = 0;

	for (size_t i = 0; ret == 0 && i < suspects->n && i < MAX_SUSPECTS; i++)
		ret = prove_one(b, suspects->v[i].repair, &findings[i], err);
	*n = pick(suspects, findings, GUILTY);
	if (ret < 0 || *n)
		return ret;
	size_t doubtful = pick(suspects, findings, DOUBTFUL);

	if (!doubtful && suspects->n > 1)
		ret = prove_all(b, suspects, &all, err);
	if (doubtful) {
		suspects->n = doubtful;
		*n = rc_suspects_equal(suspects);
	} else if (all != INNOCENT) {
		*n = suspects->n;
	}
	for (size_t i = 0; i < *n; i++)
		name_tests(b, suspects->v[i].repair, NULL);
	return ret;
}

/* Which of them are still there to be taken out goes to repairs. */
static size_t take_all_out(struct rc_run *run,
			   const struct rc_suspects *suspects, size_t n,
			   struct rc_repair **repairs, struct rc_changes *out)
{
	size_t found = 0;

	for (size_t i = 0; i < n; i++) {
		struct rc_changes further = RC_CHANGES_INIT;

		if (rc_repair_take_out(run, suspects->v[i].repair, out,
				       &further)) {
			rc_changes_release(out);
			*out = further;
			repairs[found++] = suspects->v[i].repair;
		} else {
			rc_changes_release(&further);
		}
	}
	return found;
}

static int record(struct blame *b, struct rc_repair *const *repairs, size_t n,
		  struct trial *trial, struct rc_err *err)
{
	struct rc_run *run = b->run;
	unsigned before = run->base.build.diags.errors;
	unsigned after = trial->node.build.diags.errors;
	unsigned back = after > before ? after - before : 0;
	int ret = rc_take_back_record(run, repairs, n, &trial->node, err);

	if (ret < 0)
		return rc_search_take_back(run, ret, err);
	ret = rc_txn_keep(run->txn, err);
	if (ret < 0)
		return ret;
	for (size_t i = 0; i < n; i++)
		repairs[i]->taken_back = true;
	run->report->repaired -=
		back < run->report->repaired ? back : run->report->repaired;
	rc_repairs_move(run, &trial->node.changes);
	adopt(b, trial);
	run->tester->ran = false;
	return 0;
}

static int take_guilty_back(struct blame *b, enum rc_tests_outcome *outcome,
			    struct rc_err *err)
{
	RC_CLEANUP(rc_suspects_release)
	struct rc_suspects suspects = RC_SUSPECTS_INIT;
	RC_CLEANUP(release_trial) struct trial trial = TRIAL_INIT;
	struct rc_run *run = b->run;
	size_t n;

	rc_suspects_make(run, b->red, &suspects);
	int ret = find_guilty(b, &suspects, &n, err);
	RC_CLEANUP(rc_freep)
	struct rc_repair **repairs = rc_xcalloc(n + 1, sizeof(*repairs));

	if (ret == 0)
		n = take_all_out(run, &suspects, n, repairs,
				 &trial.node.changes);
	if (ret < 0 || !n)
		return ret;
	ret = rc_txn_try(run->txn, &trial.node.changes, run->report->run,
			 run->iteration + 1, err);
	if (ret < 0)
		return ret;
	ret = rc_run_build(run, "without what turned tests red", &trial.node,
			   err);
	if (ret < 0)
		return rc_search_take_back(
			run, rc_search_may_go_on(ret) ? 0 : ret, err);
	*outcome = RC_TESTS_TAKEN_BACK;
	return record(b, repairs, n, &trial, err);
}

int rc_blame(struct rc_run *run, struct rc_test_diffs *red,
	     enum rc_tests_outcome *outcome, struct rc_err *err)
{
	struct blame b = { run, red };
	bool kept;
	int ret;

	*outcome = RC_TESTS_FAILED;
	do {
		kept = false;
		ret = replace_one(&b, &kept, err);
	} while (ret == 0 && kept && red->n && !is_over(&b));
	if (ret == 0 && rc_cancelled(run->opts->cancel))
		return rc_err_set(err, RC_ECANCELLED, "stopped");
	if (ret == 0 && red->n)
		return take_guilty_back(&b, outcome, err);
	if (ret == 0 && run->tester->last.passed)
		*outcome = RC_TESTS_PASSED;
	return ret;
}
