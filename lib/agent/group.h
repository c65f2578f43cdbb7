/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Errors that one answer of a model should repair together: those about the
 * same code or the same missing thing. Earlier phases first, since later
 * errors may only follow from them, then the larger group.
 */

#include "agent/run.h"

#define RC_GROUP_MAX 5 /* diagnostics shown in one prompt */

struct rc_group {
	const struct rc_diag *diags[RC_GROUP_MAX];
	size_t n;
	size_t total; /* also those beyond the maximum */
	enum rc_phase phase;
	uint64_t key; /* identity of its first diagnostic */
};

struct rc_groups {
	struct rc_group *v;
	size_t n, cap;
};

#define RC_GROUPS_INIT     \
	{                  \
		NULL, 0, 0 \
	}

/* Of what the run is meant to repair in its base; errors first. Diagnostics
 * without a place in the workspace are left out. */
void rc_groups_make(const struct rc_run *run, struct rc_groups *out);
void rc_groups_release(struct rc_groups *groups);
