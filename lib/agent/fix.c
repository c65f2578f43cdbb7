/* SPDX-License-Identifier: MIT */

/*
 * One run: check; where something is to be repaired, prepare, search until
 * nothing helps, and check the final tree. The clean path makes one cargo
 * call and opens nothing else.
 */

#include <rustcoder/fix.h>

#include <stdio.h>
#include <sys/stat.h>

#include "agent/llm.h"
#include "agent/report.h"
#include "agent/resume.h"
#include "agent/search.h"
#include "agent/tests.h"
#include "base/err.h"
#include "base/fs.h"
#include "base/mem.h"
#include "base/path.h"
#include "edit/validate.h"

#define DEFAULT_CHECK_MS (600 * 1000)
#define DEFAULT_COMPILES 100
#define MAX_REREADS 3 /* times the user may edit while we run */
#define MAX_TEST_ROUNDS 4

void rc_node_release(struct rc_node *node)
{
	rc_changes_release(&node->changes);
	rc_build_release(&node->build);
	rc_score_release(&node->score);
	rc_arena_release(&node->arena);
	*node = (struct rc_node)RC_NODE_INIT;
}

enum rc_cargo_verb rc_run_verb(const struct rc_run *run)
{
	return run->opts->goal == RC_GOAL_CLIPPY ? RC_CARGO_CLIPPY
						 : RC_CARGO_CHECK;
}

const char *rc_run_spent(const struct rc_run *run)
{
	unsigned max = run->opts->max_compiles ? run->opts->max_compiles
					       : DEFAULT_COMPILES;

	if (run->deadline && rc_now_ms() >= run->deadline)
		return "time";
	return run->cargo.calls >= max ? "compiles" : NULL;
}

unsigned rc_run_targets(const struct rc_run *run)
{
	const struct rc_diags *diags = &run->base.build.diags;
	unsigned n = 0;

	for (size_t i = 0; i < diags->n; i++)
		n += rc_fixer_wants(run->opts, &diags->v[i]);
	return n;
}

/* One compiler run may take what it is allowed, or what is left of all. */
int64_t rc_run_time(const struct rc_run *run)
{
	int64_t limit = run->opts->check_time_ms ? run->opts->check_time_ms
						 : DEFAULT_CHECK_MS;
	int64_t left = run->deadline - rc_now_ms();

	if (!run->deadline || left > limit)
		return limit;
	return left > 1 ? left : 1;
}

/* Which of the diagnostics lie in the workspace, and how good that is. */
static void place(const struct rc_run *run, struct rc_node *node)
{
	rc_diags_resolve(&node->build.diags, run->root, run->workspace.root,
			 run->workspace.target);
	rc_score_init(&node->score, &node->build.diags, run->root);
}

int rc_run_build(struct rc_run *run, const char *why, struct rc_node *node,
		 struct rc_err *err)
{
	struct rc_event event = { .kind = RC_EV_CHECK, .text = why };

	rc_emit(&run->sink, &event);
	run->cargo.timeout_ms = rc_run_time(run);
	int ret = rc_cargo_build(&run->cargo, rc_run_verb(run), &node->build,
				 err);

	run->fresh = ret == 0;
	event = (struct rc_event){ .kind = RC_EV_CHECKED,
				   .ms = node->build.ms,
				   .errors = node->build.diags.errors,
				   .warnings = node->build.diags.warnings };
	rc_emit(&run->sink, &event);
	if (ret == 0 && run->root)
		place(run, node);
	return ret;
}

/* There will be something to record: be ready when the compiler is done. */
static void on_error(void *data)
{
	struct rc_run *run = data;

	run->cargo.on_error = NULL;
	if (!run->opts->check_only && !run->opts->dry_run)
		rc_history_warm_up(&run->history_ready);
}

