/* SPDX-License-Identifier: MIT */
#include "render.h"

#include <string.h>

/* For somebody at a terminal. */

#define ONLY_SUGGESTIONS \
	"only the compiler's suggestions and the repair rules were tried"
#define REPAIR_LINTS "rustcoder fix --lints repairs what it can; -v shows them"
#define MAX_PROPOSALS 12
#define MAX_PARTS 10 /* of one iteration */
#define SET_ENDPOINT \
	"set rustcoder.endpoint (git config --global rustcoder.endpoint URL) to ask a model"

static const struct {
	const char *stop;
	const char *words; /* NULL: goes without saying */
} stops[] = {
	{ "no-candidate", "nothing left to try" },
	{ "time", "out of time (--max-time)" },
	{ "compiles", "out of compiler runs (--max-compiles)" },
	{ "calls", "out of questions (--max-calls)" },
	{ "tokens", "out of tokens (--max-tokens)" },
	{ "endpoint", "the endpoint failed" },
	{ "prompt", "nothing was sent (--print-prompt)" },
	{ "tests-fail", "it compiles, but tests fail" },
	{ "taken-back", "what compiled turned tests red" },
	{ "check-only", NULL },
};

static const char *stop_words(const char *stop)
{
	for (size_t i = 0; i < sizeof(stops) / sizeof(stops[0]); i++)
		if (!strcmp(stops[i].stop, stop))
			return stops[i].words;
	return stop;
}

static double seconds(int64_t ms)
{
	return (double)ms / 1000;
}

static double elapsed(const struct render *render)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - render->since.tv_sec) +
	       (double)(now.tv_nsec - render->since.tv_nsec) / 1e9;
}

static void show_start(struct render *render, const struct rc_event *event)
{
	if (render->ui->verbose)
		ui_put(render->ui, stderr, UI_DIM, "rustcoder %s: %s in %s\n",
		       event->text, event->goal, event->root);
}

static void begin(struct render *render, const char *doing, const char *what)
{
	render->doing = doing;
	clock_gettime(CLOCK_MONOTONIC, &render->since);
	ui_progress(render->ui, "%s… %s", doing, what);
}

static void show_check(struct render *render, const struct rc_event *event)
{
	begin(render, "checking", event->text);
}

static void show_progress(struct render *render, const struct rc_event *event)
{
	ui_progress(render->ui, "%s… %.1fs  %s", render->doing, elapsed(render),
		    event->text);
}

static void show_checked(struct render *render, const struct rc_event *event)
{
	if (render->ui->verbose)
		ui_put(render->ui, stderr, UI_DIM,
		       "checked: %u error%s, %u warning%s, %.1fs\n",
		       event->errors, PLURAL(event->errors), event->warnings,
		       PLURAL(event->warnings), seconds(event->ms));
}

static void show_diag(struct render *render, const struct rc_event *event)
{
	if (render->brief && event->diag->level == RC_LEVEL_WARNING) {
		render->held++;
		return;
	}
	ui_diagnostic(render->ui, render->text, event->diag);
}

static void show_prompt(struct render *render, const struct rc_event *event)
{
	render_prompt(render, event);
	if (!render->prompt)
		begin(render, "asking", "the model");
}

static void show_reply(struct render *render, const struct rc_event *event)
{
	const struct ui *ui = render->ui;

	if (!ui->verbose)
		return;
	ui_put(ui, stderr, UI_DIM, "answer %u (%s, %.1fs):\n", event->iteration,
	       event->hint, seconds(event->ms));
	ui_put(ui, stderr, UI_PLAIN, "%s\n", event->text ? event->text : "");
}

static void show_rejected(struct render *render, const struct rc_event *event)
{
	if (!render->ui->verbose)
		return;
	ui_put(render->ui, stderr, UI_DIM, "  not taken  %s  (%s)",
	       event->cand->title, render_origin(event->cand));
	ui_put(render->ui, stderr, UI_DIM, event->text ? ": %s\n" : "%s\n",
	       event->text ? event->text : "");
}

/* "fix(core): E0308 in src/lib.rs", as the commit says it, less the prefix. */
static const char *repaired_what(const struct rc_event *event)
{
	const char *colon = event->text ? strstr(event->text, ": ") : NULL;

	return colon ? colon + 2 : event->cand->title;
}

