/* SPDX-License-Identifier: MIT */
#include "agent/report.h"

#include <stdio.h>

#include "agent/part.h"
#include "base/mem.h"
#include "vcs/diff.h"

#define MAX_BODY ((size_t)16 << 10)

static struct rc_event_candidate show(const struct rc_candidate *cand)
{
	return (struct rc_event_candidate){
		.fixer = cand->fixer,
		.stage = cand->stage,
		.rule = cand->rule,
		.title = cand->title,
		.rank = cand->rank,
		.edits = (unsigned)cand->n_edits,
		.model = cand->model,
		.tokens = cand->tokens,
	};
}

void rc_report_candidate(const struct rc_run *run, enum rc_event_kind kind,
			 const struct rc_proposal *proposal, const char *reason)
{
	const struct rc_candidate *cand = &proposal->cand;
	struct rc_event_candidate shown = show(cand);
	struct rc_event_diag diag;
	struct rc_event event = { .kind = kind,
				  .text = reason,
				  .cand = &shown };

	if (proposal->diag) {
		rc_diag_event(&run->base.build.diags, proposal->diag, &diag);
		event.diag = &diag;
	}
	rc_emit(&run->sink, &event);
}

void rc_report_proposal(struct rc_run *run, const struct rc_proposal *proposal)
{
	RC_CLEANUP(rc_arena_release) struct rc_arena arena = { 0 };
	RC_CLEANUP(rc_buf_release) struct rc_buf diff = RC_BUF_INIT(0);
	RC_CLEANUP(rc_changes_release)
	struct rc_changes changes = RC_CHANGES_INIT;
	const struct rc_candidate *cand = &proposal->cand;
	struct rc_event_candidate shown = show(cand);
	struct rc_event_diag diag;
	struct rc_event event = { .kind = RC_EV_PROPOSAL, .cand = &shown };
	struct rc_parts parts;

	if (rc_tree_derive(&run->tree, NULL, cand->edits, cand->n_edits,
			   &changes, NULL) < 0)
		return;
	rc_diff_changes(&changes, &diff);
	event.diff = diff.ptr;
	rc_parts_describe(run, &run->base, proposal, &arena, &parts);
	shown.parts = parts.v;
	shown.n_parts = parts.n;
	if (proposal->diag) {
		rc_diag_event(&run->base.build.diags, proposal->diag, &diag);
		event.diag = &diag;
	}
	rc_emit(&run->sink, &event);
}

void rc_report_diags(const struct rc_run *run)
{
	const struct rc_diags *diags = &run->base.build.diags;

	for (int level = RC_LEVEL_ERROR; level <= RC_LEVEL_WARNING; level++) {
		for (size_t i = 0; i < diags->n; i++) {
			struct rc_event_diag diag;
			struct rc_event event = { .kind = RC_EV_DIAG,
						  .diag = &diag };

			if ((int)diags->v[i].level != level)
				continue;
			rc_diag_event(diags, &diags->v[i], &diag);
			rc_emit(&run->sink, &event);
		}
	}
}

static unsigned count(const struct rc_diags *diags, size_t n, uint64_t identity)
{
	unsigned found = 0;

	for (size_t i = 0; i < n; i++)
		found += diags->v[i].identity == identity;
	return found;
}

/* Of several that are alike the last ones count as repaired. */
static bool is_gone(const struct rc_diags *before, size_t i,
		    const struct rc_diags *after)
{
	uint64_t identity = before->v[i].identity;

	return count(before, i + 1, identity) >
	       count(after, after->n, identity);
}

/*
 * The first repaired diagnostic names the commit; all are in its body. Returns
 * how many there are.
 */
static unsigned describe(const struct rc_run *run, const struct rc_node *node,
			 struct rc_buf *subject, struct rc_buf *body)
{
	const struct rc_diags *diags = &run->base.build.diags;
	unsigned n = 0;