static int begin(struct rc_run *run, struct rc_err *err)
{
	const struct rc_fix_opts *opts = run->opts;
	int ret = rc_crate_find(&run->crate, opts->path, opts->cargo.edition,
				err);

	if (ret < 0)
		return ret;
	ret = rc_toolchain_find(&run->toolchain, run->crate.dir, err);
	if (ret < 0)
		return ret;
	run->cargo_opts = opts->cargo;
	run->cargo_opts.tests |= opts->goal == RC_GOAL_TEST;
	run->cargo = (struct rc_cargo){ .toolchain = &run->toolchain,
					.opts = &run->cargo_opts,
					.manifest = run->crate.manifest,
					.cwd = run->crate.dir,
					.cancel = opts->cancel,
					.sink = &run->sink,
					.on_error = on_error,
					.data = run };
	static const char *const goals[] = { "check", "clippy", "test" };
	struct rc_event event = { .kind = RC_EV_START,
				  .root = run->crate.single ? run->crate.single
							    : run->crate.dir,
				  .goal = goals[opts->goal],
				  .text = rc_version() };

	rc_emit(&run->sink, &event);
	return opts->endpoint.url || opts->print_prompt ? rc_llm_open(run, err)
							: 0;
}

/* Trials of a dry run go to a private copy of the workspace. */
static int move_to_copy(struct rc_run *run, struct rc_err *err)
{
	const char *root = run->workspace.root;

	if (run->crate.single)
		return rc_err_set(err, RC_EUNSUPPORTED,
				  "no dry run of a single file: copy it and "
				  "run on the copy");
	int ret = rc_copy_open(&run->copy, root, run->workspace.outside, err);

	if (ret < 0)
		return ret;
	const char *dir = rc_path_below(run->crate.dir, root);
	const char *manifest = rc_path_below(run->crate.manifest, root);

	if (!dir || !manifest)
		return rc_err_set(err, RC_EINTERNAL, "'%s' is not below '%s'",
				  run->crate.manifest, root);
	char *old_dir = run->crate.dir, *old_manifest = run->crate.manifest;

	run->crate.dir = rc_path_join(run->copy.root, dir);
	run->crate.manifest = rc_path_join(run->copy.root, manifest);
	rc_free(old_dir);
	rc_free(old_manifest);
	run->cargo.cwd = run->crate.dir;
	run->cargo.manifest = run->crate.manifest;
	run->cargo.target_dir = run->copy.target;
	run->root = run->copy.root;
	rc_free(run->journal);
	run->journal = rc_path_join(run->copy.target, "rustcoder-journal");
	return 0;
}

static int open_history(struct rc_run *run, struct rc_err *err)
{
	struct rc_history_opts opts = {
		.root = run->root,
		.no_vcs = run->opts->no_vcs,
		.require_clean = run->opts->require_clean,
		.commit = run->opts->commit,
		.sink = &run->sink,
		.cancel = run->opts->cancel,
	};
	int ret = rc_history_open(&run->history, &opts, err);

	if (ret < 0)
		return ret;
	snprintf(run->report->run, sizeof(run->report->run), "%s",
		 rc_history_run(run->history));
	rc_history_where(run->history, run->report->where,
			 sizeof(run->report->where));
	return 0;
}

static unsigned allowances(const struct rc_fix_opts *opts)
{
	return (opts->allow_deps ? RC_ALLOW_DEPS : 0) |
	       (opts->allow_build_scripts ? RC_ALLOW_BUILD_SCRIPTS : 0);
}

static bool tidies(const struct rc_fix_opts *opts)
{
	return opts->lints || opts->only || opts->goal == RC_GOAL_CLIPPY;
}

/* The first build made before the root was known: place its diagnostics. */
static int place_base(struct rc_run *run, struct rc_err *err)
{
	struct rc_node *base = &run->base;

	if (run->opts->dry_run) {
		rc_node_release(base);
		int ret = rc_run_build(run, "the private copy", base, err);

		if (ret < 0)
			return ret;
	} else {
		place(run, base);
	}
	run->tree.root = run->root;
	run->tree.not_after = base->build.started;
	return 0;
}

/* A private copy has to know what lies outside the root, so it asks. */
static int find_root(struct rc_run *run, struct rc_err *err)
{
	if (!run->opts->dry_run &&
	    rc_workspace_guess(&run->workspace, &run->crate,
			       &run->base.build.diags))
		return 0;
	return rc_workspace_load(&run->workspace, &run->cargo, &run->crate,
				 err);
}

