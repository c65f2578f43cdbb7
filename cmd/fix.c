/* SPDX-License-Identifier: MIT */

/* 'fix' and 'check': one run of the library, shown in one of the formats. */

#include "cmd.h"

#include <stdlib.h>
#include <string.h>

#include "render.h"
#include "rules.h"

struct fix_args {
	struct opt_list packages, features, only;
	const char *target, *manifest, *edition;
	bool workspace, all_targets, all_features, no_default_features;
	bool locked, release;
	bool no_vcs, dry_run, resume, abort;
	bool print_prompt, json, list_rules;
	unsigned format; /* enum render_format */
	struct opt_list settings;
};

#define FLAG(long_name, member, text)                                   \
	{                                                               \
		.name = (long_name), .kind = OPT_FLAG,                  \
		.at = offsetof(struct fix_args, member), .help = (text) \
	}
#define VALUE(long_name, what, member, argument, text)                      \
	{                                                                   \
		.name = (long_name), .kind = (what),                        \
		.at = offsetof(struct fix_args, member), .arg = (argument), \
		.help = (text)                                              \
	}
#define SETTING(long_name, setting, argument, text)                           \
	{                                                                     \
		.name = (long_name), .kind = OPT_SETTING,                     \
		.at = offsetof(struct fix_args, settings), .arg = (argument), \
		.help = (text), .key = (setting), .value = "true"             \
	}

static const struct opt what_opts[] = {
	{
		.name = "package",
		.letter = 'p',
		.kind = OPT_LIST,
		.at = offsetof(struct fix_args, packages),
		.arg = "SPEC",
		.help = "this package only; may be given again",
	},
	FLAG("workspace", workspace, "every package of the workspace"),
	FLAG("all-targets", all_targets, "also tests, examples and benches"),
	VALUE("features", OPT_LIST, features, "LIST", "features to build with"),
	FLAG("all-features", all_features, "all features"),
	FLAG("no-default-features", no_default_features,
	     "without the default features"),
	VALUE("target", OPT_TEXT, target, "TRIPLE", "build for this target"),
	VALUE("manifest-path", OPT_TEXT, manifest, "FILE",
	      "the Cargo.toml, instead of PATH"),
	FLAG("locked", locked, "refuse to change Cargo.lock"),
	FLAG("release", release, "check the release profile"),
	VALUE("edition", OPT_TEXT, edition, "YEAR",
	      "edition of a single file, 2021 by default"),
	SETTING("offline", "offline", NULL, "use no network, ask no model"),
	{ 0 },
};

static const struct opt judge_opts[] = {
	SETTING("goal", "fix.goal", "check|clippy|test",
		"what must succeed; check by default"),
	SETTING("max-time", "fix.maxTime", "TIME",
		"for the whole run: 90s, 10m, 1h"),
	SETTING("timeout", "fix.timeout", "TIME",
		"for one compiler run, 10m by default"),
	{ 0 },
};

static const struct opt repair_opts[] = {
	SETTING("suggestions", "fix.suggestions", "machine|maybe|none",
		"machine: only what the compiler is sure of; maybe, the default: what it considers, too"),
	SETTING("rules", "fix.rules", "RANK",
		"apply repairs up to this rank, 2.5 by default; see rustcoder-rules(7)"),
	{
		.name = "no-rules",
		.kind = OPT_SETTING,
		.at = offsetof(struct fix_args, settings),
		.help = "only what the compiler itself suggests",
		.key = "fix.rules",
		.value = "off",
	},
	VALUE("only", OPT_COMMAS, only, "CODES",
	      "only these, such as E0308,unused_mut"),
	SETTING("lints", "fix.lints", NULL, "repair warnings too"),
	SETTING("max-compiles", "fix.maxCompiles", "N",
		"compiler runs at most, 100 by default"),
	SETTING("allow-deps", "fix.allowDeps", NULL,
		"edits of Cargo.toml may be kept"),
	SETTING("allow-build-scripts", "fix.allowBuildScripts", NULL,
		"edits of build.rs may be kept"),
	{ 0 },
};

