/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * From a diagnostic to the edits rustc itself suggests. A child with
 * suggested replacements is a suggestion; rustc flattens alternatives and
 * parts into one list of spans, so they are told apart by place: equal or
 * overlapping ranges are alternatives, disjoint ones belong together.
 */

#include "edit/edit.h"
#include "rust/diag.h"

struct rc_suggestion {
	const struct rc_diag *diag;
	const char *message; /* the child's: "consider borrowing here" */
	enum rc_applicability applicability;
	unsigned child;	      /* which child of the diagnostic */
	unsigned alternative; /* 0 is the first */
	const struct rc_edit *edits;
	size_t n_edits;
	bool legal_text; /* no stub, unsafe, attribute or comment in it */
};

struct rc_suggestions {
	struct rc_suggestion *v;
	size_t n, cap;
};

/*
 * All suggestions of a diagnostic, in order of emission; those that touch a
 * file outside the workspace are left out. Placeholders are included with
 * their applicability; legal_text tells which are Rust as they stand.
 */
void rc_suggest(const struct rc_diag *diag, struct rc_arena *arena,
		struct rc_suggestions *out);
