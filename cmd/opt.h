/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Options as a table: one row says how an option is spelled, where its value
 * goes and what it is for. From these rows come parsing, usage errors, --help
 * and --list-options.
 *
 *	struct log_args { bool json; unsigned limit; };
 *	static const struct opt log_opts[] = {
 *		{ "json", 0, OPT_FLAG, offsetof(struct log_args, json), … },
 *		{ 0 },
 *	};
 */

#include <rustcoder.h>

enum opt_kind {
	OPT_FLAG,    /* bool */
	OPT_TEXT,    /* const char * */
	OPT_NUMBER,  /* unsigned, at least 1 */
	OPT_CHOICE,  /* unsigned: index into arg, "human|short|json" */
	OPT_LIST,    /* struct opt_list: every use adds one */
	OPT_COMMAS,  /* struct opt_list: every use adds one or more */
	OPT_SETTING, /* struct opt_list: option, key, value for the library */
};

struct opt {
	const char *name;
	char letter; /* 0: none */
	enum opt_kind kind;
	size_t at;	   /* offsetof() in the struct of values */
	const char *arg;   /* as help shows it; NULL: takes none */
	const char *help;  /* NULL: works, but is not shown */
	const char *key;   /* of OPT_SETTING */
	const char *value; /* of OPT_SETTING without arg */
};

/* Rows under one title in --help; rows end with a zeroed one. */
struct opt_group {
	const char *title;
	const struct opt *opts;
};

/* Strings are borrowed from argv. v is NULL or NULL-terminated. */
struct opt_list {
	const char **v;
	size_t n;
};

void opt_list_release(struct opt_list *list);

/* Groups, ending with a zeroed one, and the struct their values go to. */
struct opt_set {
	const struct opt_group *groups;
	void *values;
};

/*
 * Takes options from argv[1] on. operands NULL: stops at the first operand;
 * else collects them. Returns the index of what is left, or RC_EINVAL.
 */
int opt_parse(const struct opt_set *sets, size_t n, int argc, char **argv,
	      struct opt_list *operands, struct rc_err *err) RC_MUST_CHECK;
/* A struct of values, zeroed; for free(3) after opt_release(). */
void *opt_alloc(size_t size);
void opt_release(const struct opt_group *groups, void *values);

/* Wrong usage: fills err and returns RC_EINVAL. */
int opt_error(struct rc_err *err, const char *fmt, ...) RC_PRINTF(2, 3);

/* The candidate that was probably meant by word, or NULL. */
const char *opt_nearest(const char *word, const char *const *candidates,
			size_t n);
