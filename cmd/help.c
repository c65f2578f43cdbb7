/* SPDX-License-Identifier: MIT */
#include "cmd.h"

#include <string.h>

/* Everything that is said about commands comes from their tables. */

#define WIDTH 80
#define COLUMN 32 /* where the words of an option begin */

static void pad(FILE *out, size_t from, size_t to)
{
	fprintf(out, "%*s", from < to ? (int)(to - from) : 0, "");
}

/* Words from column on; at says where the line stands now. */
static void wrap(FILE *out, const char *text, size_t at, size_t column)
{
	if (at && at + 2 > column) {
		fputc('\n', out);
		at = 0;
	}
	pad(out, at, column);
	at = column;
	while (*text) {
		size_t len = strcspn(text, " ");

		if (at > column && at + 1 + len > WIDTH) {
			fputc('\n', out);
			pad(out, 0, column);
			at = column;
		}
		at += (size_t)fprintf(out, "%s%.*s", at > column ? " " : "",
				      (int)len, text);
		text += len;
		text += strspn(text, " ");
	}
	fputc('\n', out);
}

static void show_option(FILE *out, const struct opt *opt)
{
	char label[80];
	char letter[8] = "    ";

	if (opt->letter)
		snprintf(letter, sizeof(letter), "-%c, ", opt->letter);
	int len = snprintf(label, sizeof(label), "  %s--%s%s%s", letter,
			   opt->name, opt->arg ? " " : "",
			   opt->arg ? opt->arg : "");

	fputs(label, out);
	wrap(out, opt->help, (size_t)len, COLUMN);
}

static void show_groups(FILE *out, const struct opt_group *group)
{
	for (; group && group->opts; group++) {
		fprintf(out, "\n%s:\n", group->title);
		for (const struct opt *opt = group->opts; opt->name; opt++)
			if (opt->help)
				show_option(out, opt);
	}
}

static void show_examples(FILE *out, const struct cmd_example *example)
{
	if (!example)
		return;
	fputs("\nExamples:\n", out);
	for (; example->line; example++) {
		int len = fprintf(out, "  %s", example->line);

		wrap(out, example->what, (size_t)len, 40);
	}
}

void help_command(const struct cmd *cmd)
{
	FILE *out = stdout;

	fprintf(out, "Usage: rustcoder %s%s%s%s\n", cmd->name,
		cmd->options ? " [OPTION...]" : "", cmd->args ? " " : "",
		cmd->args ? cmd->args : "");
	wrap(out, cmd->summary, 0, 0);
	show_examples(out, cmd->examples);
	show_groups(out, cmd->options);
	show_groups(out, cmd_global_options);
	fprintf(out, "\n'man rustcoder-%s' says more.\n", cmd->name);
}

static const struct cmd_example program_examples[] = {
	{ "rustcoder fix", "repair the crate in this folder" },
	{ "rustcoder fix --dry-run", "show the repairs as a patch" },
	{ "rustcoder check --format=short", "errors, one per line" },
	{ "rustcoder undo", "take the last repair back" },
	{ 0 },
};

static void show_commands(FILE *out)
{
	const char *group = NULL;

	for (const struct cmd *const *cmd = cmd_table; *cmd; cmd++) {
		if (!group || strcmp(group, (*cmd)->group) != 0)
			fprintf(out, "\n%s:\n", (*cmd)->group);
		group = (*cmd)->group;
		int len = fprintf(out, "  %s", (*cmd)->name);

		wrap(out, (*cmd)->summary, (size_t)len, 12);
	}
}

void help_program(FILE *out)
{
	fputs("Usage: rustcoder COMMAND [OPTION...] [ARGUMENT...]\n"
	      "Repairs Rust crates that do not compile; the compiler is the "
	      "judge.\n",
	      out);
	show_examples(out, program_examples);
	show_commands(out);
	show_groups(out, cmd_global_options);
	fputs("\n'rustcoder COMMAND --help' and 'man rustcoder' say more.\n",
	      out);
}

static void list_groups(const char *name, const struct opt_group *group)
{
	for (; group && group->opts; group++)
		for (const struct opt *opt = group->opts; opt->name; opt++) {
			if (!opt->help)
				continue;
			printf("%s\t", name);
			if (opt->letter)
				printf("-%c,", opt->letter);
			printf("--%s\t%s\t%s\n", opt->name,
			       opt->arg ? opt->arg : "", opt->help);
		}
}

/*
 * For lint and the completions: command ("-": every one), option, argument,
 * help, with tabs between. A row without option is about the command itself.
 */
void help_list_options(void)
{
	list_groups("-", cmd_global_options);
	for (const struct cmd *const *cmd = cmd_table; *cmd; cmd++) {
		printf("%s\t\t%s\t%s\n", (*cmd)->name,
		       (*cmd)->args ? (*cmd)->args : "", (*cmd)->summary);
		list_groups((*cmd)->name, (*cmd)->options);
	}
}

static int run_help(const struct cmd_ctx *ctx, const void *values,
		    struct rc_err *err)
{
	(void)values;
	if (!ctx->n_operands) {
		help_program(stdout);
		return CMD_OK;
	}
	const struct cmd *cmd = cmd_find(ctx->operands[0], err);

	if (!cmd)
		return err->code;
	help_command(cmd);
	return CMD_OK;
}

const struct cmd cmd_help = {
	.name = "help",
	.group = "Help",
	.args = "[COMMAND]",
	.summary = "Show what a command does and takes",
	.max_operands = 1,
	.run = run_help,
};
