/* SPDX-License-Identifier: MIT */

/* Runs edit.test; its first lines say what a case looks like. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/fs.h"
#include "base/mem.h"
#include "edit/edit.h"

#define MAX_EDITS 16
#define PATH "case.rs"

enum section { SECTION_NONE, SECTION_INPUT, SECTION_EXPECT };

struct spec {
	char *title;
	unsigned line;
	struct rc_buf input, expect;
	struct rc_edit edits[MAX_EDITS];
	size_t n_edits;
	const char *refused; /* a word of the message, or NULL */
};

static void release(struct spec *spec)
{
	for (size_t i = 0; i < spec->n_edits; i++)
		free((char *)spec->edits[i].text);
	rc_buf_release(&spec->input);
	rc_buf_release(&spec->expect);
	free(spec->title);
	*spec = (struct spec){ .input = RC_BUF_INIT(0),
			       .expect = RC_BUF_INIT(0) };
}

static _Noreturn void bad_line(unsigned number, const char *line)
{
	printf("%u: not understood: %s\n", number, line);
	exit(2);
}

/* The character of an escape after its backslash; *s moves on. */
static int unescape(const char **s)
{
	static const char names[] = "nrt\\\"", values[] = "\n\r\t\\\"";
	const char *name = strchr(names, **s);
	char hex[3] = { 0 };

	if (**s && name) {
		(*s)++;
		return values[name - names];
	}
	if (**s != 'x' || !(*s)[1] || !(*s)[2])
		return -1;
	memcpy(hex, *s + 1, 2);
	*s += 3;
	return (int)strtoul(hex, NULL, 16);
}

/* Appends line, unescaped, to a text. */
static void add_line(struct rc_buf *buf, unsigned number, const char *line)
{
	const char *s = line;

	while (*s) {
		int c = *s++;

		if (c == '\\' && !*s)
			return;
		if (c == '\\' && *s == 'e') {
			s++;
			continue;
		}
		if (c == '\\')
			c = unescape(&s);
		if (c == -1)
			bad_line(number, line);
		rc_buf_addc(buf, (char)c);
	}
	rc_buf_addc(buf, '\n');
}

/* start..end "text" */
static void add_edit(struct spec *spec, unsigned number, char *line)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf text = RC_BUF_INIT(0);
	char *s = line;
	size_t start = strtoull(s, &s, 10);
	size_t end = strncmp(s, "..", 2) ? 0 : strtoull(s + 2, &s, 10);
	size_t len = strlen(s);

	if (len < 3 || s[0] != ' ' || s[1] != '"' || s[len - 1] != '"' ||
	    spec->n_edits == MAX_EDITS)
		bad_line(number, line);
	s[len - 1] = '\0';
	add_line(&text, number, s + 2);
	rc_buf_truncate(&text, text.len - 1);
	len = text.len;
	spec->edits[spec->n_edits++] =
		(struct rc_edit){ PATH, start, end, rc_buf_take(&text), len };
}

static void print_text(const char *label, const struct rc_buf *text)
{
	printf("--- %s\n", label);
	for (size_t i = 0; i < text->len; i++) {
		unsigned char c = (unsigned char)text->ptr[i];

		if (c == '\r')
			printf("\\r");
		else if (c == '\n' || (c >= ' ' && c < 127))
			putchar(c);
		else
			printf("\\x%02x", c);
	}
	printf("<\n");
}

static bool is_equal(const struct rc_buf *a, const struct rc_buf *b)
{
	return a->len == b->len && !memcmp(a->ptr, b->ptr, a->len);
}

static bool check(const struct spec *spec, const char *order)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf out = RC_BUF_INIT(0);
	struct rc_err err = RC_ERR_INIT;
	int ret = rc_edits_apply(PATH, spec->input.ptr, spec->input.len,
				 spec->edits, spec->n_edits, &out, &err);
	bool good = spec->refused ? ret == RC_EINVAL && !out.len &&
					    strstr(err.msg, spec->refused)
				  : ret == 0 && is_equal(&out, &spec->expect);

	if (good)
		return true;
	printf("FAILED %u: %s%s\n", spec->line, spec->title, order);
	printf("returned %d: %s\n", ret, err.msg);
	print_text("expected", &spec->expect);
	print_text("got", &out);
	return false;
}

static void reverse(struct spec *spec)
{
	for (size_t i = 0; i < spec->n_edits / 2; i++) {
		struct rc_edit *other = &spec->edits[spec->n_edits - 1 - i];
		struct rc_edit edit = spec->edits[i];

		spec->edits[i] = *other;
		*other = edit;
	}
}

struct totals {
	unsigned run, failed;
};

static void finish(struct spec *spec, struct totals *totals)
{
	if (!spec->title)
		return;
	bool good = check(spec, "");
	reverse(spec);
	good = check(spec, " (reversed)") && good;
	totals->run++;
	totals->failed += !good;
	release(spec);
}

static bool is_command(const char *line, const char *name, char **rest)
{
	size_t len = strlen(name);

	if (strncmp(line, name, len) || (line[len] && line[len] != ' '))
		return false;
	*rest = (char *)line + len + (line[len] == ' ');
	return true;
}

static enum section command(struct spec *spec, struct totals *totals,
			    unsigned number, char *line)
{
	char *rest;

	if (is_command(line, "@CASE", &rest)) {
		finish(spec, totals);
		spec->title = rc_xstrdup(rest);
		spec->line = number;
	} else if (is_command(line, "@INPUT", &rest)) {
		return SECTION_INPUT;
	} else if (is_command(line, "@EDIT", &rest)) {
		add_edit(spec, number, rest);
	} else if (is_command(line, "@EXPECT", &rest)) {
		return SECTION_EXPECT;
	} else if (is_command(line, "@CONFLICT", &rest)) {
		spec->refused = "overlap";
	} else if (is_command(line, "@RANGE", &rest)) {
		spec->refused = "outside";
	} else {
		bad_line(number, line);
	}
	return SECTION_NONE;
}

static void run(char *text, struct totals *totals)
{
	struct spec spec = { .input = RC_BUF_INIT(0),
			     .expect = RC_BUF_INIT(0) };
	enum section section = SECTION_NONE;
	unsigned number = 0;

	for (char *line = strsep(&text, "\n"); line;
	     line = strsep(&text, "\n")) {
		number++;
		if (line[0] == '@')
			section = command(&spec, totals, number, line);
		else if (!line[0])
			section = SECTION_NONE;
		else if (section != SECTION_NONE)
			add_line(section == SECTION_INPUT ? &spec.input
							  : &spec.expect,
				 number, line);
		else if (line[0] != '#')
			bad_line(number, line);
	}
	finish(&spec, totals);
}

int main(int argc, char **argv)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf buf = RC_BUF_INIT(0);
	struct totals totals = { 0, 0 };
	struct rc_err err = RC_ERR_INIT;

	if (argc != 2 || rc_fs_read(argv[1], &buf, &err) < 0) {
		printf("usage: spec-edit edit.test\n%s\n", err.msg);
		return 2;
	}
	run(buf.ptr, &totals);
	printf("%u cases, %u failed\n", totals.run, totals.failed);
	return totals.failed || !totals.run;
}
