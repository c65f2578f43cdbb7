/* SPDX-License-Identifier: MIT */
#include "opt.h"

#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_OPTS 64
#define CODE 256 /* getopt's value of row i is CODE + i */

struct slot {
	const struct opt *opt;
	void *values;
};

/* The rows of all sets in the form getopt_long(3) wants. */
struct parser {
	struct slot slots[MAX_OPTS];
	size_t n;
	struct option longs[MAX_OPTS + 1];
	char shorts[2 * MAX_OPTS + 3];
};

int opt_error(struct rc_err *err, const char *fmt, ...)
{
	va_list ap;

	*err = (struct rc_err)RC_ERR_INIT;
	err->code = RC_EINVAL;
	va_start(ap, fmt);
	vsnprintf(err->msg, sizeof(err->msg), fmt, ap);
	va_end(ap);
	return err->code;
}

static void *check_memory(void *ptr)
{
	if (ptr)
		return ptr;
	fputs("rustcoder: out of memory\n", stderr);
	exit(5);
}

void *opt_alloc(size_t size)
{
	return check_memory(calloc(1, size + 1));
}

static void list_add(struct opt_list *list, const char *s)
{
	const char **v =
		check_memory(realloc(list->v, (list->n + 2) * sizeof(*v)));

	list->v = v;
	v[list->n++] = s;
	v[list->n] = NULL;
}

void opt_list_release(struct opt_list *list)
{
	free(list->v);
	*list = (struct opt_list){ NULL, 0 };
}

#define MAX_WORD 32

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Edits from one spelling to the other, two neighbours swapped being one. */
static size_t distance(const char *a, const char *b)
{
	size_t d[MAX_WORD + 1][MAX_WORD + 1];
	size_t n = strlen(a), m = strlen(b);

	if (n > MAX_WORD || m > MAX_WORD)
		return MAX_WORD;
	for (size_t i = 0; i <= n; i++)
		d[i][0] = i;
	for (size_t k = 0; k <= m; k++)
		d[0][k] = k;
	for (size_t i = 1; i <= n; i++)
		for (size_t k = 1; k <= m; k++) {
			size_t same = d[i - 1][k - 1] + (a[i - 1] != b[k - 1]);
			size_t one = least(d[i - 1][k], d[i][k - 1]) + 1;

			d[i][k] = least(same, one);
			if (i > 1 && k > 1 && a[i - 1] == b[k - 2] &&
			    a[i - 2] == b[k - 1])
				d[i][k] = least(d[i][k], d[i - 2][k - 2] + 1);
		}
	return d[n][m];
}

const char *opt_nearest(const char *word, const char *const *candidates,
			size_t n)
{
	const char *best = NULL;
	size_t limit = strlen(word) / 3 + 1;

	for (size_t i = 0; i < n; i++) {
		size_t far = distance(word, candidates[i]);

		/* An abbreviation is as good as a single slip. */
		if (*word && !strncmp(word, candidates[i], strlen(word)))
			far = 1;
		if (far < limit || (far == limit && !best)) {
			best = candidates[i];
			limit = far;
		}
	}
	return best;
}

static void add_row(struct parser *parser, const struct opt *opt, void *values)
{
	size_t i = parser->n++;
	char *end = parser->shorts + strlen(parser->shorts);

	parser->slots[i] = (struct slot){ opt, values };
	parser->longs[i] = (struct option){
		.name = opt->name,
		.has_arg = opt->arg ? required_argument : no_argument,
		.val = CODE + (int)i,
	};
	if (!opt->letter)
		return;
	*end++ = opt->letter;
	if (opt->arg)
		*end++ = ':';
	*end = '\0';
}

static void add_set(struct parser *parser, const struct opt_set *set)
{
	for (const struct opt_group *g = set->groups; g && g->opts; g++)
		for (const struct opt *o = g->opts; o->name; o++)
			if (parser->n < MAX_OPTS)
				add_row(parser, o, set->values);
}

static const struct slot *find_letter(const struct parser *parser, int letter)
{
	for (size_t i = 0; i < parser->n; i++)
		if (parser->slots[i].opt->letter == letter)
			return &parser->slots[i];
	return NULL;
}

static const struct slot *find_name(const struct parser *parser,
				    const char *name, size_t len)
{
	for (size_t i = 0; i < parser->n; i++) {
		const char *known = parser->slots[i].opt->name;

		if (strlen(known) == len && !strncmp(known, name, len))
			return &parser->slots[i];
	}
	return NULL;
}

static int unknown_long(const struct parser *parser, const char *name,
			size_t len, struct rc_err *err)
{
	const char *names[MAX_OPTS];
	char word[64];
	size_t n = 0;

	for (size_t i = 0; i < parser->n; i++)
		if (parser->slots[i].opt->help)
			names[n++] = parser->slots[i].opt->name;
	snprintf(word, sizeof(word), "%.*s", (int)len, name);
	opt_error(err, "unknown option '--%.*s'", (int)len, name);
	const char *meant = opt_nearest(word, names, n);

	if (meant)
		snprintf(err->hint, sizeof(err->hint), "did you mean '--%s'?",
			 meant);
	return err->code;
}