static const struct opt model_opts[] = {
	SETTING("endpoint", "endpoint", "URL",
		"where it answers, OpenAI-compatible: http://127.0.0.1:8080/v1"),
	SETTING("model", "model", "NAME",
		"which one; the first of the endpoint by default"),
	SETTING("api-key-file", "apiKeyFile", "FILE",
		"the endpoint's key; others must not be able to read it"),
	SETTING("ca-file", "caFile", "FILE",
		"certificates to trust besides the system's"),
	SETTING("context", "context", "TOKENS",
		"what the model takes; asked by default"),
	SETTING("max-calls", "fix.maxCalls", "N",
		"questions at most, 30 by default"),
	SETTING("max-tokens", "fix.maxTokens", "N",
		"in and out together, 200000 by default"),
	SETTING("samples", "fix.samples", "N",
		"answers to one question that may fail, 3 by default"),
	FLAG("print-prompt", print_prompt,
	     "show the first question instead of sending it"),
	SETTING("allow-secrets", "fix.allowSecrets", NULL,
		"send what looks like a secret, too"),
	{ 0 },
};

static const struct opt keep_opts[] = {
	SETTING("commit", "fix.commit", "iter|squash|none",
		"commits on a clean tree: one per iteration, the default; one; none"),
	SETTING("require-clean", "fix.requireClean", NULL,
		"refuse a tree with uncommitted changes"),
	FLAG("no-vcs", no_vcs, "ignore any git repository"),
	FLAG("dry-run", dry_run,
	     "change nothing, print the patch; status 1 if there is one"),
	FLAG("check", dry_run, "the same as --dry-run"),
	FLAG("continue", resume, "go on after a run that was cut off"),
	FLAG("abort", abort, "take back what a cut-off run left behind"),
	{ 0 },
};

static const struct opt output_opts[] = {
	VALUE("format", OPT_CHOICE, format, RENDER_ARG,
	      "for people, one line per error, or JSON lines"),
	FLAG("json", json, "the same as --format=json"),
	{ 0 },
};

static const struct opt list_opts[] = {
	FLAG("list-rules", list_rules, "print the table of repair rules"),
	{ 0 },
};

static const struct opt_group fix_groups[] = {
	{ "What to build, as in cargo", what_opts },
	{ "When it is done", judge_opts },
	{ "What may be tried", repair_opts },
	{ "A language model, if there is an endpoint", model_opts },
	{ "What becomes of it", keep_opts },
	{ "Output", output_opts },
	{ "Instead", list_opts },
	{ 0 },
};

static const struct opt_group check_groups[] = {
	{ "What to build, as in cargo", what_opts },
	{ "When it is done", judge_opts },
	{ "Output", output_opts },
	{ 0 },
};

static int apply_settings(struct rc_config *config, const struct opt_list *list,
			  struct rc_err *err)
{
	/* Three strings each: option, key, value. */
	for (size_t i = 0; i < list->n; i += 3) {
		struct rc_err why = RC_ERR_INIT;

		if (rc_config_set(config, list->v[i + 1], list->v[i + 2],
				  &why) < 0)
			return opt_error(err, "--%s: %s", list->v[i], why.msg);
	}
	return 0;
}

/* What opts hold then is borrowed from config. */
static int read_settings(const struct cmd_ctx *ctx, const struct fix_args *args,
			 struct rc_config *config, struct rc_fix_opts *opts,
			 struct rc_err *err)
{
	int ret = apply_settings(config, &args->settings, err);

	if (ret)
		return ret;
	rc_config_warnings(config, ui_warn, ctx->ui);
	rc_config_fix_opts(config, opts);
	rc_config_env_forget_keys();
	if (opts->endpoint.url)
		cmd_guard_memory();
	if (!args->print_prompt || opts->endpoint.url)
		return 0;
	if (opts->cargo.offline)
		return opt_error(err,
				 "--print-prompt: offline no model is asked");
	opt_error(err, "--print-prompt: there is no endpoint to ask");
	snprintf(err->hint, sizeof(err->hint),
		 "name one with --endpoint; nothing is sent to it");
	return err->code;
}

static int check_args(const struct cmd_ctx *ctx, const struct fix_args *args,
		      struct rc_err *err)
{
	if (args->manifest && ctx->n_operands)
		return opt_error(err, "--manifest-path and '%s': one of them",
				 ctx->operands[0]);
	if (args->resume && args->abort)
		return opt_error(err, "--continue and --abort: one of them");
	return 0;
}