static int prepare(struct rc_run *run, struct rc_err *err)
{
	int ret = find_root(run, err);

	if (ret < 0)
		return ret;
	run->root = run->workspace.root;
	if (run->opts->dry_run)
		ret = move_to_copy(run, err);
	else
		ret = rc_resume_lock(run, err);
	if (ret == 0 && !run->opts->dry_run)
		ret = open_history(run, err);
	if (ret == 0)
		ret = place_base(run, err);
	if (ret < 0)
		return ret;
	run->guard = (struct rc_guard){ .root = run->root,
					.goal = run->opts->goal,
					.allow = allowances(run->opts),
					.tidies = tidies(run->opts) };
	return rc_txn_open(&run->txn, run->journal, run->root, err);
}

/* Somebody edited while the compiler ran: what it said is void. */
static int reread(struct rc_run *run, struct rc_err *err)
{
	rc_emit_note(&run->sink, NULL,
		     "a file was changed by somebody else; checking again");
	for (size_t i = 0; i < run->n_ancestors; i++)
		rc_node_release(&run->ancestors[i]);
	run->n_ancestors = 0;
	rc_node_release(&run->base);
	int ret = rc_run_build(run, "the changed tree", &run->base, err);

	rc_tree_reset(&run->tree, run->base.build.started);
	run->n_seen = 0;
	return ret;
}

static int repair(struct rc_run *run, struct rc_err *err)
{
	unsigned rereads = 0;

	while (rc_run_targets(run) && !rc_run_spent(run)) {
		int ret = rc_search_step(run, err);

		if (ret == 0)
			ret = rc_llm_step(run, err);
		bool stuck = rc_txn_is_open(run->txn);
		if (ret == RC_ESTATE && !stuck && rereads++ < MAX_REREADS) {
			ret = reread(run, err);
			if (ret == 0)
				continue;
		}
		if (ret <= 0)
			return ret;
	}
	return 0;
}

/* Has anything we touched been written since the last compiler run? */
static bool is_stale(const struct rc_run *run)
{
	for (size_t i = 0; i < run->total.n; i++) {
		RC_CLEANUP(rc_freep)
		char *path = rc_path_join(run->root, run->total.v[i].path);
		struct stat st;

		if (stat(path, &st) < 0 ||
		    rc_time_ns(st.st_mtim) > run->base.build.started)
			return true;
	}
	return !run->fresh;
}

/* "Done" is only said of what a compiler saw exactly as it is now. */
static int verify(struct rc_run *run, struct rc_err *err)
{
	if (!run->base.build.success || !run->root || !is_stale(run))
		return 0;
	rc_node_release(&run->base);
	return rc_run_build(run, "the final tree", &run->base, err);
}

/*
 * Where tests are the goal they have a say once all builds. What they had
 * taken back may be repaired in another way, which they judge again.
 */
static int settle(struct rc_run *run, bool *passed, struct rc_err *err)
{
	enum rc_tests_outcome outcome = RC_TESTS_PASSED;
	int ret = verify(run, err);

	for (unsigned i = 0; i < MAX_TEST_ROUNDS && ret == 0; i++) {
		if (run->opts->goal != RC_GOAL_TEST || !run->base.build.success)
			break;
		ret = rc_tests_judge(run, &outcome, err);
		if (ret < 0 || outcome != RC_TESTS_TAKEN_BACK)
			break;
		ret = repair(run, err);
		if (ret == 0)
			ret = verify(run, err);
	}
	*passed = ret == 0 && outcome == RC_TESTS_PASSED;
	return ret;
}

static const char *why_stopped(const struct rc_run *run)
{
	const char *spent = rc_run_spent(run);

	if (run->report->clean)
		return "clean";
	if (run->report->would_change && run->base.build.success && run->passed)
		return "would-change";
	if (run->base.build.success)
		return run->opts->goal == RC_GOAL_TEST ? "tests-fail"
						       : "no-candidate";
	if (rc_llm_stopped(run))
		return rc_llm_stopped(run);
	if (run->report->n_taken_back)
		return "taken-back";
	return run->opts->check_only ? "check-only"
	       : spent		     ? spent
				     : "no-candidate";
}

