/* SPDX-License-Identifier: MIT */
#include "llm/reply_block.h"

#include <strings.h>

#include "llm/reply_udiff.h"

/* Where the next line of some kind is, for all lines from `from` on: what is
 * looked for ahead is looked for once. */
struct ahead {
	size_t from, found;
	bool known;
};

#define FENCE_MAX 12 /* longer ones are as good as these */

struct scanner {
	struct rc_lines lines;
	size_t at;
	const struct rc_names *names;
	struct rc_arena *arena;
	struct rc_blocks *out;
	struct rc_place place; /* where the next block belongs */
	bool fresh;	       /* said just before, blank lines aside */
	struct rc_fence fence; /* the one around edits; n is 0 outside */
	bool diff;	       /* that fence holds a diff */
	struct ahead closes[2][FENCE_MAX + 1]; /* of ` and ~, by length */
	struct ahead structures[2];	       /* not nested, nested */
};

static const char truncated[] = "the answer is truncated inside it";

static const struct rc_line *line_at(const struct scanner *sc, size_t at)
{
	return &sc->lines.v[at];
}

static const struct rc_line *this_line(const struct scanner *sc)
{
	return line_at(sc, sc->at);
}

static struct rc_lines range(const struct scanner *sc, size_t from, size_t to)
{
	return rc_lines_slice(sc->lines, from, to);
}

static size_t skip_blank(const struct scanner *sc, size_t at)
{
	while (at < sc->lines.n && rc_line_is_blank(line_at(sc, at)))
		at++;
	return at;
}

/* A new block at the place that was said last, which loses its line and item:
 * those are for one block. */
static struct rc_block *add_block(struct scanner *sc, enum rc_block_kind kind)
{
	struct rc_blocks *out = sc->out;

	out->flood = out->n == RC_BLOCKS_MAX;
	if (out->flood)
		out->n--;
	struct rc_block *block = &out->v[out->n++];
	*block = (struct rc_block){
		.kind = kind,
		.path = sc->place.path,
		.item = sc->place.item,
		.hint = sc->place.line,
	};
	sc->place.item = NULL;
	sc->place.line = 0;
	sc->fresh = false;
	return block;
}

static bool take_place(struct scanner *sc, const struct rc_line *line)
{
	struct rc_place place;

	if (!rc_marker_place(line, sc->names, sc->arena, &place))
		return false;
	sc->place = place;
	sc->fresh = true;
	return true;
}

static bool read_blank(struct scanner *sc)
{
	if (!rc_line_is_blank(this_line(sc)))
		return false;
	sc->at++;
	return true;
}

static const struct {
	const char *open, *close;
} thoughts[] = {
	{ "<think>", "</think>" },
	{ "<thinking>", "</thinking>" },
	{ "<thought>", "</thought>" },
	{ "<reasoning>", "</reasoning>" },
};

static bool begins_thought(const struct rc_line *line)
{
	for (size_t i = 0; i < RC_COUNT(thoughts); i++)
		if (rc_line_begins(line, thoughts[i].open))
			return true;
	return false;
}

/* rest: what follows the closing tag, which is at the start or anywhere. */
static bool ends_thought(const struct rc_line *line, bool anywhere,
			 struct rc_line *rest)
{
	struct rc_line tail = *line;

	for (; tail.lead < tail.end; tail.lead++) {
		for (size_t i = 0; i < RC_COUNT(thoughts); i++) {
			const char *tag = thoughts[i].close;

			if (!rc_line_begins(&tail, tag))
				continue;
			*rest = rc_line_make(rc_line_core(&tail) + strlen(tag),
					     rc_line_core_len(&tail) -
						     strlen(tag));
			return true;
		}
		if (!anywhere)
			break;
	}
	return false;
}

/* Whatever was found so far was only thought. */
static void forget(struct scanner *sc, struct rc_line rest)
{
	sc->lines.v[sc->at] = rest;
	sc->out->n = 0;
	sc->out->prose = (struct rc_line){ .s = "" };
	sc->place = (struct rc_place){ .path = NULL };
	sc->fence.n = 0;
}

/* The chat layer takes thoughts off the start; this is for all others. */
static bool read_thought(struct scanner *sc)
{
	struct rc_line rest;

	if (ends_thought(this_line(sc), false, &rest)) {
		forget(sc, rest);
		return true;
	}
	if (!begins_thought(this_line(sc)))
		return false;
	for (; sc->at < sc->lines.n; sc->at++)
		if (ends_thought(this_line(sc), true, &rest)) {
			sc->lines.v[sc->at] = rest;
			return true;
		}
	sc->out->thinking = true;
	return true;
}