/*
 * getopt takes abbreviations for the real thing. One that works today would
 * mean something else, or nothing, once an option is added: refused.
 */
static int check_spelling(const struct parser *parser, const char *word,
			  struct rc_err *err)
{
	if (strncmp(word, "--", 2) != 0)
		return 0;
	size_t len = strcspn(word + 2, "=");

	if (find_name(parser, word + 2, len))
		return 0;
	return unknown_long(parser, word + 2, len, err);
}

/* What getopt's '?' and ':' mean for the word it looked at. */
static int bad_option(const struct parser *parser, int code, const char *word,
		      struct rc_err *err)
{
	int ret = check_spelling(parser, word, err);

	if (ret)
		return ret;
	if (strncmp(word, "--", 2) != 0) {
		const struct slot *slot = find_letter(parser, optopt);

		if (!slot)
			return opt_error(err, "unknown option '-%c'", optopt);
		return opt_error(err, "option '-%c' needs a value: %s", optopt,
				 slot->opt->arg);
	}
	size_t len = strcspn(word + 2, "=");
	const struct slot *slot = find_name(parser, word + 2, len);

	if (code == ':')
		return opt_error(err, "option '--%s' needs a value: %s",
				 slot->opt->name, slot->opt->arg);
	return opt_error(err, "option '--%s' takes no value", slot->opt->name);
}

static int set_number(const struct opt *opt, unsigned *to, const char *arg,
		      struct rc_err *err)
{
	char *end;

	errno = 0;
	long n = strtol(arg, &end, 10);

	if (errno || end == arg || *end || n < 1 || n > 1000000000)
		return opt_error(err, "--%s: '%s' is not a number from 1 on",
				 opt->name, arg);
	*to = (unsigned)n;
	return 0;
}

static int set_choice(const struct opt *opt, unsigned *to, const char *arg,
		      struct rc_err *err)
{
	const char *word = opt->arg;

	for (unsigned i = 0; *word; i++) {
		size_t len = strcspn(word, "|");

		if (strlen(arg) == len && !strncmp(arg, word, len)) {
			*to = i;
			return 0;
		}
		word += len;
		word += *word == '|';
	}
	return opt_error(err, "--%s: '%s' is not one of %s", opt->name, arg,
			 opt->arg);
}

static void add_commas(struct opt_list *list, char *arg)
{
	for (char *word = strsep(&arg, ","); word; word = strsep(&arg, ","))
		if (*word)
			list_add(list, word);
}

static int set_value(const struct slot *slot, char *arg, struct rc_err *err)
{
	const struct opt *opt = slot->opt;
	void *to = (char *)slot->values + opt->at;

	switch (opt->kind) {
	case OPT_FLAG:
		*(bool *)to = true;
		return 0;
	case OPT_TEXT:
		*(const char **)to = arg;
		return 0;
	case OPT_NUMBER:
		return set_number(opt, to, arg, err);
	case OPT_CHOICE:
		return set_choice(opt, to, arg, err);
	case OPT_LIST:
		list_add(to, arg);
		return 0;
	case OPT_COMMAS:
		add_commas(to, arg);
		return 0;
	case OPT_SETTING:
		list_add(to, opt->name);
		list_add(to, opt->key);
		list_add(to, opt->arg ? arg : opt->value);
		return 0;
	}
	return 0;
}

static int take(const struct parser *parser, int code, const char *word,
		struct opt_list *operands, struct rc_err *err)
{
	if (code == 1) { /* what "-" in shorts makes of an operand */
		list_add(operands, optarg);
		return 0;
	}
	if (code == '?' || code == ':')
		return bad_option(parser, code, word, err);
	if (code < CODE)
		return set_value(find_letter(parser, code), optarg, err);
	int ret = check_spelling(parser, word, err);

	return ret ? ret : set_value(&parser->slots[code - CODE], optarg, err);
}

int opt_parse(const struct opt_set *sets, size_t n, int argc, char **argv,
	      struct opt_list *operands, struct rc_err *err)
{
	/* "-" and "+" keep argv in order, so that argv[optind] before a call
	 * is the word the call looks at; ":" keeps getopt from printing. */
	struct parser parser = { .shorts = { operands ? '-' : '+', ':' } };
	int code, ret = 0;

	for (size_t i = 0; i < n; i++)
		add_set(&parser, &sets[i]);
	optind = 0; /* glibc: start afresh */
	do {
		const char *word = argv[optind ? optind : 1];

		code = getopt_long(argc, argv, parser.shorts, parser.longs,
				   NULL);
		if (code != -1)
			ret = take(&parser, code, word, operands, err);
	} while (code != -1 && !ret);
	for (int i = optind; operands && i < argc && !ret; i++)
		list_add(operands, argv[i]);
	return ret ? ret : optind;
}

void opt_release(const struct opt_group *groups, void *values)
{
	for (const struct opt_group *g = groups; g && g->opts; g++)
		for (const struct opt *o = g->opts; o->name; o++)
			if (o->kind >= OPT_LIST)
				opt_list_release(
					(void *)((char *)values + o->at));
}