/* Several units, or several errors in a line, may have had the same one. */
static bool is_repeated(const struct rc_event_part *parts, size_t i)
{
	for (size_t k = 0; k < i; k++) {
		if (parts[k].line == parts[i].line &&
		    !strcmp(parts[k].file, parts[i].file) &&
		    !strcmp(parts[k].title, parts[i].title))
			return true;
	}
	return false;
}

static void show_part(const struct render *render,
		      const struct rc_event_part *part)
{
	const struct ui *ui = render->ui;
	FILE *to = render->text;

	ui_put(ui, to, UI_PLAIN, "    %s:%u", part->file, part->line);
	if (part->end_line > part->line)
		ui_put(ui, to, UI_PLAIN, "-%u", part->end_line);
	ui_put(ui, to, UI_PLAIN, "  %s  (%s", part->title,
	       part->rule ? part->rule : part->stage);
	/* A model's answers have none. */
	if (strcmp(part->stage, "llm") != 0)
		ui_put(ui, to, UI_PLAIN, ", rank %.4g", part->rank);
	fputs(")\n", to);
}

static void show_parts(const struct render *render,
		       const struct rc_event_candidate *cand)
{
	unsigned shown = 0, more = 0;

	for (size_t i = 0; i < cand->n_parts; i++) {
		if (is_repeated(cand->parts, i))
			continue;
		if (shown == MAX_PARTS && !render->ui->verbose) {
			more++;
			continue;
		}
		show_part(render, &cand->parts[i]);
		shown++;
	}
	if (more)
		ui_put(render->ui, render->text, UI_PLAIN,
		       "    and %u more (-v shows them)\n", more);
}

static void show_accepted(struct render *render, const struct rc_event *event)
{
	const struct ui *ui = render->ui;
	FILE *to = render->text;

	ui_put(ui, to, UI_GREEN, "  fixed");
	ui_put(ui, to, UI_BOLD, "  %s", repaired_what(event));
	ui_put(ui, to, UI_PLAIN, "  (%s)  %u -> %u error%s",
	       render_origin(event->cand), event->before, event->errors,
	       PLURAL(event->errors));
	if (event->commit)
		ui_put(ui, to, UI_YELLOW, "  %s", event->commit);
	fputc('\n', to);
	if (!ui->quiet)
		show_parts(render, event->cand);
	/* A dry run ends with the whole patch. */
	if (event->diff && !ui->quiet && !render->patch)
		ui_diff(ui, to, event->diff);
}

static void show_taken_back(struct render *render, const struct rc_event *event)
{
	const struct ui *ui = render->ui;
	const struct rc_event_part *part = &event->cand->parts[0];
	FILE *to = render->text;

	ui_put(ui, to, UI_YELLOW, "  taken back");
	ui_put(ui, to, UI_BOLD, "  %s:%u", part->file, part->line);
	ui_put(ui, to, UI_PLAIN, "  %s  (%s)", event->cand->title,
	       render_origin(event->cand));
	if (event->commit)
		ui_put(ui, to, UI_YELLOW, "  %s", event->commit);
	ui_put(ui, to, UI_PLAIN, "\n    %s\n", event->text);
	if (event->diff && !ui->quiet && !render->patch)
		ui_diff(ui, to, event->diff);
}

static const char *rule_of(const struct rc_event_candidate *cand)
{
	return cand->rule ? cand->rule : render_origin(cand);
}

/* How it could be applied after all is its rank. */
static void show_proposal(struct render *render, const struct rc_event *event)
{
	const struct rc_event_candidate *cand = event->cand;
	const struct ui *ui = render->ui;
	FILE *to = render->text;

	if (ui->quiet)
		return;
	if (!render->proposals++)
		ui_put(ui, to, UI_CYAN, "possible repairs, not applied:\n");
	if (render->proposals > MAX_PROPOSALS && !ui->verbose)
		return;
	if (cand->n_parts)
		ui_put(ui, to, UI_BOLD, "  %s:%u", cand->parts[0].file,
		       cand->parts[0].line);
	ui_put(ui, to, UI_PLAIN, "  %s  (%s, --rules=%.4g)\n", cand->title,
	       rule_of(cand), cand->rank);
	if (event->diff && ui->verbose)
		ui_diff(ui, to, event->diff);
}

