/* SPDX-License-Identifier: MIT */
#include "agent/takeback.h"

#include "agent/llm.h"
#include "base/mem.h"
#include "vcs/diff.h"

#define MAX_NAMES 5
#define MAX_BODY ((size_t)16 << 10)

/* "tests::adds, tests::subtracts and 3 more" */
static void add_names(struct rc_buf *out, const struct rc_strv *tests)
{
	for (size_t i = 0; i < tests->n && i < MAX_NAMES; i++)
		rc_buf_addf(out, "%s%s", i ? ", " : "", tests->v[i]);
	if (tests->n > MAX_NAMES)
		rc_buf_addf(out, " and %zu more", tests->n - MAX_NAMES);
}

static void add_reason(struct rc_buf *out, const struct rc_run *run,
		       const struct rc_repair *repair)
{
	const char *since = run->tester->baseline.name;
	bool start = strcmp(since, "start") == 0;

	rc_buf_addf(out, "%stests that passed %s%s no longer pass%s: ",
		    repair->proven ? "with it, " : "",
		    start ? "before the run" : "at ", start ? "" : since,
		    repair->proven ? "" : ", maybe because of it");
	add_names(out, &repair->tests);
}

void rc_take_back_emit(const struct rc_run *run, const struct rc_repair *repair,
		       const struct rc_node *node,
		       const struct rc_iteration *it)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf text = RC_BUF_INIT(0);
	RC_CLEANUP(rc_buf_release) struct rc_buf diff = RC_BUF_INIT(0);
	struct rc_event_candidate shown = {
		.fixer = repair->fixer,
		.stage = repair->part.stage,
		.rule = repair->part.rule,
		.title = repair->part.title,
		.rank = repair->part.rank,
		.parts = &repair->part,
		.n_parts = 1,
	};
	struct rc_event event = { .kind = RC_EV_TAKEN_BACK, .cand = &shown };

	add_reason(&text, run, repair);
	event.text = text.ptr;
	if (it) {
		rc_diff_changes(&node->changes, &diff);
		event.diff = diff.ptr;
		event.iteration = it->number;
		event.before = it->errors_before;
		event.errors = it->errors_after;
		event.commit = it->commit[0] ? it->commit : NULL;
	}
	rc_emit(&run->sink, &event);
}

/* A model may learn from it. */
static void note_for_model(struct rc_run *run, const struct rc_repair *repair)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf text = RC_BUF_INIT(0);

	if (strcmp(repair->part.stage, "llm") != 0)
		return;
	rc_buf_adds(&text, "an answer that compiled without an error was taken "
			   "back, since tests no longer pass: ");
	add_names(&text, &repair->tests);
	rc_llm_note(run, text.ptr);
}

static void describe(const struct rc_run *run, struct rc_repair *const *repairs,
		     size_t n, struct rc_buf *subject, struct rc_buf *body)
{
	rc_buf_addf(subject, "fix: take back a repair in %s",
		    repairs[0]->part.file);
	if (n > 1)
		rc_buf_addf(subject, " (+%zu)", n - 1);
	for (size_t i = 0; i < n; i++) {
		const struct rc_event_part *part = &repairs[i]->part;

		rc_buf_addf(body, "%s:%u: %s\n", part->file, part->line,
			    part->title);
		add_reason(body, run, repairs[i]);
		rc_buf_addc(body, '\n');
	}
}

int rc_take_back_record(struct rc_run *run, struct rc_repair *const *repairs,
			size_t n, const struct rc_node *node,
			struct rc_err *err)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf subject = RC_BUF_INIT(512);
	RC_CLEANUP(rc_buf_release) struct rc_buf body = RC_BUF_INIT(MAX_BODY);
	struct rc_iteration it = {
		.number = run->iteration + 1,
		.stage = "take-back",
		.errors_before = run->base.build.diags.errors,
		.errors_after = node->build.diags.errors,
		.changes = &node->changes,
	};
	int ret = 0;

	describe(run, repairs, n, &subject, &body);
	it.subject = subject.ptr;
	it.body = body.ptr;
	if (run->history)
		ret = rc_history_record(run->history, &it, err);
	for (size_t i = 0; i < n && ret == 0; i++) {
		rc_take_back_emit(run, repairs[i], node, i ? NULL : &it);
		note_for_model(run, repairs[i]);
	}
	return ret;
}
