/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * From a model's answer to edits. Three formats are understood, whichever was
 * asked for: search/replace blocks, whole items, whole files. Nothing is
 * half-understood: unless every block resolves, the answer as a whole fails
 * and the reason says which block and why, in words a model can use.
 *
 *	src/main.rs @120
 *	<<<<<<< SEARCH
 *	old lines
 *	=======
 *	new lines
 *	>>>>>>> REPLACE
 */

#include "edit/edit.h"

enum rc_reply_format {
	RC_REPLY_EDITS, /* search/replace */
	RC_REPLY_ITEMS, /* path, item name, the whole item */
	RC_REPLY_FILES, /* path, the whole file */
};

/* How a block was found; logged. Each rung has to be unique, else the hit
 * nearest to the line hint, else it fails. */
enum rc_reply_rung {
	RC_RUNG_EXACT,	  /* lines as they are, line endings aside */
	RC_RUNG_GUTTER,	  /* without line numbers, fences, an echoed path */
	RC_RUNG_TRAILING, /* blanks at line ends aside */
	RC_RUNG_INDENT,	  /* all indented by the same amount more or less */
	RC_RUNG_STRIPPED, /* indentation aside, line by line */
	RC_RUNG_BLANKS,	  /* blank lines aside */
	RC_RUNG_ELLIPSIS, /* "..." stands for lines in between */
	RC_RUNG_FUZZY,	  /* 92 % alike, close to the hint, no second best */
	RC_RUNG_DONE,	  /* the new text is there already */
};

/* The texts the model was shown: what may be edited. */
struct rc_reply_file {
	const char *path;
	const char *text;
	size_t len;
	unsigned near; /* a line where the error is, from 1; 0: none */
};

struct rc_reply {
	struct rc_edit *edits; /* in the arena given */
	size_t n_edits;
	enum rc_reply_rung worst; /* of all blocks */
	char rationale[240];	  /* its first line of prose, cleaned */
	char failure[480];	  /* why it cannot be used; "" when it can */
	size_t failed_block;	  /* from 1; 0: no block at all */
};

/*
 * True when every block resolved and at least one byte changes. Paths other
 * than those of files are refused, also new ones, unless may_create. Answers
 * that are fenced as a whole, have a preamble, markers of several styles
 * ("**src/a.rs**", "### src/a.rs", "```rust src/a.rs", "[filename: …]"),
 * back slashes in paths or prose between blocks are understood.
 */
bool rc_reply_parse(const char *text, const struct rc_reply_file *files,
		    size_t n_files, bool may_create, struct rc_arena *arena,
		    struct rc_reply *out);

/* The part of the system prompt that explains a format, with an example. */
const char *rc_reply_instructions(enum rc_reply_format format);
