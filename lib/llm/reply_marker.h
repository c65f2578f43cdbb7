/* SPDX-License-Identifier: MIT */
#pragma once

/* What a single line of an answer can be, apart from prose or code. */

#include "llm/lines.h"
#include "llm/reply.h"

enum rc_marker {
	RC_MARKER_NONE,
	RC_MARKER_SEARCH,  /* <<<<<<< SEARCH */
	RC_MARKER_DIVIDER, /* ======= */
	RC_MARKER_REPLACE, /* >>>>>>> REPLACE */
};

/* rest: what follows the marker's word on the line; may be NULL */
enum rc_marker rc_marker_kind(const struct rc_line *line, struct rc_line *rest);

/* Three or more ` or ~ */
struct rc_fence {
	char c;
	size_t n;	     /* how many; 0: no fence */
	struct rc_line info; /* "rust src/main.rs" */
};

bool rc_marker_fence(const struct rc_line *line, struct rc_fence *out);
bool rc_marker_closes(const struct rc_line *line, const struct rc_fence *open);

/* A line that says which file comes next, and nothing else. */
struct rc_place {
	const char *path; /* as written, in the arena; NULL: none */
	const char *item; /* "fn parse", or NULL */
	unsigned line;	  /* @120, or 0 */
	bool bracket; /* [filename: …]: the file may follow without fence */
};

struct rc_names {
	const struct rc_reply_file *v;
	size_t n;
};

bool rc_marker_place(const struct rc_line *line, const struct rc_names *names,
		     struct rc_arena *arena, struct rc_place *out);

/*
 * Does it stand for code that was left out? "// ... rest of the function",
 * "// unchanged", "...".
 */
bool rc_marker_elides(const struct rc_line *line);