	for (size_t i = 0; i < diags->n; i++) {
		const struct rc_diag *diag = &diags->v[i];
		const struct rc_span *span = rc_diag_primary(diag);

		if (!rc_fixer_wants(run->opts, diag) ||
		    !is_gone(diags, i, &node->build.diags))
			continue;
		if (!n++)
			rc_buf_addf(subject, "fix(%s): %s in %s",
				    diags->units[diag->unit].package,
				    diag->code ? diag->code : "syntax",
				    span && span->path ? span->path
						       : "the crate");
		rc_buf_addf(body, "%s%s%s:%u: %s\n",
			    diag->code ? diag->code : "", diag->code ? " " : "",
			    span && span->path ? span->path : "-",
			    span ? span->line : 0, diag->message);
	}
	if (n > 1)
		rc_buf_addf(subject, " (+%u)", n - 1);
	return n;
}

static void emit_accepted(const struct rc_run *run,
			  const struct rc_proposal *proposal,
			  const struct rc_node *node,
			  const struct rc_iteration *it,
			  const struct rc_parts *parts)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf diff = RC_BUF_INIT(0);
	const struct rc_candidate *cand = &proposal->cand;
	struct rc_event_candidate shown = show(cand);
	struct rc_event event = {
		.kind = RC_EV_ACCEPTED,
		.text = it->subject,
		.iteration = it->number,
		.before = run->base.build.diags.errors,
		.errors = node->build.diags.errors,
		.warnings = node->build.diags.warnings,
		.commit = it->commit[0] ? it->commit : NULL,
		.cand = &shown,
	};

	shown.parts = parts->v;
	shown.n_parts = parts->n;
	rc_diff_changes(&node->changes, &diff);
	event.diff = diff.ptr;
	rc_emit(&run->sink, &event);
}

/* What was done, below what it repaired. */
static void describe_parts(const struct rc_parts *parts, struct rc_buf *body)
{
	for (size_t i = 0; i < parts->n; i++) {
		const struct rc_event_part *part = &parts->v[i];

		rc_buf_addf(body, "%s%s (rank %.3g) %s:%u: %s\n", i ? "" : "\n",
			    part->rule ? part->rule : part->stage, part->rank,
			    part->file, part->line, part->title);
	}
}

int rc_report_iteration(struct rc_run *run, const struct rc_node *from,
			const struct rc_proposal *proposal,
			const struct rc_node *node, struct rc_err *err)
{
	RC_CLEANUP(rc_arena_release) struct rc_arena arena = { 0 };
	RC_CLEANUP(rc_buf_release) struct rc_buf subject = RC_BUF_INIT(512);
	RC_CLEANUP(rc_buf_release) struct rc_buf body = RC_BUF_INIT(MAX_BODY);
	struct rc_iteration it = {
		.number = run->iteration + 1,
		.stage = proposal->cand.stage,
		.model = proposal->cand.model,
		.tokens = proposal->cand.tokens,
		.errors_before = run->base.build.diags.errors,
		.errors_after = node->build.diags.errors,
		.changes = &node->changes,
	};

	struct rc_parts parts;
	unsigned repaired = describe(run, node, &subject, &body);

	if (!repaired)
		rc_buf_addf(&subject, "fix: %s", proposal->cand.title);

	rc_parts_describe(run, from, proposal, &arena, &parts);
	describe_parts(&parts, &body);
	it.subject = subject.ptr;
	it.body = body.ptr;
	if (run->history) {
		int ret = rc_history_record(run->history, &it, err);

		if (ret < 0)
			return ret;
	}
	run->report->repaired += repaired;
	emit_accepted(run, proposal, node, &it, &parts);
	return 0;
}

void rc_report_end(struct rc_run *run)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf patch = RC_BUF_INIT(0);
	struct rc_event event = { .kind = RC_EV_REPORT, .report = run->report };

	if (run->opts->dry_run && run->total.n) {
		rc_diff_changes(&run->total, &patch);
		event.diff = patch.ptr;
	}
	rc_emit(&run->sink, &event);
}
