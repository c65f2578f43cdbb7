/* SPDX-License-Identifier: MIT */
#include "cmd.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "signals.h"

const struct cmd *const cmd_table[] = {
	&cmd_fix,    &cmd_check,  &cmd_log,  &cmd_undo,
	&cmd_config, &cmd_doctor, &cmd_help, NULL,
};

static const struct opt global_rows[] = {
	{
		.name = "help",
		.letter = 'h',
		.at = offsetof(struct cmd_globals, help),
		.help = "show what a command does and takes",
	},
	{
		.name = "version",
		.letter = 'V',
		.at = offsetof(struct cmd_globals, version),
		.help = "show the version",
	},
	{
		.name = "quiet",
		.letter = 'q',
		.at = offsetof(struct cmd_globals, quiet),
		.help = "results and errors only",
	},
	{
		.name = "verbose",
		.letter = 'v',
		.at = offsetof(struct cmd_globals, verbose),
		.help = "say more",
	},
	{
		.name = "color",
		.kind = OPT_CHOICE,
		.at = offsetof(struct cmd_globals, color),
		.arg = UI_COLOR_ARG,
		.help = "colour; auto: where a terminal is",
	},
	{
		.name = "list-options",
		.at = offsetof(struct cmd_globals, list_options),
	},
	{ 0 },
};

const struct opt_group cmd_global_options[] = {
	{ "Every command", global_rows },
	{ 0 },
};

static const unsigned char statuses[] = {
	[-RC_OK] = CMD_OK,
	[-RC_EINVAL] = CMD_USAGE,
	[-RC_ENOTFOUND] = CMD_USAGE,
	[-RC_ESTATE] = CMD_USAGE,
	[-RC_EUNSUPPORTED] = CMD_USAGE,
	[-RC_EPARSE] = CMD_USAGE,
	[-RC_ESAFETY] = CMD_SAFETY,
	[-RC_ENET] = CMD_NETWORK,
	[-RC_EIO] = CMD_FAILED,
	[-RC_ECHILD] = CMD_FAILED,
	[-RC_ELIMIT] = CMD_FAILED,
	[-RC_ETIMEOUT] = CMD_FAILED,
	[-RC_ECANCELLED] = CMD_FAILED,
	[-RC_EINTERNAL] = CMD_FAILED,
	[-RC_ELOCKED] = CMD_LOCKED,
};

/* Where 0, 1 or 2 is closed the next open(2) would get it, and an error
 * message would land in somebody's source file. */
static void fill_standard_fds(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd > STDERR_FILENO)
		close(fd);
}

void cmd_guard_memory(void)
{
	const struct rlimit none = { 0, 0 };

	prctl(PR_SET_DUMPABLE, 0);
	setrlimit(RLIMIT_CORE, &none);
}

const struct cmd *cmd_find(const char *name, struct rc_err *err)
{
	const char *names[CMD_COUNT(cmd_table)];
	size_t n = 0;

	for (; cmd_table[n]; n++) {
		names[n] = cmd_table[n]->name;
		if (!strcmp(names[n], name))
			return cmd_table[n];
	}
	opt_error(err, "no such command '%s'", name);
	const char *meant = opt_nearest(name, names, n);

	if (meant)
		snprintf(err->hint, sizeof(err->hint), "did you mean '%s'?",
			 meant);
	else
		snprintf(err->hint, sizeof(err->hint),
			 "'rustcoder --help' lists the commands");
	return NULL;
}

static int check_operands(const struct cmd *cmd,
			  const struct opt_list *operands, struct rc_err *err)
{
	if (operands->n > cmd->max_operands)
		return opt_error(err, "unexpected argument '%s'",
				 operands->v[cmd->max_operands]);
	if (operands->n < cmd->min_operands)
		return opt_error(err, "an argument is missing: %s", cmd->args);
	return 0;
}

static int show_version(void)
{
	printf("rustcoder %s\n", rc_version());
	return CMD_OK;
}

/* What outlives parsing: how to talk, and what went wrong. */
struct program {
	struct cmd_globals globals;
	struct ui ui;
	struct rc_err err;
};

/* The words of one command, sorted. */
struct words {
	void *values;
	struct opt_list operands;
};

static void set_ui(struct program *program)
{
	const struct cmd_globals *globals = &program->globals;

	ui_init(&program->ui, globals->color, globals->quiet, globals->verbose);
}

/* Wrong usage, with a way to learn the right one. */
static int usage(struct program *program, const char *name)
{
	struct rc_err *err = &program->err;

	if (!err->hint[0])
		snprintf(err->hint, sizeof(err->hint),
			 "see 'rustcoder %s--help'", name);
	return err->code;
}