/* What was held back on the way, before the outcome. */
static void show_rest(const struct render *render)
{
	const struct ui *ui = render->ui;
	FILE *to = render->text;

	if (ui->quiet)
		return;
	if (render->proposals > MAX_PROPOSALS && !ui->verbose)
		ui_put(ui, to, UI_PLAIN, "  and %u more (-v shows them)\n",
		       render->proposals - MAX_PROPOSALS);
	if (render->held) {
		ui_put(ui, to, UI_YELLOW, "%u warning%s", render->held,
		       PLURAL(render->held));
		ui_put(ui, to, UI_PLAIN, " (" REPAIR_LINTS ")\n");
	}
}

static void show_note(struct render *render, const struct rc_event *event)
{
	render_note(render, event);
}

static void show_clean(const struct render *render,
		       const struct rc_fix_report *report)
{
	const struct ui *ui = render->ui;
	FILE *to = render->text;

	ui_put(ui, to, UI_GREEN, "clean");
	if (render->repair && !report->iterations)
		ui_put(ui, to, UI_PLAIN, ": nothing to repair");
	else if (report->repaired)
		ui_put(ui, to, UI_PLAIN, ": %u problem%s repaired",
		       report->repaired, PLURAL(report->repaired));
}

static void show_errors(const struct render *render,
			const struct rc_fix_report *report)
{
	const struct ui *ui = render->ui;
	FILE *to = render->text;
	unsigned n = report->errors_after;

	ui_put(ui, to, UI_RED, "%u error%s", n, PLURAL(n));
	if (render->repair)
		ui_put(ui, to, UI_PLAIN, " remain%s (%u before)",
		       n == 1 ? "s" : "", report->errors_before);
}

static void show_outcome(const struct render *render,
			 const struct rc_fix_report *report)
{
	const struct ui *ui = render->ui;
	FILE *to = render->text;
	bool repairable = !strcmp(report->stop, "would-change");

	if (report->clean)
		show_clean(render, report);
	else if (report->would_change)
		ui_put(ui, to, UI_YELLOW, "can be repaired: %u -> %u errors",
		       report->errors_before, report->errors_after);
	else if (report->errors_after)
		show_errors(render, report);
	else
		ui_put(ui, to, UI_RED, "not clean");
	if (report->warnings_after && (!render->held || ui->quiet))
		ui_put(ui, to, UI_PLAIN, ", %u warning%s",
		       report->warnings_after, PLURAL(report->warnings_after));
	if (!report->clean && !repairable && stop_words(report->stop))
		ui_put(ui, to, UI_PLAIN, ": %s", stop_words(report->stop));
	fputc('\n', to);
}

static void show_cost(const struct render *render,
		      const struct rc_fix_report *report)
{
	const struct ui *ui = render->ui;
	FILE *to = render->text;

	if (render->repair)
		ui_put(ui, to, UI_DIM, "%u iteration%s, ", report->iterations,
		       PLURAL(report->iterations));
	ui_put(ui, to, UI_DIM, "%u compiler run%s, %.1fs (cargo %.1fs)\n",
	       report->cargo_calls, PLURAL(report->cargo_calls),
	       seconds(report->wall_ms), seconds(report->cargo_ms));
	if (report->calls)
		ui_put(ui, to, UI_DIM,
		       "%u question%s, %lld tokens in, %lld out, %.1fs\n",
		       report->calls, PLURAL(report->calls),
		       (long long)report->tokens_in,
		       (long long)report->tokens_out,
		       seconds(report->endpoint_ms));
}

#define MAX_PLACES 5

static void show_places(const struct render *render,
			const struct rc_fix_report *report)
{
	const struct ui *ui = render->ui;
	FILE *to = render->text;
	size_t n = report->n_untested;

	for (size_t i = 0; i < n && i < MAX_PLACES; i++) {
		const struct rc_event_part *part = &report->untested[i].part;

		ui_put(ui, to, UI_PLAIN, "%s %s", i ? "," : "", part->file);
		if (part->line)
			ui_put(ui, to, UI_PLAIN, ":%u", part->line);
	}
	if (n > MAX_PLACES)
		ui_put(ui, to, UI_PLAIN, " and %zu more", n - MAX_PLACES);
	fputc('\n', to);
}

