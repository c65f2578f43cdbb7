/* SPDX-License-Identifier: MIT */
#include "agent/part.h"

static unsigned newlines(const char *text, size_t len)
{
	unsigned n = 0;

	for (size_t i = 0; i < len; i++)
		n += text[i] == '\n';
	return n;
}

/* A file as the edits found it. */
struct before {
	const char *text;
	size_t len;
};

/* The lines of the file as it is now that an edit wrote. */
static void lines_of(const struct before *before,
		     const struct rc_candidate *whole,
		     const struct rc_edit *edit, unsigned *first,
		     unsigned *last)
{
	int64_t line = 1;

	if (edit->start > before->len)
		return;
	line += newlines(before->text, edit->start);
	for (size_t i = 0; i < whole->n_edits; i++) {
		const struct rc_edit *other = &whole->edits[i];

		if (other->start >= edit->start || other->end > before->len ||
		    strcmp(other->path, edit->path) != 0)
			continue;
		line += newlines(other->text, other->len);
		line -= newlines(before->text + other->start,
				 other->end - other->start);
	}
	/* A line put behind another one begins with that one's end. */
	unsigned more = newlines(edit->text, edit->len);
	bool below = more && edit->text[0] == '\n';
	bool above = more && edit->text[edit->len - 1] == '\n';

	*first = (unsigned)line + below;
	*last = (unsigned)line + more - (above && !below);
}

static struct rc_event_part *part_of(struct rc_parts *parts, size_t from,
				     const char *file)
{
	for (size_t i = from; i < parts->n; i++) {
		if (strcmp(parts->v[i].file, file) == 0)
			return &parts->v[i];
	}
	return NULL;
}

static void add_edit(struct rc_parts *parts, size_t from,
		     const struct rc_candidate *cand,
		     const struct rc_edit *edit, unsigned first, unsigned last)
{
	struct rc_event_part *part = part_of(parts, from, edit->path);

	if (!part) {
		part = &parts->v[parts->n++];
		*part = (struct rc_event_part){ .rule = cand->rule,
						.stage = cand->stage,
						.title = cand->title,
						.rank = cand->rank,
						.file = edit->path,
						.line = first,
						.end_line = last };
	}
	if (first < part->line)
		part->line = first;
	if (last > part->end_line)
		part->end_line = last;
}

static void describe(struct rc_run *run, const struct rc_node *from,
		     const struct rc_candidate *whole,
		     const struct rc_candidate *cand, struct rc_parts *out)
{
	size_t begin = out->n;

	for (size_t i = 0; i < cand->n_edits; i++) {
		const struct rc_edit *edit = &cand->edits[i];
		struct before before = { NULL, 0 };
		unsigned first = 0, last = 0;

		if (rc_tree_text(&run->tree, &from->changes, edit->path,
				 &before.text, &before.len, NULL) == 0)
			lines_of(&before, whole, edit, &first, &last);
		add_edit(out, begin, cand, edit, first, last);
	}
}

void rc_parts_describe(struct rc_run *run, const struct rc_node *from,
		       const struct rc_proposal *proposal,
		       struct rc_arena *arena, struct rc_parts *out)
{
	const struct rc_candidate *whole = &proposal->cand;
	size_t most = from->n_way + whole->n_edits;

	for (size_t i = 0; i < proposal->n_parts; i++)
		most += proposal->parts[i]->cand.n_edits;
	out->v = rc_arena_alloc(arena, (most + 1) * sizeof(*out->v));
	out->n = from->n_way;
	if (from->n_way)
		memcpy(out->v, from->way, from->n_way * sizeof(*out->v));
	if (!proposal->n_parts)
		describe(run, from, whole, whole, out);
	/* Parts are kept last first. */
	for (size_t i = proposal->n_parts; i-- > 0;)
		describe(run, from, whole, &proposal->parts[i]->cand, out);
}

void rc_parts_keep(struct rc_run *run, const struct rc_node *from,
		   const struct rc_proposal *proposal, struct rc_node *node)
{
	struct rc_parts parts;

	rc_parts_describe(run, from, proposal, &node->arena, &parts);
	for (size_t i = 0; i < parts.n; i++) {
		struct rc_event_part *part = &parts.v[i];

		part->title = rc_arena_strdup(&node->arena, part->title);
		part->file = rc_arena_strdup(&node->arena, part->file);
	}
	node->way = parts.v;
	node->n_way = parts.n;
}
