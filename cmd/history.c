/* SPDX-License-Identifier: MIT */

/* 'log' and 'undo': the runs there were, and the way back. */

#include "cmd.h"

#include <string.h>
#include <time.h>

#include "json.h"

struct history_args {
	bool json, no_vcs;
	unsigned limit; /* 0: none */
};

static const struct opt log_opts[] = {
	{
		.name = "limit",
		.letter = 'n',
		.kind = OPT_NUMBER,
		.at = offsetof(struct history_args, limit),
		.arg = "N",
		.help = "at most N iterations",
	},
	{
		.name = "no-vcs",
		.at = offsetof(struct history_args, no_vcs),
		.help = "runs that were made with --no-vcs",
	},
	{
		.name = "json",
		.at = offsetof(struct history_args, json),
		.help = "as a JSON document",
	},
	{ 0 },
};

static const struct opt undo_opts[] = {
	{
		.name = "no-vcs",
		.at = offsetof(struct history_args, no_vcs),
		.help = "a run that was made with --no-vcs",
	},
	{
		.name = "json",
		.at = offsetof(struct history_args, json),
		.help = "as a JSON document",
	},
	{ 0 },
};

struct log {
	const struct ui *ui;
	struct json json;
	unsigned rows, limit;
	char run[40]; /* of the row before */
};

static int log_json(const struct rc_history_row *row, void *data)
{
	struct log *log = data;
	struct json *json = &log->json;

	if (log->limit && log->rows == log->limit)
		return 1;
	log->rows++;
	json_open(json);
	json_str(json, "run", row->run);
	json_int(json, "iteration", row->iteration);
	json_str(json, "stage", row->stage);
	json_str(json, "errors", row->errors);
	json_str(json, "subject", row->subject);
	json_str(json, "commit", row->commit);
	json_int(json, "time", row->time);
	json_bool(json, "published", row->published);
	json_bool(json, "undone", row->undone);
	json_close(json);
	return 0;
}

static void log_run(struct log *log, const struct rc_history_row *row)
{
	time_t seconds = (time_t)row->time;
	char when[32] = "";
	struct tm tm;

	if (localtime_r(&seconds, &tm))
		strftime(when, sizeof(when), "%Y-%m-%d %H:%M", &tm);
	if (log->run[0])
		putchar('\n');
	ui_put(log->ui, stdout, UI_BOLD, "run %s", row->run);
	ui_put(log->ui, stdout, UI_PLAIN, "  %s%s\n", when,
	       row->undone ? "  (undone)" : "");
	snprintf(log->run, sizeof(log->run), "%s", row->run);
}

static int log_text(const struct rc_history_row *row, void *data)
{
	struct log *log = data;
	const struct ui *ui = log->ui;

	if (log->limit && log->rows == log->limit)
		return 1;
	log->rows++;
	if (strcmp(log->run, row->run) != 0)
		log_run(log, row);
	ui_put(ui, stdout, UI_PLAIN, "%4u  ", row->iteration);
	ui_put(ui, stdout, UI_YELLOW, "%.10s", row->commit);
	ui_put(ui, stdout, UI_PLAIN, "  %-9s  %-9s  %-9s  %s\n", row->errors,
	       row->stage, row->published ? "on branch" : "kept", row->subject);
	return 0;
}

static int run_log(const struct cmd_ctx *ctx, const void *values,
		   struct rc_err *err)
{
	const struct history_args *args = values;
	struct log log = { .ui = ctx->ui, .limit = args->limit };

	if (args->json)
		json_begin(&log.json, "iterations");
	int ret = rc_history_log(".", args->no_vcs,
				 args->json ? log_json : log_text, &log, err);

	if (args->json)
		json_end(&log.json);
	else if (!ret && !log.rows && !ctx->ui->quiet)
		ui_put(ctx->ui, stderr, UI_PLAIN, "no runs here yet\n");
	return ret < 0 ? ret : CMD_OK;
}

static void undo_json(const struct rc_undo_row *row, void *data)
{
	struct log *log = data;

	json_open(&log->json);
	json_str(&log->json, "path", row->path);
	json_bool(&log->json, "restored", row->restored);
	json_str(&log->json, "why", row->why);
	json_close(&log->json);
}

static void undo_text(const struct rc_undo_row *row, void *data)
{
	struct log *log = data;
	const struct ui *ui = log->ui;

	if (row->restored) {
		ui_put(ui, stdout, UI_GREEN, "  restored");
		ui_put(ui, stdout, UI_PLAIN, "    %s\n", row->path);
		return;
	}
	ui_put(ui, stdout, UI_YELLOW, "  left alone");
	ui_put(ui, stdout, UI_PLAIN, "  %s: %s\n", row->path,
	       row->why ? row->why : "changed since");
}

static int run_undo(const struct cmd_ctx *ctx, const void *values,
		    struct rc_err *err)
{
	const struct history_args *args = values;
	struct log log = { .ui = ctx->ui };

	if (args->json)
		json_begin(&log.json, "files");
	int ret = rc_history_undo(".", args->no_vcs,
				  ctx->n_operands ? ctx->operands[0] : NULL,
				  args->json ? undo_json : undo_text, &log,
				  err);

	/* Also with an error: files may have been put back before it. */
	if (args->json)
		json_end(&log.json);
	return ret;
}

static const struct cmd_example log_examples[] = {
	{ "rustcoder log", "all runs, the newest first" },
	{ "rustcoder log -n 5", "the last five iterations" },
	{ 0 },
};

static const struct opt_group log_groups[] = {
	{ "Options", log_opts },
	{ 0 },
};

const struct cmd cmd_log = {
	.name = "log",
	.group = "History",
	.summary = "Show the runs made here and what they repaired",
	.examples = log_examples,
	.options = log_groups,
	.values_size = sizeof(struct history_args),
	.run = run_log,
};

static const struct cmd_example undo_examples[] = {
	{ "rustcoder undo", "take the last run back" },
	{ "rustcoder undo 20260314-150926-4f2a", "take back this one" },
	{ 0 },
};

static const struct opt_group undo_groups[] = {
	{ "Options", undo_opts },
	{ 0 },
};

const struct cmd cmd_undo = {
	.name = "undo",
	.group = "History",
	.args = "[RUN]",
	.summary = "Put back the bytes from before a run",
	.examples = undo_examples,
	.options = undo_groups,
	.values_size = sizeof(struct history_args),
	.max_operands = 1,
	.run = run_undo,
};