static enum rc_marker marker_at(const struct scanner *sc, size_t at)
{
	return rc_marker_kind(line_at(sc, at), NULL);
}

/* The first marker from here on, whatever it is. */
static size_t next_marker(const struct scanner *sc, size_t at)
{
	while (at < sc->lines.n && marker_at(sc, at) == RC_MARKER_NONE)
		at++;
	return at;
}

/* What must not stand in place of the marker that is due, by what is there. */
static const char *misplaced(const struct scanner *sc, size_t at,
			     enum rc_marker due)
{
	if (at == sc->lines.n)
		return truncated;
	if (marker_at(sc, at) == due)
		return NULL;
	return due == RC_MARKER_DIVIDER
		       ? "it needs one ======= line after its SEARCH lines"
		       : "it needs a >>>>>>> REPLACE line after one ======= line";
}

static bool read_search(struct scanner *sc)
{
	struct rc_line rest;

	if (rc_marker_kind(this_line(sc), &rest) != RC_MARKER_SEARCH)
		return false;
	if (!rc_line_is_blank(&rest))
		take_place(sc, &rest);
	size_t start = sc->at + 1;
	size_t divider = next_marker(sc, start);
	struct rc_block *block = add_block(sc, RC_BLOCK_EDIT);
	block->broken = misplaced(sc, divider, RC_MARKER_DIVIDER);
	if (block->broken) {
		/* Another SEARCH begins a block of its own. */
		sc->at = divider;
		return true;
	}
	size_t end = next_marker(sc, divider + 1);
	block->broken = misplaced(sc, end, RC_MARKER_REPLACE);
	block->before = range(sc, start, divider);
	block->after = range(sc, divider + 1, end);
	sc->at = block->broken ? end : end + 1;
	return true;
}

/* Markers that belong to no block: the answer is not what it seems. */
static bool read_stray(struct scanner *sc)
{
	enum rc_marker kind = marker_at(sc, sc->at);

	if (kind != RC_MARKER_REPLACE)
		return false;
	if (sc->out->n == 0 || !sc->out->v[sc->out->n - 1].broken)
		add_block(sc, RC_BLOCK_EDIT)->broken =
			"it has no <<<<<<< SEARCH line";
	sc->at++;
	return true;
}

static void read_hunk(struct scanner *sc, unsigned hint)
{
	struct rc_block *block = add_block(sc, RC_BLOCK_EDIT);

	if (hint)
		block->hint = hint;
	sc->at = rc_udiff_hunk(sc->lines, sc->at, sc->diff, sc->arena,
			       &block->before, &block->after);
}

static bool read_diff(struct scanner *sc)
{
	struct rc_line path;
	unsigned from;

	if (rc_udiff_header(sc->lines, sc->at, &path)) {
		if (rc_line_begins(&path, "/dev/null"))
			add_block(sc, RC_BLOCK_EDIT)->broken =
				"files cannot be deleted";
		else if (!take_place(sc, &path))
			sc->place = (struct rc_place){
				.path = rc_arena_strndup(sc->arena, path.s,
							 path.end)
			};
		sc->at += 2;
		return true;
	}
	if (!rc_udiff_hunk_start(this_line(sc), &from))
		return false;
	sc->at++;
	read_hunk(sc, from);
	return true;
}

static bool has_language(const struct rc_fence *fence, const char *const *list)
{
	struct rc_line word = fence->info;

	word.end = word.lead;
	while (word.end < fence->info.end &&
	       !strchr(" \t,:{", word.s[word.end]))
		word.end++;
	for (; *list; list++)
		if (rc_line_core_len(&word) == strlen(*list) &&
		    rc_line_begins(&word, *list))
			return true;
	return false;
}

static const char *const diffs[] = { "diff", "patch", "udiff", NULL };
/* Languages of fences that may stand around a whole answer. */
static const char *const wrappers[] = { "",    "markdown",  "md", "text",
					"txt", "plaintext", NULL };
/* What a compiler or a person says, never a file. */
static const char *const talk[] = { "bash",   "sh",	   "shell", "console",
				    "output", "plaintext", "text",  NULL };