static struct rc_fix_opts options(const struct cmd_ctx *ctx,
				  const struct fix_args *args)
{
	struct rc_fix_opts opts = RC_FIX_OPTS_INIT;

	opts.path = args->manifest    ? args->manifest
		    : ctx->n_operands ? ctx->operands[0]
				      : ".";
	opts.cargo = (struct rc_cargo_opts){
		.packages = args->packages.v,
		.features = args->features.v,
		.target = args->target,
		.edition = args->edition,
		.workspace = args->workspace,
		.all_targets = args->all_targets,
		.all_features = args->all_features,
		.no_default_features = args->no_default_features,
		.locked = args->locked,
		.release = args->release,
	};
	opts.only = args->only.v;
	opts.no_vcs = args->no_vcs;
	opts.dry_run = args->dry_run;
	opts.print_prompt = args->print_prompt;
	opts.resume = args->resume  ? RC_RESUME_CONTINUE
		      : args->abort ? RC_RESUME_ABORT
				    : RC_RESUME_AUTO;
	opts.cancel = ctx->cancel;
	return opts;
}

static int status(const struct rc_fix_report *report)
{
	if (report->clean && !report->would_change)
		return CMD_OK;
	/* What the endpoint did not get to may be what remains. */
	if (report->endpoint_error[0] &&
	    (report->errors_after || !report->would_change))
		return CMD_NETWORK;
	return CMD_REMAIN;
}

static int run_with(const struct cmd_ctx *ctx, const struct fix_args *args,
		    struct rc_config *config, struct rc_fix_opts *opts,
		    struct rc_err *err)
{
	struct rc_fix_report report = { .clean = false };
	struct render render = {
		.ui = ctx->ui,
		.cancel = ctx->cancel,
		.patch = args->dry_run && !args->print_prompt,
		.repair = !opts->check_only,
		.prompt = args->print_prompt,
	};
	int ret = read_settings(ctx, args, config, opts, err);

	if (ret)
		return ret;
	render.endpoint = opts->endpoint.url;
	render.offline = opts->cargo.offline;
	render.brief = render.repair && !ctx->ui->verbose && !opts->lints &&
		       !opts->only && opts->goal != RC_GOAL_CLIPPY;
	render_init(&render, args->json ? RENDER_JSON : args->format);
	opts->event = render_event;
	opts->event_data = &render;
	ret = rc_fix(opts, &report, err);
	if (ret < 0)
		return ret;
	if (args->abort) /* nothing was built */
		return CMD_OK;
	return status(&report);
}

static int run(const struct cmd_ctx *ctx, const struct fix_args *args,
	       bool check_only, struct rc_err *err)
{
	struct rc_fix_opts opts = options(ctx, args);
	struct rc_config *config;
	int ret = check_args(ctx, args, err);

	if (!ret)
		ret = rc_config_open(&config, opts.path, err);
	if (ret)
		return ret;
	opts.check_only = check_only;
	ret = run_with(ctx, args, config, &opts, err);
	rc_config_free(config);
	return ret;
}

static int run_fix(const struct cmd_ctx *ctx, const void *values,
		   struct rc_err *err)
{
	const struct fix_args *args = values;

	if (args->list_rules) {
		rules_list(ctx->ui, args->json || args->format == RENDER_JSON);
		return CMD_OK;
	}
	return run(ctx, values, false, err);
}

static int run_check(const struct cmd_ctx *ctx, const void *values,
		     struct rc_err *err)
{
	return run(ctx, values, true, err);
}

static const struct cmd_example fix_examples[] = {
	{ "rustcoder fix", "repair the crate in this folder" },
	{ "rustcoder fix --dry-run | git apply", "look first, then apply" },
	{ "rustcoder fix -p core --lints", "one package, warnings too" },
	{ "rustcoder fix --check --max-time 5m", "in CI: is there a repair?" },
	{ "rustcoder fix --print-prompt", "what would a model be sent?" },
	{ "rustcoder fix src/main.rs", "a file that belongs to no crate" },
	{ 0 },
};

const struct cmd cmd_fix = {
	.name = "fix",
	.group = "Repair",
	.args = "[PATH]",
	.summary =
		"Repair a crate that does not compile; every step is compiled",
	.examples = fix_examples,
	.options = fix_groups,
	.values_size = sizeof(struct fix_args),
	.max_operands = 1,
	.stopping = "stopping, taking back the trial…",
	.run = run_fix,
};

static const struct cmd_example check_examples[] = {
	{ "rustcoder check", "errors of the crate in this folder" },
	{ "rustcoder check --format=short", "one line per error" },
	{ "rustcoder check --goal=clippy --json", "for other programs" },
	{ 0 },
};

const struct cmd cmd_check = {
	.name = "check",
	.group = "Repair",
	.args = "[PATH]",
	.summary = "Show what the compiler says; change nothing",
	.examples = check_examples,
	.options = check_groups,
	.values_size = sizeof(struct fix_args),
	.max_operands = 1,
	.stopping = "stopping…",
	.run = run_check,
};
