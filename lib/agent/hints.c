/* SPDX-License-Identifier: MIT */
#include "agent/hints.h"

#include "agent/egress.h"
#include "agent/queue.h"
#include "vcs/diff.h"

#define MAX_TEXT 8192
#define MAX_POSSIBLE 5
#define MAX_TRIED 8
#define MAX_LINES 12 /* of one repair's difference */
#define MAX_LINES_TRIED 4
#define MAX_LINE 160 /* bytes of one of them */

static bool is_about(const struct rc_group *group,
		     const struct rc_proposal *proposal)
{
	for (size_t i = 0; i < group->n; i++) {
		if (group->diags[i] == proposal->diag)
			return true;
	}
	return false;
}

static bool may_tell(const struct rc_run *run,
		     const struct rc_proposal *proposal)
{
	const struct rc_candidate *cand = &proposal->cand;

	if (rc_egress_quotes(run, proposal->diag))
		return false;
	for (size_t i = 0; i < cand->n_edits; i++) {
		if (!rc_egress_allows(run, cand->edits[i].path))
			return false;
	}
	return true;
}

static bool was_tried(const struct rc_run *run,
		      const struct rc_changes *changes)
{
	uint64_t hash = rc_tree_hash_with(&run->tree, changes);

	for (size_t i = 0; i < run->n_seen; i++) {
		if (run->seen[i] == hash)
			return true;
	}
	return false;
}

/* Of a line so much that no character is cut in two. */
static int shown(const char *line, size_t len)
{
	if (len <= MAX_LINE)
		return (int)len;
	for (len = MAX_LINE; len && (line[len] & 0xc0) == 0x80; len--)
		;
	return (int)len;
}

/* Lines that go and come, without the headers and what surrounds them. */
static void add_difference(const struct rc_changes *changes, unsigned most,
			   struct rc_buf *out)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf diff = RC_BUF_INIT(0);
	unsigned lines = 0;
	bool hunk = false;

	rc_diff_changes(changes, &diff);
	for (const char *line = diff.ptr; *line && lines < most;) {
		size_t len = strcspn(line, "\n");

		if (strncmp(line, "diff --git ", 11) == 0)
			hunk = false;
		if (*line == '@')
			hunk = true;
		else if (hunk && (*line == '+' || *line == '-') && ++lines)
			rc_buf_addf(out, "    %.*s\n", shown(line, len), line);
		line += len + (line[len] != '\0');
	}
}

static void add_repair(const struct rc_proposal *proposal,
		       const struct rc_changes *changes, unsigned most,
		       struct rc_buf *out)
{
	const struct rc_span *span = rc_diag_primary(proposal->diag);

	rc_buf_addf(out, "- for the error in line %u: %s\n",
		    span ? span->line : 0, proposal->cand.title);
	add_difference(changes, most, out);
}

struct hints {
	struct rc_buf possible, tried;
	unsigned n_possible, n_tried;
};

static void sort_in(struct hints *hints, struct rc_run *run,
		    const struct rc_proposal *proposal)
{
	const struct rc_candidate *cand = &proposal->cand;
	RC_CLEANUP(rc_changes_release)
	struct rc_changes changes = RC_CHANGES_INIT;

	if (rc_tree_derive(&run->tree, NULL, cand->edits, cand->n_edits,
			   &changes, NULL) < 0)
		return;
	if (was_tried(run, &changes)) {
		if (hints->n_tried++ < MAX_TRIED)
			add_repair(proposal, &changes, MAX_LINES_TRIED,
				   &hints->tried);
	} else if (cand->rule && hints->n_possible++ < MAX_POSSIBLE) {
		add_repair(proposal, &changes, MAX_LINES, &hints->possible);
	}
}

static void put(const struct rc_buf *list, const char *title,
		struct rc_buf *out)
{
	if (list->len)
		rc_buf_addf(out, "\n%s:\n%s", title, list->ptr);
}

void rc_hints_add(struct rc_run *run, const struct rc_group *group,
		  struct rc_buf *out)
{
	RC_CLEANUP(rc_queue_release) struct rc_queue queue;
	struct hints hints = { .possible = RC_BUF_INIT(MAX_TEXT),
			       .tried = RC_BUF_INIT(MAX_TEXT) };

	rc_queue_fill(&queue, run, &run->base);
	for (size_t i = 0; i < queue.list.n; i++) {
		const struct rc_proposal *proposal = queue.list.v[i];

		/* Parts of a batch stand in the list themselves. */
		if (!proposal->n_parts && is_about(group, proposal) &&
		    may_tell(run, proposal) &&
		    proposal->cand.rank <= RC_PROPOSAL_LINE)
			sort_in(&hints, run, proposal);
	}
	put(&hints.possible,
	    "Possible repairs; nothing tells which of them, if any, was meant",
	    out);
	put(&hints.tried, "Tried by a program, and not enough alone", out);
	rc_buf_release(&hints.possible);
	rc_buf_release(&hints.tried);
}
