/* SPDX-License-Identifier: MIT */
#include "agent/repairs.h"

#include "agent/part.h"
#include "vcs/merge.h"

/* Above that the repairs of one candidate count as one. */
#define MAX_PARTS 100
#define MAX_BYTES ((size_t)32 << 20)

static void release(struct rc_repair *repair)
{
	rc_changes_release(&repair->out);
	rc_strv_release(&repair->tests);
}

static struct rc_text before_of(const struct rc_change *change)
{
	return (struct rc_text){ change->before, change->before_len };
}

static struct rc_text after_of(const struct rc_change *change)
{
	return (struct rc_text){ change->after, change->after_len };
}

static bool same(struct rc_text a, struct rc_text b)
{
	return a.len == b.len && memcmp(a.ptr, b.ptr, a.len) == 0;
}

/* Where the repair is, in lines of the tree that has it. */
static void find_lines(struct rc_repair *repair, const struct rc_change *out)
{
	RC_CLEANUP(rc_hunks_release) struct rc_hunks hunks = RC_HUNKS_INIT;

	rc_hunks_make(&hunks, before_of(out), after_of(out));
	if (!hunks.n)
		return;
	const struct rc_hunk *first = &hunks.v[0];
	const struct rc_hunk *last = &hunks.v[hunks.n - 1];

	repair->part.line = (unsigned)first->old_start + 1;
	repair->part.end_line =
		(unsigned)last->old_end + (last->old_end == last->old_start);
}

static bool creates(const struct rc_changes *changes)
{
	for (size_t i = 0; i < changes->n; i++) {
		if (changes->v[i].created)
			return true;
	}
	return false;
}

static struct rc_repair *append(struct rc_run *run, const char *fixer,
				const struct rc_event_part *part)
{
	struct rc_repairs *repairs = run->repairs;

	RC_GROW(repairs->v, repairs->n, repairs->cap);
	struct rc_repair *repair = &repairs->v[repairs->n++];

	*repair = (struct rc_repair){ .part = *part,
				      .fixer = fixer,
				      .iteration = run->iteration + 1,
				      .out = RC_CHANGES_INIT,
				      .tests = RC_STRV_INIT };
	repair->part.title = rc_arena_strdup(&repairs->arena, part->title);
	repair->part.file = rc_arena_strdup(&repairs->arena, part->file);
	return repair;
}

/* with and without: from the base to the tree with the repair, and to the
 * same without it. */
static void add(struct rc_run *run, const struct rc_candidate *cand,
		const struct rc_changes *with, const struct rc_changes *without)
{
	static const struct rc_changes nothing = RC_CHANGES_INIT;
	struct rc_event_part part = { .rule = cand->rule,
				      .stage = cand->stage,
				      .title = cand->title,
				      .rank = cand->rank,
				      .file = cand->edits[0].path };
	struct rc_changes back = RC_CHANGES_INIT;
	struct rc_repair *repair = append(run, cand->fixer, &part);

	rc_changes_compose(&nothing, with, &back);
	rc_changes_invert(&back);
	rc_changes_compose(&back, without, &repair->out);
	rc_changes_release(&back);
	if (repair->out.n) {
		repair->part.file = rc_arena_strdup(&run->repairs->arena,
						    repair->out.v[0].path);
		find_lines(repair, &repair->out.v[0]);
	}
	if (creates(with))
		rc_changes_release(&repair->out);
}

/* Where nothing will be taken out, that is: what they are and where. */
static void add_places(struct rc_run *run, const struct rc_node *from,
		       const struct rc_proposal *proposal)
{
	RC_CLEANUP(rc_arena_release) struct rc_arena arena = { 0 };
	struct rc_parts parts;

	rc_parts_describe(run, from, proposal, &arena, &parts);
	for (size_t i = 0; i < parts.n; i++)
		append(run, proposal->cand.fixer, &parts.v[i]);
}

/* Every part's edits but one's. */
static size_t edits_without(const struct rc_proposal *batch, size_t part,
			    struct rc_edit *edits)
{
	size_t n = 0;

	for (size_t i = 0; i < batch->n_parts; i++) {
		const struct rc_candidate *cand = &batch->parts[i]->cand;

		if (i == part)
			continue;
		memcpy(edits + n, cand->edits, cand->n_edits * sizeof(*edits));
		n += cand->n_edits;
	}
	return n;
}

static bool add_part(struct rc_run *run, const struct rc_node *from,
		     const struct rc_proposal *batch, size_t part,
		     const struct rc_node *node)
{
	RC_CLEANUP(rc_changes_release)
	struct rc_changes without = RC_CHANGES_INIT;
	size_t most = 0;

	for (size_t i = 0; i < batch->n_parts; i++)
		most += batch->parts[i]->cand.n_edits;
	RC_CLEANUP(rc_freep)
	struct rc_edit *edits = rc_xcalloc(most + 1, sizeof(*edits));
	size_t n = edits_without(batch, part, edits);

	if (rc_tree_derive(&run->tree, &from->changes, edits, n, &without,
			   NULL) < 0)
		return false;
	add(run, &batch->parts[part]->cand, &node->changes, &without);
	return true;
}