/* Which repairs no test has covered. That tests of a package passed does not
 * say that they ran the lines in question. */
static void show_untested(const struct render *render,
			  const struct rc_fix_report *report)
{
	const struct ui *ui = render->ui;
	FILE *to = render->text;
	bool ran = strcmp(report->tests, "not-run") != 0;

	if (!report->n_untested)
		return;
	ui_put(ui, to, UI_PLAIN, "%s",
	       ran		      ? "no test of the package passed:"
	       : report->errors_after ? "not tested:"
				      : "compiled, not tested:");
	show_places(render, report);
}

static void show_tests(const struct render *render,
		       const struct rc_fix_report *report)
{
	const struct ui *ui = render->ui;
	FILE *to = render->text;

	if (report->baseline[0] && strcmp(report->tests, "not-run") != 0)
		ui_put(ui, to, UI_PLAIN,
		       "tests: %u passed, %u failed; compared with %s\n",
		       report->tests_passed, report->tests_failed,
		       strcmp(report->baseline, "start") != 0
			       ? report->baseline
			       : "the tree before the run");
	if (report->no_baseline)
		ui_put(ui, to, UI_PLAIN,
		       "compiled, not tested against a baseline: %s\n",
		       report->no_baseline);
	for (size_t i = 0; i < report->n_failed_before; i++)
		ui_put(ui, to, UI_PLAIN, "failed before, too: %s\n",
		       report->failed_before[i]);
	show_untested(render, report);
}

/* What else could have been tried. */
static void show_untried(const struct render *render)
{
	if (!render->repair || render->endpoint)
		return;
	ui_put(render->ui, stderr, UI_PLAIN, "note: " ONLY_SUGGESTIONS "%s\n",
	       render->offline ? "" : "; " SET_ENDPOINT);
}

static void show_traces(const struct render *render,
			const struct rc_fix_report *report)
{
	const struct ui *ui = render->ui;
	FILE *to = render->text;

	if (report->published)
		ui_put(ui, to, UI_PLAIN, "%u commit%s on %s", report->published,
		       PLURAL(report->published), report->where);
	else
		ui_put(ui, to, UI_PLAIN, "kept in %s, nothing committed",
		       report->where);
	ui_put(ui, to, UI_PLAIN, "; 'rustcoder undo' takes the run back\n");
}

static void show_report(struct render *render, const struct rc_event *event)
{
	const struct rc_fix_report *report = event->report;
	bool quiet = render->ui->quiet;
	/* Where it could not go on, the error says more than numbers. */
	bool ended = strcmp(report->stop, "failed") != 0 &&
		     strcmp(report->stop, "cancelled") != 0;

	show_rest(render);
	if (ended)
		show_outcome(render, report);
	if (ended && !quiet)
		show_tests(render, report);
	if (ended && !quiet)
		show_cost(render, report);
	if ((report->changed || report->published) && !quiet)
		show_traces(render, report);
	if (ended && !quiet && report->errors_after)
		show_untried(render);
	render_endpoint_error(render, report);
	if (render->patch && event->diff)
		render_patch(render, event->diff);
}

static void (*const show[])(struct render *, const struct rc_event *) = {
	[RC_EV_START] = show_start,
	[RC_EV_CHECK] = show_check,
	[RC_EV_PROGRESS] = show_progress,
	[RC_EV_CHECKED] = show_checked,
	[RC_EV_DIAG] = show_diag,
	[RC_EV_REJECTED] = show_rejected,
	[RC_EV_ACCEPTED] = show_accepted,
	[RC_EV_PROPOSAL] = show_proposal,
	[RC_EV_NOTE] = show_note,
	[RC_EV_PROMPT] = show_prompt,
	[RC_EV_REPLY] = show_reply,
	[RC_EV_REPORT] = show_report,
	[RC_EV_TAKEN_BACK] = show_taken_back,
};

void render_human(struct render *render, const struct rc_event *event)
{
	if (event->kind >= sizeof(show) / sizeof(show[0]) || !show[event->kind])
		return;
	if (event->kind != RC_EV_CHECK && event->kind != RC_EV_PROGRESS)
		ui_clear(render->ui);
	show[event->kind](render, event);
}