static int conclude(struct rc_run *run, struct rc_err *err)
{
	struct rc_fix_report *report = run->report;
	int ret = settle(run, &run->passed, err);

	report->clean = ret == 0 && run->base.build.success && run->passed;
	report->would_change = run->opts->dry_run && run->total.n > 0;
	if (report->would_change)
		report->clean = false;
	if (run->base.build.started)
		rc_report_diags(run);
	if (!report->clean && run->root && !run->opts->check_only)
		rc_search_proposals(run);
	return ret;
}

static void fill_report(struct rc_run *run, int ret)
{
	struct rc_fix_report *report = run->report;

	report->errors_after = run->base.build.diags.errors;
	report->warnings_after = run->base.build.diags.warnings;
	report->changed = !run->opts->dry_run && run->total.n > 0;
	report->iterations = run->iteration;
	report->cargo_calls = run->cargo.calls;
	report->cargo_ms = run->cargo.ms;
	report->wall_ms = rc_now_ms() - run->started;
	rc_tests_report(run);
	report->stop = ret == RC_ECANCELLED ? "cancelled"
		       : ret < 0	    ? "failed"
					    : why_stopped(run);
}

static void release(struct rc_run *run)
{
	rc_history_warm_down(&run->history_ready);
	rc_llm_release(run->llm);
	rc_tests_release_all(run);
	rc_txn_close(run->txn);
	rc_history_close(run->history);
	for (size_t i = 0; i < run->n_ancestors; i++)
		rc_node_release(&run->ancestors[i]);
	rc_node_release(&run->base);
	rc_tree_release(&run->tree);
	rc_changes_release(&run->total);
	rc_copy_release(&run->copy);
	rc_workspace_release(&run->workspace);
	rc_crate_release(&run->crate);
	rc_toolchain_release(&run->toolchain);
	rc_free(run->seen);
	rc_free(run->journal);
	rc_closep(&run->lock);
}

static void finish_history(struct rc_run *run)
{
	char summary[200];
	struct rc_err err = RC_ERR_INIT;

	if (!run->history)
		return;
	snprintf(summary, sizeof(summary), "fix: %u -> %u errors",
		 run->report->errors_before, run->base.build.diags.errors);
	if (rc_history_finish(run->history, summary, &run->report->published,
			      &err) < 0)
		rc_emit_note(&run->sink, err.hint, "%s", err.msg);
	rc_history_where(run->history, run->report->where,
			 sizeof(run->report->where));
}

static int work(struct rc_run *run, struct rc_err *err)
{
	int ret = rc_run_build(run, "the tree as it is", &run->base, err);

	if (ret < 0)
		return ret;
	run->report->errors_before = run->base.build.diags.errors;
	run->report->warnings_before = run->base.build.diags.warnings;
	if (!run->opts->check_only && rc_run_targets(run)) {
		ret = prepare(run, err);
		if (ret == 0 && run->opts->goal == RC_GOAL_TEST &&
		    run->base.build.success)
			ret = rc_tests_before(run, err);
		if (ret == 0)
			ret = repair(run, err);
	}
	return ret < 0 ? ret : conclude(run, err);
}

int rc_fix(const struct rc_fix_opts *opts, struct rc_fix_report *report,
	   struct rc_err *err)
{
	struct rc_err local = RC_ERR_INIT;
	struct rc_run run = {
		.opts = opts,
		.report = report,
		.sink = { opts->event, opts->event_data },
		.crate = RC_CRATE_INIT,
		.workspace = RC_WORKSPACE_INIT,
		.copy = RC_COPY_INIT,
		.tree = RC_TREE_INIT,
		.base = RC_NODE_INIT,
		.lock = -1,
		.started = rc_now_ms(),
	};

	err = err ? err : &local;
	memset(report, 0, sizeof(*report));
	run.deadline = opts->max_time_ms ? run.started + opts->max_time_ms : 0;
	int ret = begin(&run, err);
	bool go_on = true;

	if (ret == 0)
		ret = rc_resume(&run, &go_on, err);
	if (ret == 0 && go_on)
		ret = work(&run, err);
	finish_history(&run);
	fill_report(&run, ret);
	if (go_on)
		rc_report_end(&run);
	else
		report->stop = "aborted";
	release(&run);
	return ret;
}
