/* SPDX-License-Identifier: MIT */
#pragma once

/* What the functions behind the table are given, and how they answer. */

#include "rules/decl.h"
#include "rules/rules.h"

/* One rule asked about one diagnostic. */
struct rc_rule_at {
	const struct rc_diags *diags;
	const struct rc_diag *diag;
	struct rc_sources *sources;
	const struct rc_rule *rule;
	const struct rc_span *span;  /* the primary one, in the workspace and
				       not in a macro's expansion */
	const struct rc_source *src; /* the file of span */
	struct rc_arena *arena;	     /* that of sources */
	struct rc_edit *edits;	     /* so far, of the answer being written */
	size_t n_edits, edits_cap;
	struct rc_rule_cands *out;
};

struct rc_rule {
	struct rc_rule_info info;
	/* Parts of the diagnostic's message, one of which must be there, with
	 * '|' between; NULL: any. */
	const char *message;
	bool uncoded; /* errors without a code as well as those of info.codes */
	/* Asked as well when the primary span is in a macro's expansion, what
	 * a derive or assert! made of its arguments, or not the workspace's:
	 * at->src may be NULL, then at->span is not to be used. */
	bool anywhere;
	/* Replacement edits for at->diag, none or several answers. */
	void (*propose)(struct rc_rule_at *at);
};

/* One answer is any number of edits, then the answer's title. */
void rc_rule_replace(struct rc_rule_at *at, const struct rc_source *src,
		     size_t start, size_t end, const char *text);
void rc_rule_insert(struct rc_rule_at *at, const struct rc_source *src,
		    size_t byte, const char *text);
/* Removes bytes [start, end); of a line that would be left blank all of it. */
void rc_rule_remove(struct rc_rule_at *at, const struct rc_source *src,
		    size_t start, size_t end);
/* title in the words of a commit: "insert the missing `}`". Edits of a file
 * that is not the workspace's void the answer. Forgets the edits. */
void rc_rule_answer(struct rc_rule_at *at, const char *title, ...)
	RC_PRINTF(2, 3);

/* The nth text in backquotes of a message (from 0), or NULL. */
const char *rc_rule_quoted(struct rc_rule_at *at, const char *message,
			   unsigned nth);
/* The first secondary span whose label contains part (NULL: any label), of
 * the diagnostic, then of its children; NULL when there is none. */
const struct rc_span *rc_rule_label(const struct rc_rule_at *at,
				    const char *part);
/* The first child whose message contains part, or NULL. */
const struct rc_subdiag *rc_rule_child(const struct rc_rule_at *at,
				       const char *part);
/* A text that lives as long as the answer. */
#define RC_RULE_TEXT(at, ...) rc_arena_printf((at)->arena, __VA_ARGS__)

/* The functions of the table; one file a family. */
#define RC_RULE(name) void rc_rule_##name(struct rc_rule_at *at)
