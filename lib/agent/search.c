/* SPDX-License-Identifier: MIT */
#include "agent/search.h"

#include <stdlib.h>

#include "agent/part.h"
#include "agent/queue.h"
#include "agent/repairs.h"
#include "agent/report.h"
#include "agent/survive.h"
#include "base/err.h"
#include "base/mem.h"

/* Repaired programs needed at most 12 compiler runs an error in nearly every
 * measured case; what comes after that is spent on hopeless ones. */
#define MAX_TRIES_STEP 24
#define MAX_DEPTH 2

/* One step of the search: what was found so far. */
struct step {
	struct rc_run *run;
	struct rc_node nodes[RC_MAX_NODES]; /* sideways moves */
	size_t n_nodes;
	unsigned tries;
	bool accepted;
	struct rc_buf *why; /* of the last rejection; may be NULL */
};

enum outcome {
	OUTCOME_REFUSED, /* not compiled: seen before, conflict, guard */
	OUTCOME_TRIED,	 /* compiled and taken back */
	OUTCOME_BETTER,	 /* compiled, in the tree, journal open */
};

bool rc_search_seen(struct rc_run *run, uint64_t hash)
{
	/* The tree the run began with, see struct rc_tree. */
	if (hash == 0)
		return true;
	for (size_t i = 0; i < run->n_seen; i++) {
		if (run->seen[i] == hash)
			return true;
	}
	RC_GROW(run->seen, run->n_seen, run->seen_cap);
	run->seen[run->n_seen++] = hash;
	return false;
}

static void reject(struct step *step, const struct rc_proposal *proposal,
		   const char *reason)
{
	step->run->report->rejected++;
	rc_report_candidate(step->run, RC_EV_REJECTED, proposal, reason);
	if (step->why)
		rc_buf_adds(step->why, reason);
}

bool rc_search_may_go_on(int ret)
{
	return ret == RC_ECHILD || ret == RC_EINVAL || ret == RC_ETIMEOUT;
}

int rc_search_take_back(struct rc_run *run, int reason, struct rc_err *err)
{
	struct rc_err later = RC_ERR_INIT;

	run->fresh = false;
	int ret = rc_txn_take_back(run->txn, reason < 0 ? &later : err);

	return reason < 0 ? reason : ret;
}

static enum rc_verdict judge(const struct rc_run *run,
			     const struct rc_node *node)
{
	bool keep_going = run->toolchain.minor >= 74;
	enum rc_verdict verdict =
		rc_score_compare(&run->base.score, &node->score, keep_going);

	return verdict == RC_SAME && node->build.success &&
			       !run->base.build.success
		       ? RC_BETTER
		       : verdict;
}

/* Writes, compiles, judges. node->changes are set; the rest is filled. */
static int compile(struct step *step, const struct rc_proposal *proposal,
		   struct rc_node *node, enum outcome *outcome,
		   struct rc_err *err)
{
	struct rc_run *run = step->run;
	int ret = rc_txn_try(run->txn, &node->changes, run->report->run,
			     run->iteration + 1, err);

	if (ret < 0)
		return ret;
	run->report->tried++;
	rc_report_candidate(run, RC_EV_TRY, proposal, NULL);
	ret = rc_run_build(run, proposal->cand.title, node, err);
	if (ret == 0 && judge(run, node) == RC_BETTER) {
		*outcome = OUTCOME_BETTER;
		return 0;
	}
	*outcome = OUTCOME_TRIED;
	if (rc_search_may_go_on(ret)) {
		reject(step, proposal, err ? err->msg : "the build failed");
		return rc_search_take_back(run, 0, err);
	}
	if (ret == 0)
		reject(step, proposal,
		       judge(run, node) == RC_WORSE ? "more is wrong with it"
						    : "nothing got better");
	return rc_search_take_back(run, ret, err);
}

static int try_proposal(struct step *step, const struct rc_node *from,
			const struct rc_proposal *proposal,
			struct rc_node *node, enum outcome *outcome,
			struct rc_err *err)
{
	struct rc_run *run = step->run;
	struct rc_err why = RC_ERR_INIT;

