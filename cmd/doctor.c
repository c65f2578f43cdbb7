/* SPDX-License-Identifier: MIT */
#include "cmd.h"

#include "json.h"

struct doctor_args {
	bool json, offline;
};

static const struct opt doctor_opts[] = {
	{
		.name = "offline",
		.at = offsetof(struct doctor_args, offline),
		.help = "do not ask the language model",
	},
	{
		.name = "json",
		.at = offsetof(struct doctor_args, json),
		.help = "as a JSON document",
	},
	{ 0 },
};

static const struct {
	const char *word;
	enum ui_style style;
} healths[] = {
	[RC_HEALTH_OK] = { "ok", UI_GREEN },
	[RC_HEALTH_WARN] = { "warn", UI_YELLOW },
	[RC_HEALTH_BAD] = { "bad", UI_RED },
};

struct doctor {
	const struct ui *ui;
	struct json json;
	bool bad;
};

static void row_json(const struct rc_doctor_row *row, void *data)
{
	struct doctor *doctor = data;
	struct json *json = &doctor->json;

	doctor->bad |= row->health == RC_HEALTH_BAD;
	json_open(json);
	json_str(json, "health", healths[row->health].word);
	json_str(json, "what", row->what);
	json_str(json, "found", row->found);
	json_str(json, "hint", row->hint);
	json_close(json);
}

static void row_text(const struct rc_doctor_row *row, void *data)
{
	struct doctor *doctor = data;
	const struct ui *ui = doctor->ui;

	doctor->bad |= row->health == RC_HEALTH_BAD;
	ui_put(ui, stdout, healths[row->health].style, "%-4s",
	       healths[row->health].word);
	ui_put(ui, stdout, UI_PLAIN, "  %-17s  %s\n", row->what, row->found);
	if (row->hint)
		ui_put(ui, stdout, UI_CYAN, "%25s%s\n", "", row->hint);
}

static int run_doctor(const struct cmd_ctx *ctx, const void *values,
		      struct rc_err *err)
{
	const struct doctor_args *args = values;
	struct doctor doctor = { .ui = ctx->ui };
	const struct rc_doctor_opts opts = {
		.path = ctx->n_operands ? ctx->operands[0] : ".",
		.offline = args->offline,
		.fn = args->json ? row_json : row_text,
		.data = &doctor,
	};

	if (args->json)
		json_begin(&doctor.json, "rows");
	int ret = rc_doctor(&opts, err);

	if (args->json)
		json_end(&doctor.json);
	if (ret < 0)
		return ret;
	return doctor.bad ? CMD_REMAIN : CMD_OK;
}

static const struct cmd_example examples[] = {
	{ "rustcoder doctor", "look at this folder" },
	{ "rustcoder doctor --json", "the same for other programs" },
	{ 0 },
};

static const struct opt_group groups[] = {
	{ "Options", doctor_opts },
	{ 0 },
};

const struct cmd cmd_doctor = {
	.name = "doctor",
	.group = "Set-up",
	.args = "[PATH]",
	.summary = "Look at everything that a run needs",
	.examples = examples,
	.options = groups,
	.values_size = sizeof(struct doctor_args),
	.max_operands = 1,
	.run = run_doctor,
};
