/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The model as one more proposer, asked when nothing else helps. One group of
 * errors a question; an answer is a candidate like any other: guard, trial,
 * score. A rejected answer's reason goes into the next question.
 */

#include "agent/run.h"

struct rc_llm;

/* Settles where it is; asks nothing yet. RC_EINVAL: the URL is no good. */
int rc_llm_open(struct rc_run *run, struct rc_err *err) RC_MUST_CHECK;
/*
 * 1: an answer was accepted; 0: none helps, no endpoint is set, it failed
 * (report->endpoint_error says why) or a budget is used up (report->stop).
 * Negative: the run cannot go on; RC_ESAFETY: a question would hold a secret.
 */
int rc_llm_step(struct rc_run *run, struct rc_err *err) RC_MUST_CHECK;
/* Why it does not ask any more, or NULL: "calls", "tokens", "endpoint",
 * "prompt"; static storage. */
const char *rc_llm_stopped(const struct rc_run *run);
/* Something that further questions shall tell about the answers so far. */
void rc_llm_note(struct rc_run *run, const char *text);
void rc_llm_release(struct rc_llm *llm);