	*outcome = OUTCOME_REFUSED;
	int ret = rc_tree_derive(&run->tree, &from->changes,
				 proposal->cand.edits, proposal->cand.n_edits,
				 &node->changes, &why);
	if (ret == RC_ESTATE) {
		*err = why;
		return ret;
	}
	if (ret == 0 &&
	    rc_search_seen(run,
			   rc_tree_hash_with(&run->tree, &node->changes))) {
		/* Offline fixers propose the same again and again; of a model
		 * it is worth telling. */
		if (step->why)
			reject(step, proposal, "that was tried before");
		return 0;
	}
	if (ret == 0)
		ret = rc_guard_check(&run->guard, &node->changes, &why);
	if (ret < 0) {
		reject(step, proposal, why.msg);
		return 0;
	}
	step->tries++;
	node->depth = from->depth + 1;
	return compile(step, proposal, node, outcome, err);
}

/*
 * A batch in which not every part did its job: try the parts that did alone.
 * Whichever is better stays. On return *outcome says whether a trial is open.
 */
static int refine(struct step *step, const struct rc_node *from,
		  struct rc_proposal **proposal, struct rc_node *node,
		  struct rc_arena *arena, enum outcome *outcome,
		  struct rc_err *err)
{
	struct rc_run *run = step->run;
	bool good = *outcome == OUTCOME_BETTER;
	struct rc_proposal *rest = rc_survivors(*proposal, &from->build.diags,
						&node->build.diags, arena);

	if (!rest)
		return 0;
	struct rc_node second = RC_NODE_INIT;
	enum outcome now = OUTCOME_REFUSED;
	int ret = good ? rc_search_take_back(run, 0, err) : 0;

	if (ret == 0)
		ret = try_proposal(step, from, rest, &second, &now, err);
	if (ret == 0 && now == OUTCOME_BETTER) {
		rc_node_release(node);
		*node = second;
		*proposal = rest;
		*outcome = now;
		return 0;
	}
	rc_node_release(&second);
	/* The tree gets its old trial back; the compiler has seen it. */
	if (ret == 0 && good)
		ret = rc_txn_try(run->txn, &node->changes, run->report->run,
				 run->iteration + 1, err);
	return ret;
}

static void remember_base(struct rc_run *run, struct rc_node *next)
{
	struct rc_changes back = RC_CHANGES_INIT;
	static const struct rc_changes nothing = RC_CHANGES_INIT;

	rc_changes_compose(&nothing, &next->changes, &back);
	rc_changes_invert(&back);
	for (size_t i = 0; i < run->n_ancestors; i++) {
		struct rc_changes further = RC_CHANGES_INIT;

		rc_changes_compose(&back, &run->ancestors[i].changes, &further);
		rc_changes_release(&run->ancestors[i].changes);
		run->ancestors[i].changes = further;
	}
	if (run->n_ancestors == RC_MAX_NODES) {
		rc_node_release(&run->ancestors[0]);
		memmove(&run->ancestors[0], &run->ancestors[1],
			(RC_MAX_NODES - 1) * sizeof(run->ancestors[0]));
		run->n_ancestors--;
	}
	run->base.changes = back;
	run->ancestors[run->n_ancestors++] = run->base;
}

void rc_search_advance(struct rc_run *run, struct rc_node *node)
{
	struct rc_changes total = RC_CHANGES_INIT;

	run->iteration++;
	rc_changes_compose(&run->total, &node->changes, &total);
	rc_changes_release(&run->total);
	run->total = total;
	rc_tree_advance(&run->tree, &node->changes);
	run->tree.not_after = node->build.started;
	remember_base(run, node);
	run->base = *node;
	rc_changes_release(&run->base.changes);
	run->base.depth = 0;
	run->base.n_way = 0;
	*node = (struct rc_node)RC_NODE_INIT;
}

/* The trial in the tree becomes the new base; node is taken over. */
static int accept(struct step *step, const struct rc_node *from,
		  const struct rc_proposal *proposal, struct rc_node *node,
		  struct rc_err *err)
{
	struct rc_run *run = step->run;
	int ret = rc_report_iteration(run, from, proposal, node, err);

	if (ret < 0)
		return rc_search_take_back(run, ret, err);
	ret = rc_txn_keep(run->txn, err);
	if (ret < 0)
		return ret;
	rc_repairs_add(run, from, proposal, node);
	rc_search_advance(run, node);
	step->accepted = true;
	return 0;
}

/* A rule that traded one error for another in its place read the code wrong. */
static bool misread(const struct rc_proposal *proposal,
		    const struct rc_diags *before, const struct rc_diags *after)
{
	for (size_t i = 0; i < proposal->n_parts; i++) {
		if (misread(proposal->parts[i], before, after))
			return true;
	}
	return proposal->cand.rule && proposal->diag &&
	       !rc_survives(proposal->diag, before, after);
}

