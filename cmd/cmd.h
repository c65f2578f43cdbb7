/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * A command is a struct cmd at the end of its file and a line in cmd_table.
 * main.c parses the options, calls run() and prints its error; run() is
 * argument handling, one library call and printing.
 */

#include "opt.h"
#include "ui.h"

#define CMD_COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum cmd_status {
	CMD_OK = 0,
	CMD_REMAIN = 1,	 /* errors remain, or something would change */
	CMD_USAGE = 2,	 /* arguments, settings, repository state */
	CMD_SAFETY = 3,	 /* stopped by a safety rule */
	CMD_NETWORK = 4, /* and errors remain */
	CMD_FAILED = 5,	 /* a tool or the system failed */
	CMD_LOCKED = 75, /* another run is at work here */
};

struct cmd_ctx {
	struct ui *ui;
	struct rc_cancel *cancel;    /* NULL unless the command has .stopping */
	const char *const *operands; /* NULL-terminated, or NULL when none */
	size_t n_operands;
};

struct cmd_example {
	const char *line;
	const char *what;
};

struct cmd {
	const char *name;
	const char *group;   /* title in the list of commands */
	const char *args;    /* operands as help shows them, or NULL */
	const char *summary; /* one line */
	const struct cmd_example *examples; /* end with a zeroed one */
	const struct opt_group *options;    /* end with a zeroed one */
	size_t values_size; /* of the struct the options go to */
	size_t min_operands, max_operands;
	/* What a signal makes it say; NULL: it just ends. */
	const char *stopping;
	/* An enum cmd_status, or a negative enum rc_code with err filled. */
	int (*run)(const struct cmd_ctx *ctx, const void *values,
		   struct rc_err *err);
};

extern const struct cmd cmd_fix, cmd_check;
extern const struct cmd cmd_log, cmd_undo;
extern const struct cmd cmd_config, cmd_doctor, cmd_help;

extern const struct cmd *const cmd_table[]; /* ends with NULL */

/* What every command takes. */
struct cmd_globals {
	bool help, version, list_options;
	bool quiet, verbose;
	unsigned color; /* enum ui_color */
};
extern const struct opt_group cmd_global_options[];

/* NULL with a suggestion in err when there is none of that name. */
const struct cmd *cmd_find(const char *name, struct rc_err *err);

/* From now on our memory, which may hold a key, is neither for a core dump nor
 * for build scripts, though they run as the same user. */
void cmd_guard_memory(void);

/* help.c */
void help_program(FILE *out);
void help_command(const struct cmd *cmd);
void help_list_options(void);
