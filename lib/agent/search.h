/* SPDX-License-Identifier: MIT */
#pragma once

#include "agent/fixer.h"
#include "agent/run.h"

/*
 * Looks for one candidate that brings the tree forward, tries proposals by
 * rank from the base, then from sideways moves, then from earlier bases.
 * 1: accepted, run->base is the new tree; 0: nothing helps, or the budget is
 * used up; negative: could not go on, the tree is the base.
 */
int rc_search_step(struct rc_run *run, struct rc_err *err) RC_MUST_CHECK;

/*
 * One proposal from somewhere else, tried from the base. accepted: run->base
 * is the new tree. Else why says what was wrong, and judged, when a compiler
 * saw it, what that said; the caller releases it.
 */
int rc_search_try(struct rc_run *run, struct rc_proposal *proposal,
		  struct rc_node *judged, struct rc_buf *why, bool *accepted,
		  struct rc_err *err) RC_MUST_CHECK;

/* Was a tree with this hash judged before? If not, it counts as judged now. */
bool rc_search_seen(struct rc_run *run, uint64_t hash);
/* A trial that was recorded and kept becomes the new base; node is emptied. */
void rc_search_advance(struct rc_run *run, struct rc_node *node);

/* Was it the candidate's own fault, so that the next one may be tried? Else
 * the run ends. */
bool rc_search_may_go_on(int ret);
/* The open trial goes. Returns reason when that is an error, and keeps err. */
int rc_search_take_back(struct rc_run *run, int reason, struct rc_err *err);

/* Emits what could be tried by hand: proposals above the apply line. */
void rc_search_proposals(struct rc_run *run);
