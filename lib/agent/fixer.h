/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * A fixer proposes candidates for what the compiler says of a tree. It reads,
 * it never writes; the search tries its proposals and does not know which
 * fixer it talks to. Proposals stand in one queue ordered by rank, a
 * plausibility class: below 1 forced by the compiler, up to 2.5 applied when
 * the compiler approves (the apply line), up to 3.8 only shown (the proposal
 * line), above that never made.
 */

#include "edit/edit.h"
#include "rules/rules.h"
#include <rustcoder/fix.h>

/* Ranks of the compiler's own suggestions, by what was measured: search
 * order hardly matters for success, so they are sorted by plausibility. */
#define RC_RANK_MACHINE_BATCH 0.0
#define RC_RANK_FIRST_BATCH 0.5
#define RC_RANK_EVERY_BATCH 0.6
#define RC_RANK_MACHINE 0.9
#define RC_RANK_PLACEHOLDER 1.1
#define RC_RANK_MAYBE 1.2
#define RC_RANK_TOGETHER 1.3 /* all suggestions of one diagnostic */
#define RC_RANK_MAYBE_LATER 1.8
#define RC_RANK_UNSPECIFIED 2.0
#define RC_RANK_PANICS 3.5 /* .expect("…"): compiles, may panic */

struct rc_proposal {
	struct rc_candidate cand;
	const struct rc_diag *diag; /* what it answers; NULL for a batch */
	bool first_alternative;	    /* of a suggestion of the compiler's */
	struct rc_proposal **parts; /* of a batch, else NULL */
	size_t n_parts;
};

struct rc_proposals {
	struct rc_proposal **v;
	size_t n, cap;
};

#define RC_PROPOSALS_INIT  \
	{                  \
		NULL, 0, 0 \
	}

struct rc_fixer {
	const char *name;
	/* Appends to out what may repair diag, one of diags; everything lives
	 * in arena or sources. */
	void (*propose)(const struct rc_diags *diags,
			const struct rc_diag *diag,
			const struct rc_fix_opts *opts,
			struct rc_sources *sources, struct rc_arena *arena,
			struct rc_proposals *out);
};

extern const struct rc_fixer rc_fixer_rustc, rc_fixer_rules;

/* Up to which rank a candidate may be applied in this run. */
double rc_apply_line(const struct rc_fix_opts *opts);
/* Is this diagnostic to be repaired in this run (--only, --lints)? */
bool rc_fixer_wants(const struct rc_fix_opts *opts, const struct rc_diag *diag);

struct rc_proposal *rc_proposals_add(struct rc_proposals *list,
				     struct rc_arena *arena);
/* One candidate out of several; stage is for parts of different ones; parts that conflict with earlier ones are
 * left out. NULL when nothing would be in it. Not added to any list. */
struct rc_proposal *rc_proposal_batch(struct rc_proposal *const *parts,
				      size_t n, double rank, const char *stage,
				      const char *title,
				      struct rc_arena *arena);
void rc_proposals_sort(struct rc_proposals *list); /* by rank, stable */
void rc_proposals_release(struct rc_proposals *list);