/* "```rust src/main.rs", "```rust:src/main.rs", "```rust title=src/main.rs" */
static void take_place_of_fence(struct scanner *sc, const struct rc_line *info)
{
	for (size_t at = info->lead; at < info->end; at++) {
		if (at > info->lead && !strchr(" \t:=,", info->s[at - 1]))
			continue;
		struct rc_line rest =
			rc_line_make(info->s + at, info->end - at);
		if (take_place(sc, &rest))
			return;
	}
}

static bool knows(const struct ahead *ahead, size_t at)
{
	return ahead->known && at >= ahead->from && at <= ahead->found;
}

static size_t find_close(struct scanner *sc, size_t at,
			 const struct rc_fence *fence)
{
	struct rc_fence open = *fence;

	if (open.n > FENCE_MAX)
		open.n = FENCE_MAX;
	struct ahead *ahead = &sc->closes[open.c == '~'][open.n];
	if (knows(ahead, at))
		return ahead->found;
	*ahead = (struct ahead){ at, at, true };
	while (ahead->found < sc->lines.n &&
	       !rc_marker_closes(line_at(sc, ahead->found), &open))
		ahead->found++;
	return ahead->found;
}

static bool is_bracket_place(const struct scanner *sc, size_t at)
{
	struct rc_place place;

	return rc_marker_place(line_at(sc, at), sc->names, sc->arena, &place) &&
	       place.bracket;
}

/* Is the line part of an answer's build rather than of a file? */
static bool is_structure(const struct scanner *sc, size_t at, bool nested)
{
	const struct rc_line *line = line_at(sc, at);
	struct rc_fence fence;
	struct rc_line path;
	unsigned from;

	if (rc_marker_kind(line, NULL) == RC_MARKER_SEARCH ||
	    rc_udiff_header(sc->lines, at, &path) ||
	    rc_udiff_hunk_start(line, &from))
		return true;
	if (nested && rc_marker_fence(line, &fence) &&
	    !rc_line_is_blank(&fence.info))
		return true;
	return is_bracket_place(sc, at);
}

static size_t find_structure(struct scanner *sc, size_t at, bool nested)
{
	struct ahead *ahead = &sc->structures[nested];

	if (knows(ahead, at))
		return ahead->found;
	*ahead = (struct ahead){ at, at, true };
	while (ahead->found < sc->lines.n &&
	       !is_structure(sc, ahead->found, nested))
		ahead->found++;
	return ahead->found;
}

/*
 * A fence around edits or around other fences, as opposed to one around code.
 * Where it is known what the code is for, only its first line can tell, so
 * that code may hold such lines in strings.
 */
static bool wraps_structure(struct scanner *sc, size_t from, size_t to,
			    const struct rc_fence *fence)
{
	bool nested = has_language(fence, wrappers);
	struct rc_place place;
	size_t first = skip_blank(sc, from);

	if (first < to &&
	    rc_marker_place(line_at(sc, first), sc->names, sc->arena, &place) &&
	    !place.bracket)
		first = skip_blank(sc, first + 1);
	if (first < to && is_structure(sc, first, true))
		return true;
	if (sc->fresh && !nested)
		return false;
	return find_structure(sc, from, nested) < to;
}

/* Does the file itself begin with the line, a comment with its own name? */
static bool is_first_line(const struct scanner *sc, const struct rc_line *line)
{
	for (size_t i = 0; i < sc->names->n; i++) {
		const struct rc_reply_file *file = &sc->names->v[i];

		if (file->len >= line->end &&
		    memcmp(file->text, line->s, line->end) == 0)
			return true;
	}
	return false;
}

/* The line where code begins, behind one that says its place. */
static size_t skip_place(struct scanner *sc, size_t from, size_t to)
{
	size_t first = skip_blank(sc, from);
	struct rc_place place;

	if (first >= to ||
	    !rc_marker_place(line_at(sc, first), sc->names, sc->arena, &place))
		return from;
	if (!sc->fresh)
		take_place(sc, line_at(sc, first));
	else if (strcmp(place.path, sc->place.path) != 0)
		return from;
	return is_first_line(sc, line_at(sc, first)) ? first : first + 1;
}

/* Code in a fence, or behind a [filename: …] line without one. */
static struct rc_block *add_code(struct scanner *sc, size_t from, size_t to)
{
	size_t start = skip_place(sc, from, to);
	bool loose = !sc->fresh;
	struct rc_block *block =
		add_block(sc, sc->place.item ? RC_BLOCK_ITEM : RC_BLOCK_FILE);