/*
 * Not better, but another place: worth a further candidate when it shows
 * other errors and no more of them.
 */
static bool is_sideways(const struct step *step, const struct rc_node *from,
			const struct rc_proposal *proposal,
			const struct rc_node *node)
{
	const struct rc_diags *a = &from->build.diags, *b = &node->build.diags;

	if (misread(proposal, a, b) || step->n_nodes == RC_MAX_NODES ||
	    node->depth > MAX_DEPTH || !b->errors || b->errors > a->errors)
		return false;
	for (size_t i = 0; i < b->n; i++) {
		size_t j = 0;

		while (j < a->n && a->v[j].identity != b->v[i].identity)
			j++;
		if (j == a->n)
			return true;
	}
	return false;
}

static int handle(struct step *step, const struct rc_node *from,
		  struct rc_proposal *proposal, struct rc_arena *arena,
		  struct rc_err *err)
{
	struct rc_node node = RC_NODE_INIT;
	enum outcome outcome;
	int ret = try_proposal(step, from, proposal, &node, &outcome, err);

	if (ret == 0 && outcome != OUTCOME_REFUSED && proposal->n_parts > 1 &&
	    !node.build.success)
		ret = refine(step, from, &proposal, &node, arena, &outcome,
			     err);
	if (ret == 0 && outcome == OUTCOME_BETTER)
		ret = accept(step, from, proposal, &node, err);
	else if (ret == 0 && outcome == OUTCOME_TRIED &&
		 is_sideways(step, from, proposal, &node)) {
		rc_parts_keep(step->run, from, proposal, &node);
		step->nodes[step->n_nodes++] = node;
		return 0;
	}
	rc_node_release(&node);
	return ret;
}

static bool is_done(const struct step *step)
{
	return step->accepted || step->tries >= MAX_TRIES_STEP ||
	       rc_run_spent(step->run) || rc_cancelled(step->run->opts->cancel);
}

static int try_from(struct step *step, const struct rc_node *from,
		    struct rc_err *err)
{
	RC_CLEANUP(rc_queue_release) struct rc_queue queue;
	double line = rc_apply_line(step->run->opts);
	int ret = 0;

	rc_queue_fill(&queue, step->run, from);
	for (size_t i = 0; i < queue.list.n && ret == 0 && !is_done(step);
	     i++) {
		if (queue.list.v[i]->cand.rank > line)
			break;
		ret = handle(step, from, queue.list.v[i], &queue.arena, err);
	}
	return ret;
}

int rc_search_step(struct rc_run *run, struct rc_err *err)
{
	struct step step = { .run = run };
	int ret = try_from(&step, &run->base, err);

	for (size_t i = 0; i < step.n_nodes && ret == 0 && !is_done(&step); i++)
		ret = try_from(&step, &step.nodes[i], err);
	for (size_t i = run->n_ancestors; i-- > 0 && ret == 0;) {
		if (is_done(&step))
			break;
		ret = try_from(&step, &run->ancestors[i], err);
	}
	for (size_t i = 0; i < step.n_nodes; i++)
		rc_node_release(&step.nodes[i]);
	if (ret == 0 && rc_cancelled(run->opts->cancel))
		return rc_err_set(err, RC_ECANCELLED, "stopped");
	return ret < 0 ? ret : step.accepted;
}

void rc_search_proposals(struct rc_run *run)
{
	RC_CLEANUP(rc_queue_release) struct rc_queue queue;
	double line = rc_apply_line(run->opts);

	rc_queue_fill(&queue, run, &run->base);
	for (size_t i = 0; i < queue.list.n; i++) {
		double rank = queue.list.v[i]->cand.rank;

		if (rank > line && rank <= RC_PROPOSAL_LINE)
			rc_report_proposal(run, queue.list.v[i]);
	}
}

int rc_search_try(struct rc_run *run, struct rc_proposal *proposal,
		  struct rc_node *judged, struct rc_buf *why, bool *accepted,
		  struct rc_err *err)
{
	struct step step = { .run = run, .why = why };
	enum outcome outcome;
	int ret = try_proposal(&step, &run->base, proposal, judged, &outcome,
			       err);

	if (ret == 0 && outcome == OUTCOME_BETTER)
		ret = accept(&step, &run->base, proposal, judged, err);
	*accepted = step.accepted;
	if (ret == 0 && rc_cancelled(run->opts->cancel))
		return rc_err_set(err, RC_ECANCELLED, "stopped");
	return ret;
}
