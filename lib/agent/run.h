/* SPDX-License-Identifier: MIT */
#pragma once

/* What the parts of one run of rc_fix() share. */

#include "agent/guard.h"
#include "agent/score.h"
#include "agent/tree.h"
#include "base/event.h"
#include "edit/copy.h"
#include "edit/txn.h"
#include "rust/manifest.h"
#include "vcs/history.h"

/*
 * A tree as the compiler judged it: how it differs from the base, what the
 * compiler said, and the score. The base itself is a node without changes.
 */
struct rc_node {
	struct rc_changes changes;
	struct rc_build build;
	struct rc_score score;
	unsigned depth; /* candidates between it and the base */
	struct rc_arena arena;
	struct rc_event_part *way; /* what those did; in the arena */
	size_t n_way;
};

#define RC_NODE_INIT                                                \
	{                                                           \
		.changes = RC_CHANGES_INIT, .build = RC_BUILD_INIT, \
		.score = RC_SCORE_INIT                              \
	}

void rc_node_release(struct rc_node *node);

#define RC_MAX_NODES 6 /* sideways moves and ancestors kept for backtracking */

struct rc_run {
	const struct rc_fix_opts *opts;
	struct rc_fix_report *report;
	struct rc_sink sink;
	struct rc_toolchain toolchain;
	struct rc_crate crate;
	struct rc_cargo_opts cargo_opts;
	struct rc_cargo cargo;
	struct rc_workspace workspace;
	const char *const *dependencies; /* NULL: not asked for yet */
	struct rc_copy copy;		 /* of a dry run */
	struct rc_guard guard;
	struct rc_txn *txn;
	struct rc_history *history; /* NULL in a dry run */
	struct rc_history_warm history_ready;
	const char *root; /* edits go below: workspace or copy */
	char *journal;
	int lock;
	int64_t started, deadline; /* monotonic ms; deadline 0: none */
	struct rc_tree tree;
	struct rc_node base;
	struct rc_node ancestors[RC_MAX_NODES]; /* changes: base to ancestor */
	size_t n_ancestors;
	uint64_t *seen; /* hashes of trees that were judged */
	size_t n_seen, seen_cap;
	struct rc_changes total; /* from before the run to the base */
	unsigned iteration;
	struct rc_llm *llm;	    /* NULL until it is asked */
	struct rc_repairs *repairs; /* NULL until one is accepted */
	struct rc_tester *tester;   /* NULL until tests matter */
	bool passed;		    /* tests did, or were not to be run */
	bool fresh; /* the last compiler run saw exactly the tree as it is */
};

/* Which cargo command judges. */
enum rc_cargo_verb rc_run_verb(const struct rc_run *run);
/* Compiles the tree as it is into node; emits RC_EV_CHECK and _CHECKED. */
int rc_run_build(struct rc_run *run, const char *why, struct rc_node *node,
		 struct rc_err *err) RC_MUST_CHECK;
/* How long one compiler run may take now, in ms. */
int64_t rc_run_time(const struct rc_run *run);
/* NULL, or the name of the budget that is used up. */
const char *rc_run_spent(const struct rc_run *run);
/* Diagnostics of the base this run is meant to repair. */
unsigned rc_run_targets(const struct rc_run *run);