	block->loose = loose;
	block->after = rc_lines_trim(range(sc, start, to));
	return block;
}

/* The first hunk of a fenced diff may lack its line of @@. */
static void read_diff_start(struct scanner *sc, size_t end)
{
	if (find_structure(sc, sc->at, false) < end)
		return;
	if (sc->at < end && take_place(sc, this_line(sc)))
		sc->at++;
	if (sc->at < end)
		read_hunk(sc, 0);
}

static void read_code(struct scanner *sc, size_t from, size_t to,
		      const struct rc_fence *fence)
{
	bool closed = to < sc->lines.n;

	sc->at = to + closed;
	if (has_language(fence, talk) || skip_blank(sc, from) >= to)
		return;
	struct rc_block *block = add_code(sc, from, to);
	if (!closed)
		block->broken = truncated;
}

static bool read_fence(struct scanner *sc)
{
	struct rc_fence fence;

	if (!rc_marker_fence(this_line(sc), &fence))
		return false;
	size_t body = sc->at + 1;
	if (sc->fence.n && rc_marker_closes(this_line(sc), &sc->fence)) {
		sc->fence.n = 0;
		sc->diff = false;
		sc->at = body;
		return true;
	}
	take_place_of_fence(sc, &fence.info);
	size_t end = find_close(sc, body, &fence);
	bool diff = has_language(&fence, diffs);
	if (!diff && !wraps_structure(sc, body, end, &fence)) {
		read_code(sc, body, end, &fence);
		return true;
	}
	sc->fence = fence;
	sc->diff = diff;
	sc->at = skip_blank(sc, body);
	if (diff)
		read_diff_start(sc, end);
	return true;
}

/* A whole file without fence, up to the next one. */
static void read_plain_file(struct scanner *sc)
{
	size_t from = sc->at, end = from;
	struct rc_line rest;

	while (end < sc->lines.n && !is_bracket_place(sc, end) &&
	       !ends_thought(line_at(sc, end), false, &rest) &&
	       !rc_marker_closes(line_at(sc, end), &sc->fence))
		end++;
	sc->at = end;
	/* What Rust Coder writes below its files. */
	while (end > from &&
	       (rc_line_begins(line_at(sc, end - 1), "# Build ") ||
		rc_line_begins(line_at(sc, end - 1), "# Note: ") ||
		rc_line_is_blank(line_at(sc, end - 1))))
		end--;
	add_code(sc, from, end);
}

static bool read_place(struct scanner *sc)
{
	struct rc_fence fence;

	if (!take_place(sc, this_line(sc)))
		return false;
	sc->at++;
	size_t next = skip_blank(sc, sc->at);
	bool marked = next < sc->lines.n &&
		      (rc_marker_fence(line_at(sc, next), &fence) ||
		       is_structure(sc, next, true));
	if (sc->place.bracket && !marked)
		read_plain_file(sc);
	return true;
}

static const char *const noise[] = {
	"---",		 "***", "diff --git ", "index ",
	"new file mode", "===", "deleted file"
};

static bool read_prose(struct scanner *sc)
{
	const struct rc_line *line = this_line(sc);
	bool said = sc->out->prose.end > 0;

	for (size_t i = 0; i < RC_COUNT(noise); i++)
		said = said || rc_line_begins(line, noise[i]);
	if (!said)
		sc->out->prose = *line;
	sc->fresh = false;
	sc->at++;
	return true;
}

/* What a line may begin, the first that fits. Each moves on. */
static bool (*const readers[])(struct scanner *sc) = {
	read_blank, read_thought, read_search, read_stray,
	read_diff,  read_fence,	  read_place,  read_prose,
};

void rc_blocks_scan(const char *text, size_t len, const struct rc_names *names,
		    struct rc_arena *arena, struct rc_blocks *out)
{
	struct scanner sc = {
		.lines = rc_lines_split(arena, text, len),
		.names = names,
		.arena = arena,
		.out = out,
	};

	*out = (struct rc_blocks){ .prose = { .s = "" } };
	out->v = rc_arena_alloc(arena, RC_BLOCKS_MAX * sizeof(*out->v));
	while (sc.at < sc.lines.n && !out->flood)
		for (size_t i = 0; !readers[i](&sc); i++)
			;
	if (sc.diff && out->n > 0)
		out->v[out->n - 1].broken = truncated;
}