static int run(struct program *program, const struct cmd *cmd,
	       const struct words *words)
{
	struct cmd_ctx ctx = {
		.ui = &program->ui,
		.operands = words->operands.v,
		.n_operands = words->operands.n,
	};

	/* The handle stays to the end of the program: a signal may still
	 * come. */
	if (cmd->stopping) {
		ctx.cancel = rc_cancel_new();
		signals_catch(ctx.cancel, cmd->stopping);
	}
	return cmd->run(&ctx, words->values, &program->err);
}

/* argv[0] is the name of the command. */
static int parse_and_run(struct program *program, const struct cmd *cmd,
			 int argc, char **argv, struct words *words)
{
	const struct opt_set sets[] = {
		{ cmd->options, words->values },
		{ cmd_global_options, &program->globals },
	};
	char name[32];
	int ret = opt_parse(sets, CMD_COUNT(sets), argc, argv, &words->operands,
			    &program->err);

	set_ui(program);
	if (ret >= 0 && program->globals.help) {
		help_command(cmd);
		return CMD_OK;
	}
	if (ret >= 0 && program->globals.version)
		return show_version();
	if (ret >= 0)
		ret = check_operands(cmd, &words->operands, &program->err);
	snprintf(name, sizeof(name), "%s ", cmd->name);
	return ret < 0 ? usage(program, name) : run(program, cmd, words);
}

static int run_command(struct program *program, int argc, char **argv)
{
	const struct cmd *cmd = cmd_find(argv[0], &program->err);

	if (!cmd)
		return program->err.code;
	struct words words = { .values = opt_alloc(cmd->values_size) };
	int ret = parse_and_run(program, cmd, argc, argv, &words);

	opt_list_release(&words.operands);
	opt_release(cmd->options, words.values);
	free(words.values);
	return ret;
}

static int run_program(struct program *program, int argc, char **argv)
{
	struct cmd_globals *globals = &program->globals;
	const struct opt_set set = { cmd_global_options, globals };
	int at = opt_parse(&set, 1, argc, argv, NULL, &program->err);

	set_ui(program);
	if (at < 0)
		return usage(program, "");
	if (globals->version)
		return show_version();
	if (globals->list_options) {
		help_list_options();
		return CMD_OK;
	}
	if (argv[at])
		return run_command(program, argc - at, argv + at);
	help_program(globals->help ? stdout : stderr);
	return globals->help ? CMD_OK : CMD_USAGE;
}

static int print_error(const struct ui *ui, enum rc_code code,
		       const struct rc_err *err)
{
	ui_put(ui, stderr, UI_RED, "rustcoder");
	ui_put(ui, stderr, UI_PLAIN, ": %s\n",
	       err->msg[0] ? err->msg : rc_code_name(code));
	if (err->hint[0]) {
		ui_put(ui, stderr, UI_CYAN, "hint");
		ui_put(ui, stderr, UI_PLAIN, ": %s\n", err->hint);
	}
	return statuses[-code];
}

/* A result that was not written is not a success. */
static int close_output(struct ui *ui, int status)
{
	bool good = ui_flush(ui);

	if (good && fclose(stdout) == 0)
		return status;
	int why = good ? errno : ui->broken;

	/* Whoever read us has seen enough: what SIGPIPE would have made. */
	if (why == EPIPE)
		return 128 + SIGPIPE;
	ui_put(ui, stderr, UI_PLAIN,
	       "rustcoder: cannot write to standard output: %s\n",
	       strerror(why));
	return CMD_FAILED;
}

/* cargo starts "cargo-rustcoder rustcoder fix" for 'cargo rustcoder fix'. */
static bool is_cargo_subcommand(int argc, char **argv)
{
	const char *slash = argc > 1 ? strrchr(argv[0], '/') : NULL;

	return argc > 1 &&
	       !strcmp(slash ? slash + 1 : argv[0], "cargo-rustcoder") &&
	       !strcmp(argv[1], "rustcoder");
}

int main(int argc, char **argv)
{
	struct program program = { .err = RC_ERR_INIT };
	struct ui *ui = &program.ui;

	fill_standard_fds();
	if (rc_config_env_has_keys())
		cmd_guard_memory();
	signal(SIGPIPE, SIG_IGN);
	if (argc < 1)
		return CMD_USAGE;
	if (is_cargo_subcommand(argc, argv)) {
		argc--;
		argv++;
	}
	int ret = run_program(&program, argc, argv);

	ui_clear(ui);
	if (ret == RC_ECANCELLED && signals_caught()) {
		fflush(stdout);
		signals_die(signals_caught());
	}
	if (ret < 0 && ui->broken != EPIPE) {
		fflush(stdout);
		ret = print_error(ui, ret, &program.err);
	}
	return close_output(ui, ret < 0 ? CMD_FAILED : ret);
}
