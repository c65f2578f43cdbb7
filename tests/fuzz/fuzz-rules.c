/* SPDX-License-Identifier: MIT */

/*
 * Every rule of the table, asked about a diagnostic that a hostile compiler
 * might write: places, labels and messages come from the input, as does the
 * file. What a rule answers must lie in the file and be applicable. The input
 * is lines, up to an empty one, then the file:
 *
 *     E0308                  code, or nothing
 *     mismatched types       message
 *     = 12 20 label          a span, the first one is the primary one
 *     + note                 the spans behind it are this child's
 */

#undef NDEBUG
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "rules/table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define PATH "src/lib.rs"
#define MAX_SPANS 8
#define MAX_LINE 300

struct input {
	char lines[4 + 2 * MAX_SPANS][MAX_LINE];
	struct rc_span spans[2][MAX_SPANS];
	struct rc_subdiag child;
	struct rc_diag diag;
	const char *text;
	size_t len;
};

static void add_span(struct input *in, const char *line, bool child)
{
	struct rc_span *spans = in->spans[child];
	size_t *n = child ? &in->child.n_spans : &in->diag.n_spans;
	char *end;

	if (*n == MAX_SPANS)
		return;
	struct rc_span *span = &spans[*n];

	*span = (struct rc_span){ .file = PATH, .path = PATH };
	span->start = strtoull(line, &end, 10);
	span->end = span->start + strtoull(end, &end, 10);
	span->label = *end ? end + 1 : NULL;
	span->primary = !child && *n == 0;
	/* The reader of rustc's JSON lets no other through. */
	if (span->end >= span->start)
		++*n;
}

static void read_line(struct input *in, const char *line, size_t number,
		      bool *child)
{
	if (number == 0)
		in->diag.code = *line ? line : NULL;
	else if (number == 1)
		in->diag.title = in->diag.message = line;
	else if (*line == '=')
		add_span(in, line + 1, *child);
	else if (*line == '+') {
		*child = true;
		in->child.message = line + 1;
	}
}

static void read_input(struct input *in, const uint8_t *data, size_t size)
{
	bool child = false;
	size_t at = 0, n = 0;

	while (at < size && n < RC_COUNT(in->lines)) {
		const uint8_t *eol = memchr(data + at, '\n', size - at);
		size_t len = eol ? (size_t)(eol - data) - at : size - at;

		snprintf(in->lines[n], MAX_LINE, "%.*s", (int)len,
			 (const char *)data + at);
		at += len + (eol != NULL);
		if (n > 1 && len == 0)
			break;
		read_line(in, in->lines[n], n, &child);
		n++;
	}
	in->text = (const char *)data + at;
	in->len = size - at;
	in->diag.level = RC_LEVEL_ERROR;
	in->diag.spans = in->spans[0];
	in->child.spans = in->spans[1];
	in->diag.children = &in->child;
	in->diag.n_children = child;
}

static const char *text_of(void *data, const char *path, size_t *len)
{
	const struct input *in = data;

	*len = in->len;
	return strcmp(path, PATH) == 0 ? in->text : NULL;
}

static void check(const struct input *in, const struct rc_rule_cands *found)
{
	for (size_t i = 0; i < found->n; i++) {
		const struct rc_candidate *cand = &found->v[i];
		RC_CLEANUP(rc_buf_release) struct rc_buf out = RC_BUF_INIT(0);

		struct rc_err err = RC_ERR_INIT;

		for (size_t k = 0; k < cand->n_edits; k++)
			assert(strcmp(cand->edits[k].path, PATH) == 0);
		if (rc_edits_apply(PATH, in->text, in->len, cand->edits,
				   cand->n_edits, &out, &err) == 0)
			continue;
		fprintf(stderr, "%s: %s\n", cand->rule, err.msg);
		abort();
	}
}

static void ask(struct input *in, const char *code, const char *message)
{
	static const char *files[] = { PATH };
	static struct rc_unit unit = { "lib p", "p", "/Cargo.toml", "lib" };
	struct rc_source_reader reader = { .text = text_of,
					   .data = in,
					   .root = "/" };
	struct rc_rule_cands found = { NULL, 0, 0 };
	struct rc_diags diags = RC_DIAGS_INIT;
	struct rc_sources sources;

	in->diag.code = code;
	in->diag.message = message;
	in->diag.phase = rc_diag_phase(code, message);
	diags.v = &in->diag;
	diags.n = 1;
	diags.units = &unit;
	diags.n_units = 1;
	rc_sources_init(&sources, &reader);
	sources.files = files;
	sources.n_files = 1;
	rc_rules_propose(&diags, &in->diag, &sources, &found);
	check(in, &found);
	rc_free(found.v);
	rc_sources_release(&sources);
}

/* The diagnostic as it is, then such that each rule of the table feels
 * addressed. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input *in = rc_xcalloc(1, sizeof(*in));
	char *copy = rc_xmemdup((const char *)data, size);

	in->child.message = in->diag.message = in->diag.title = "";
	read_input(in, (const uint8_t *)copy, size);
	const char *own = in->diag.message;

	ask(in, in->diag.code, own);
	const struct rc_rule *rule;

	for (size_t i = 0; (rule = rc_rule_get(i)); i++) {
		const char *part = rule->message ? rule->message : "";
		char code[8], message[2 * MAX_LINE];

		snprintf(code, sizeof(code), "%.5s", rule->info.codes);
		snprintf(message, sizeof(message), "%s %.*s", own,
			 (int)strcspn(part, "|"), part);
		ask(in, code[0] ? code : NULL, message);
		if (code[0] && rule->uncoded)
			ask(in, NULL, message);
	}
	rc_free(copy);
	rc_free(in);
	return 0;
}
