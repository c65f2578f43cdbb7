/* SPDX-License-Identifier: MIT */

/*
 * Cargo's output, line by line, up to suggestions: what a proc macro prints
 * arrives here, too.
 */

#include <stdlib.h>

#include "rust/cargo_fail.h"
#include "rust/suggest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void add_lines(struct rc_diags *diags, const char *text, size_t size)
{
	for (size_t at = 0; at < size;) {
		const char *end = memchr(text + at, '\n', size - at);
		size_t len = end ? (size_t)(end - text) - at : size - at;
		/* Of its own, so that ASan sees one byte too many. */
		char *line = malloc(len ? len : 1);

		memcpy(line, text + at, len);
		rc_diags_add_line(diags, line, len);
		free(line);
		at += len + 1;
	}
}

/* Every second place is the user's own. */
static void set_paths(const struct rc_diag *diag)
{
	for (size_t i = 0; i < diag->n_children; i++) {
		const struct rc_subdiag *child = &diag->children[i];
		struct rc_span *spans = (struct rc_span *)child->spans;

		for (size_t j = 0; j < child->n_spans; j++)
			spans[j].path = spans[j].start % 2 ? NULL : "src/x.rs";
	}
}

static void check(const struct rc_suggestion *suggestion)
{
	for (size_t i = 0; i < suggestion->n_edits; i++) {
		const struct rc_edit *edit = &suggestion->edits[i];

		if (edit->start > edit->end || strlen(edit->text) != edit->len)
			abort();
	}
}

/* The same text as what cargo prints to stderr. */
static void judge(const struct rc_diags *diags, const char *text, size_t size)
{
	struct rc_proc_result proc = RC_PROC_RESULT_INIT;
	struct rc_cargo_exit call = { "cargo check", &proc, diags, true };
	struct rc_err err = RC_ERR_INIT;

	proc.status = 101;
	rc_buf_add(&proc.err, text, size);
	if (rc_cargo_judge(&call, &err) != (int)err.code)
		abort();
	rc_proc_result_release(&proc);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rc_diags diags = RC_DIAGS_INIT;
	struct rc_suggestions out = { NULL, 0, 0 };

	add_lines(&diags, (const char *)data, size);
	rc_diags_resolve(&diags, "/nonexistent", "/nonexistent", NULL);
	for (size_t i = 0; i < diags.n; i++) {
		struct rc_event_diag event;

		rc_diag_event(&diags, &diags.v[i], &event);
		set_paths(&diags.v[i]);
		rc_suggest(&diags.v[i], &diags.arena, &out);
	}
	for (size_t i = 0; i < out.n; i++)
		check(&out.v[i]);
	judge(&diags, (const char *)data, size);
	rc_free(out.v);
	rc_diags_release(&diags);
	return 0;
}
