/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * How far a tree is from building, so that two compiler runs can be compared.
 * Never by the raw number of errors: repairing a parse error uncovers others.
 *
 * Unit by unit (a target of a package). A unit the compiler did not reach
 * counts as furthest behind, and what it shows when it is first reached does
 * not count against the candidate that unblocked it. Within a unit, in this
 * order: errors or none; the earliest phase with an error; in the parse phase
 * the bytes behind the first error; distinct identities; errors; warnings.
 */

#include "rust/diag.h"

struct rc_unit_score {
	const char *key;     /* borrowed from the diagnostics */
	enum rc_phase phase; /* earliest with an error; 0: none */
	const char *file;    /* of the first parse error, or NULL */
	size_t behind;	     /* bytes of file from the first error on */
	unsigned identities, errors, warnings;
};

struct rc_score {
	struct rc_unit_score *v;
	size_t n;
};

#define RC_SCORE_INIT   \
	{               \
		NULL, 0 \
	}

enum rc_verdict { RC_WORSE = -1, RC_SAME = 0, RC_BETTER = 1 };

/* root: to learn the size of files with parse errors. */
void rc_score_init(struct rc_score *score, const struct rc_diags *diags,
		   const char *root);
void rc_score_release(struct rc_score *score);

/*
 * keep_going: cargo went on after the first failing unit in both runs; without
 * it a unit missing from the later run was only not scheduled, which says
 * nothing.
 */
enum rc_verdict rc_score_compare(const struct rc_score *before,
				 const struct rc_score *after, bool keep_going);
