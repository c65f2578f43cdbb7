/* SPDX-License-Identifier: MIT */

/* 'config': what the settings are and where they come from. */

#include "cmd.h"

#include <string.h>

#include "json.h"

struct config_args {
	bool show_origin, json;
};

static const struct opt config_opts[] = {
	{
		.name = "show-origin",
		.at = offsetof(struct config_args, show_origin),
		.help = "every value found, where, and whether it counts",
	},
	{
		.name = "json",
		.at = offsetof(struct config_args, json),
		.help = "as a JSON document, with origins",
	},
	{ 0 },
};

static void list_json(const struct rc_config_entry *entry, void *data)
{
	struct json *json = data;

	json_open(json);
	json_str(json, "key", entry->key);
	json_str(json, "value", entry->value);
	json_str(json, "origin", entry->origin);
	json_bool(json, "effective", entry->effective);
	json_str(json, "ignored", entry->ignored);
	json_str(json, "help", entry->help);
	json_close(json);
}

static void list_effective(const struct rc_config_entry *entry, void *data)
{
	if (entry->effective)
		ui_put(data, stdout, UI_PLAIN, "%s=%s\n", entry->key,
		       entry->value);
}

static void list_origins(const struct rc_config_entry *entry, void *data)
{
	const struct ui *ui = data;
	const char *state = entry->effective ? "" : "  (overridden)";

	if (!entry->value) {
		ui_put(ui, stdout, UI_DIM, "%-22s  (unset)\n", entry->key);
		return;
	}
	ui_put(ui, stdout, entry->effective ? UI_BOLD : UI_DIM, "%-22s  %s",
	       entry->key, entry->value);
	ui_put(ui, stdout, UI_PLAIN, "  %s", entry->origin);
	if (entry->ignored)
		ui_put(ui, stdout, UI_YELLOW, "  (ignored: %s)",
		       entry->ignored);
	else
		ui_put(ui, stdout, UI_DIM, "%s", state);
	putchar('\n');
}

static int list(const struct cmd_ctx *ctx, const struct config_args *args,
		const struct rc_config *config, struct rc_err *err)
{
	struct json json;

	if (ctx->n_operands > 1)
		return opt_error(err, "unexpected argument '%s'",
				 ctx->operands[1]);
	if (!args->json) {
		rc_config_each(config,
			       args->show_origin ? list_origins
						 : list_effective,
			       ctx->ui);
		return CMD_OK;
	}
	json_begin(&json, "settings");
	rc_config_each(config, list_json, &json);
	json_end(&json);
	return CMD_OK;
}

#define MAX_KEYS 64

struct keys {
	const char *names[MAX_KEYS];
	size_t n;
};

static void collect_key(const struct rc_config_entry *entry, void *data)
{
	struct keys *keys = data;

	if (keys->n && keys->names[keys->n - 1] == entry->key)
		return;
	if (keys->n < MAX_KEYS)
		keys->names[keys->n++] = entry->key;
}

static bool is_known(const struct keys *keys, const char *name)
{
	for (size_t i = 0; i < keys->n; i++)
		if (!strcasecmp(keys->names[i], name))
			return true;
	return false;
}

static int get(const struct cmd_ctx *ctx, const struct config_args *args,
	       const struct rc_config *config, struct rc_err *err)
{
	const char *name = ctx->operands[1];
	struct keys keys = { .n = 0 };

	(void)args;
	if (!name)
		return opt_error(err, "an argument is missing: KEY");
	/* As git spells it. */
	if (!strncmp(name, "rustcoder.", 10))
		name += 10;
	const char *value = rc_config_get(config, name);

	if (value) {
		ui_put(ctx->ui, stdout, UI_PLAIN, "%s\n", value);
		return CMD_OK;
	}
	rc_config_each(config, collect_key, &keys);
	if (is_known(&keys, name))
		return CMD_REMAIN;
	opt_error(err, "no such setting '%s'", name);
	const char *meant = opt_nearest(name, keys.names, keys.n);

	snprintf(err->hint, sizeof(err->hint),
		 meant ? "did you mean '%s'?"
		       : "'rustcoder config list --show-origin' shows all",
		 meant);
	return err->code;
}

static const struct {
	const char *name;
	int (*run)(const struct cmd_ctx *ctx, const struct config_args *args,
		   const struct rc_config *config, struct rc_err *err);
} verbs[] = {
	{ "list", list },
	{ "get", get },
};

static int run_config(const struct cmd_ctx *ctx, const void *values,
		      struct rc_err *err)
{
	struct rc_config *config;

	for (size_t i = 0; i < CMD_COUNT(verbs); i++) {
		if (strcmp(verbs[i].name, ctx->operands[0]) != 0)
			continue;
		int ret = rc_config_open(&config, ".", err);

		if (ret)
			return ret;
		rc_config_warnings(config, ui_warn, ctx->ui);
		ret = verbs[i].run(ctx, values, config, err);
		rc_config_free(config);
		return ret;
	}
	opt_error(err, "'%s' is neither list nor get", ctx->operands[0]);
	snprintf(err->hint, sizeof(err->hint),
		 "'git config rustcoder.KEY VALUE' changes a setting");
	return err->code;
}

static const struct cmd_example examples[] = {
	{ "rustcoder config list --show-origin", "every setting" },
	{ "rustcoder config get fix.commit", "one of them" },
	{ "git config rustcoder.fix.goal clippy", "change one, here" },
	{ "git config --global rustcoder.fix.lints true", "everywhere" },
	{ 0 },
};

static const struct opt_group groups[] = {
	{ "Options of list", config_opts },
	{ 0 },
};

const struct cmd cmd_config = {
	.name = "config",
	.group = "Set-up",
	.args = "list|get [KEY]",
	.summary = "Show settings and where they come from",
	.examples = examples,
	.options = groups,
	.values_size = sizeof(struct config_args),
	.min_operands = 1,
	.max_operands = 2,
	.run = run_config,
};
