/* SPDX-License-Identifier: MIT */
#pragma once

/* Which repairs may have turned tests red, the most doubtful first. */

#include "agent/tests.h"

struct rc_suspect {
	struct rc_repair *repair; /* valid until one is added */
	bool machine;		  /* the compiler was sure of it */
	bool near;		  /* in the package of a red test */
	double doubt;
};

struct rc_suspects {
	struct rc_suspect *v;
	size_t n, cap;
};

#define RC_SUSPECTS_INIT   \
	{                  \
		NULL, 0, 0 \
	}

void rc_suspects_make(struct rc_run *run, const struct rc_test_diffs *red,
		      struct rc_suspects *out);
/* How many at the start of the list are as doubtful as the first. */
size_t rc_suspects_equal(const struct rc_suspects *suspects);
void rc_suspects_release(struct rc_suspects *suspects);

/* out: `under` (from the base; may be NULL), and then the lines of a repair as
 * they were at the baseline. Only `under` when they are so, or when that is
 * not known. */
void rc_suspect_before(struct rc_run *run, const struct rc_repair *repair,
		       const struct rc_changes *under, struct rc_changes *out);