static size_t bytes_of(const struct rc_changes *changes)
{
	size_t n = 0;

	for (size_t i = 0; i < changes->n; i++)
		n += changes->v[i].before_len + changes->v[i].after_len;
	return n;
}

static bool can_split(const struct rc_proposal *proposal,
		      const struct rc_node *node)
{
	return proposal->n_parts > 1 && proposal->n_parts <= MAX_PARTS &&
	       bytes_of(&node->changes) * proposal->n_parts <= MAX_BYTES;
}

/* A candidate for an earlier base replaces what was accepted since. */
static void drop_later(struct rc_run *run, const struct rc_node *from)
{
	struct rc_repairs *repairs = run->repairs;
	size_t since = run->n_ancestors, n = 0;

	while (since && from != &run->ancestors[run->n_ancestors - since])
		since--;
	for (size_t i = 0; i < repairs->n; i++) {
		struct rc_repair *repair = &repairs->v[i];

		/* "since" iterations ago it was the base; 0: it still is. */
		if (!repair->taken_back &&
		    repair->iteration + since > run->iteration)
			release(repair);
		else
			repairs->v[n++] = *repair;
	}
	repairs->n = n;
}

void rc_repairs_add(struct rc_run *run, const struct rc_node *from,
		    const struct rc_proposal *proposal,
		    const struct rc_node *node)
{
	if (!run->repairs)
		run->repairs = rc_xcalloc(1, sizeof(*run->repairs));
	drop_later(run, from);
	rc_repairs_move(run, &node->changes);
	if (run->opts->goal != RC_GOAL_TEST) {
		add_places(run, from, proposal);
		return;
	}
	size_t before = run->repairs->n;
	size_t left = can_split(proposal, node) ? proposal->n_parts : 0;

	/* Parts are kept last first. */
	while (left && add_part(run, from, proposal, left - 1, node))
		left--;
	if (run->repairs->n > before && !left)
		return;
	while (run->repairs->n > before)
		release(&run->repairs->v[--run->repairs->n]);
	add(run, &proposal->cand, &node->changes, &from->changes);
}

static void move(struct rc_repair *repair, const struct rc_hunks *hunks)
{
	struct rc_event_part *part = &repair->part;

	if (!part->line)
		return;
	part->line = (unsigned)rc_hunks_map(hunks, part->line - 1) + 1;
	part->end_line = (unsigned)rc_hunks_map(hunks, part->end_line - 1) + 1;
}

void rc_repairs_move(struct rc_run *run, const struct rc_changes *changes)
{
	for (size_t i = 0; run->repairs && i < changes->n; i++) {
		const struct rc_change *change = &changes->v[i];
		RC_CLEANUP(rc_hunks_release)
		struct rc_hunks hunks = RC_HUNKS_INIT;

		rc_hunks_make(&hunks, before_of(change), after_of(change));
		for (size_t k = 0; k < run->repairs->n; k++) {
			if (!strcmp(run->repairs->v[k].part.file, change->path))
				move(&run->repairs->v[k], &hunks);
		}
	}
}

void rc_repairs_release(struct rc_repairs *repairs)
{
	if (!repairs)
		return;
	for (size_t i = 0; i < repairs->n; i++)
		release(&repairs->v[i]);
	rc_arena_release(&repairs->arena);
	rc_free(repairs->v);
	rc_free(repairs);
}

static bool take_out(struct rc_text now, const struct rc_change *out,
		     struct rc_buf *result)
{
	rc_buf_clear(result);
	if (!same(now, before_of(out)))
		return rc_merge(before_of(out), now, after_of(out), result);
	rc_buf_add(result, out->after, out->after_len);
	return true;
}

bool rc_repair_take_out(struct rc_run *run, const struct rc_repair *repair,
			const struct rc_changes *under, struct rc_changes *out)
{
	static const struct rc_changes nothing = RC_CHANGES_INIT;
	RC_CLEANUP(rc_changes_release)
	struct rc_changes step = RC_CHANGES_INIT;
	RC_CLEANUP(rc_buf_release) struct rc_buf text = RC_BUF_INIT(0);

	for (size_t i = 0; i < repair->out.n; i++) {
		const struct rc_change *change = &repair->out.v[i];
		struct rc_text now;

		if (rc_tree_text(&run->tree, under, change->path, &now.ptr,
				 &now.len, NULL) < 0 ||
		    !take_out(now, change, &text))
			return false;
		if (same(now, (struct rc_text){ text.ptr, text.len }))
			continue;
		rc_changes_add(&step,
			       &(struct rc_change){ .path = change->path,
						    .before = (char *)now.ptr,
						    .before_len = now.len,
						    .after = text.ptr,
						    .after_len = text.len });
	}
	rc_changes_compose(under ? under : &nothing, &step, out);
	return step.n > 0;
}
