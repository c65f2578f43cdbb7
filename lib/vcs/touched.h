/* SPDX-License-Identifier: MIT */
#pragma once

/* What a run did to each file, read back from its chain. */

#include "vcs/chain.h"

struct rc_touched_state {
	bool there;
	git_oid blob; /* exact bytes */
};

struct rc_touched_file {
	char *path; /* as trees have it */
	struct rc_touched_state before, after;
	bool mixed; /* somebody else changed it between two iterations */
};

struct rc_touched {
	struct rc_touched_file *v;
	size_t n, cap;
};

int rc_touched_read(struct rc_touched *out, const struct rc_chain *chain,
		    struct rc_err *err) RC_MUST_CHECK;
void rc_touched_release(struct rc_touched *touched);

bool rc_touched_same(const struct rc_touched_state *a,
		     const struct rc_touched_state *b);
