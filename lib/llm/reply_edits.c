/* SPDX-License-Identifier: MIT */
#include "llm/reply_edits.h"

#include "base/buf.h"

void rc_sink_release(struct rc_sink *sink)
{
	rc_free(sink->v);
	*sink = (struct rc_sink){ .arena = sink->arena };
}

/* Without the lines at both ends that stay as they are. */
static struct rc_piece changed(const struct rc_shown *shown,
			       const struct rc_piece *piece)
{
	struct rc_piece p = *piece;

	while (p.from < p.to && p.text.n > 0 &&
	       rc_line_same(&shown->lines.v[p.from], &p.text.v[0])) {
		p.from++;
		p.text = rc_lines_slice(p.text, 1, p.text.n);
	}
	while (p.from < p.to && p.text.n > 0 &&
	       rc_line_same(&shown->lines.v[p.to - 1],
			    &p.text.v[p.text.n - 1])) {
		p.to--;
		p.text.n--;
	}
	return p;
}

static size_t line_start(const struct rc_shown *shown, size_t i)
{
	if (i == shown->lines.n)
		return shown->file->len;
	return (size_t)(shown->lines.v[i].s - shown->file->text);
}

static size_t line_end(const struct rc_shown *shown, size_t i)
{
	return line_start(shown, i) + shown->lines.v[i].len;
}

/* A last line without a newline stays without one. */
static bool ends_bare(const struct rc_shown *shown)
{
	const struct rc_reply_file *file = shown->file;

	return shown->lines.n > 0 && file->text[file->len - 1] != '\n';
}

static struct rc_edit edit_of(const struct rc_shown *shown,
			      const struct rc_piece *piece,
			      struct rc_arena *arena)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf text = RC_BUF_INIT(0);
	bool bare = ends_bare(shown) && piece->to == shown->lines.n;
	struct rc_edit edit = {
		.start = line_start(shown, piece->from),
		.end = line_start(shown, piece->to),
	};

	/* The newline is then the one in front. */
	if (bare && piece->from > 0 &&
	    (piece->from == piece->to || !piece->text.n)) {
		edit.start = line_end(shown, piece->from - 1);
		if (piece->text.n)
			rc_buf_addc(&text, '\n');
	}
	for (size_t i = 0; i < piece->text.n; i++) {
		rc_buf_add(&text, piece->text.v[i].s, piece->text.v[i].len);
		if (!bare || i + 1 < piece->text.n)
			rc_buf_addc(&text, '\n');
	}
	edit.path = rc_arena_strdup(arena, shown->file->path);
	edit.text = rc_line_join(arena, text.ptr, text.len, "", 0).s;
	edit.len = text.len;
	return edit;
}

static bool same_edit(const struct rc_edit *a, const struct rc_edit *b)
{
	return a->start == b->start && a->end == b->end && a->len == b->len &&
	       memcmp(a->text, b->text, a->len) == 0;
}

static bool in_conflict(const struct rc_edit *a, const struct rc_edit *b)
{
	return (a->start == b->start && a->end == b->end) ||
	       (a->start < b->end && b->start < a->end);
}

size_t rc_sink_add(struct rc_sink *sink, const struct rc_shown *shown,
		   const struct rc_piece *piece, size_t block)
{
	struct rc_piece part = changed(shown, piece);

	if (part.from == part.to && !part.text.n)
		return 0;
	struct rc_edit edit = edit_of(shown, &part, sink->arena);
	for (size_t i = 0; i < sink->n; i++) {
		const struct rc_edit *other = &sink->v[i].edit;

		if (strcmp(other->path, edit.path) != 0)
			continue;
		if (same_edit(other, &edit))
			return 0;
		if (in_conflict(other, &edit))
			return sink->v[i].block;
	}
	RC_GROW(sink->v, sink->n, sink->cap);
	sink->v[sink->n].edit = edit;
	sink->v[sink->n++].block = block;
	return 0;
}
