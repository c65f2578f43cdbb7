/* SPDX-License-Identifier: MIT */
#include "rules/rule.h"

#include <stdarg.h>
#include <stdio.h>

#include "rules/table.h"

#define MAX_ANSWERS 8 /* of one rule to one diagnostic */

void rc_rule_replace(struct rc_rule_at *at, const struct rc_source *src,
		     size_t start, size_t end, const char *text)
{
	RC_GROW(at->edits, at->n_edits, at->edits_cap);
	at->edits[at->n_edits++] = (struct rc_edit){
		.path = src->path,
		.start = start,
		.end = end,
		.text = text,
		.len = strlen(text),
	};
}

void rc_rule_insert(struct rc_rule_at *at, const struct rc_source *src,
		    size_t byte, const char *text)
{
	rc_rule_replace(at, src, byte, byte, text);
}

static bool is_blank(const struct rc_source *src, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		if (!strchr(" \t\r\n", src->text[i]))
			return false;
	}
	return true;
}

void rc_rule_remove(struct rc_rule_at *at, const struct rc_source *src,
		    size_t start, size_t end)
{
	size_t line = rc_line_start(src, start), eol = rc_line_end(src, end);

	if (is_blank(src, line, start) && is_blank(src, end, eol)) {
		start = line;
		end = eol;
		if (end < src->len && src->text[end] == '\r')
			end++;
		if (end < src->len)
			end++;
	}
	rc_rule_replace(at, src, start, end, "");
}

static bool is_allowed(const struct rc_rule_at *at)
{
	for (size_t i = 0; i < at->n_edits; i++) {
		if (at->edits[i].path[0] == '/')
			return false;
	}
	return at->n_edits > 0;
}

void rc_rule_answer(struct rc_rule_at *at, const char *title, ...)
{
	struct rc_rule_cands *out = at->out;
	char text[300];
	va_list ap;

	va_start(ap, title);
	vsnprintf(text, sizeof(text), title, ap);
	va_end(ap);
	if (is_allowed(at)) {
		struct rc_edit *edits =
			rc_arena_alloc(at->arena, at->n_edits * sizeof(*edits));

		memcpy(edits, at->edits, at->n_edits * sizeof(*edits));
		RC_GROW(out->v, out->n, out->cap);
		out->v[out->n++] = (struct rc_candidate){
			.fixer = "rules",
			.stage = "rules",
			.rule = at->rule->info.name,
			.title = rc_arena_strdup(at->arena, text),
			.rank = at->rule->info.rank,
			.edits = edits,
			.n_edits = at->n_edits,
		};
	}
	at->n_edits = 0;
}

const char *rc_rule_quoted(struct rc_rule_at *at, const char *message,
			   unsigned nth)
{
	const char *open = message ? strchr(message, '`') : NULL;

	while (open) {
		const char *close = strchr(open + 1, '`');

		if (!close)
			return NULL;
		if (nth-- == 0)
			return rc_arena_strndup(at->arena, open + 1,
						(size_t)(close - open - 1));
		open = strchr(close + 1, '`');
	}
	return NULL;
}

static const struct rc_span *labelled(const struct rc_span *spans, size_t n,
				      const char *part)
{
	for (size_t i = 0; i < n; i++) {
		if (!spans[i].primary && spans[i].label &&
		    (!part || strstr(spans[i].label, part)))
			return &spans[i];
	}
	return NULL;
}

const struct rc_span *rc_rule_label(const struct rc_rule_at *at,
				    const char *part)
{
	const struct rc_diag *diag = at->diag;
	const struct rc_span *span = labelled(diag->spans, diag->n_spans, part);

	for (size_t i = 0; i < diag->n_children && !span; i++)
		span = labelled(diag->children[i].spans,
				diag->children[i].n_spans, part);
	return span;
}

const struct rc_subdiag *rc_rule_child(const struct rc_rule_at *at,
				       const char *part)
{
	for (size_t i = 0; i < at->diag->n_children; i++) {
		if (strstr(at->diag->children[i].message, part))
			return &at->diag->children[i];
	}
	return NULL;
}

/* Is one of the words of list word, or is one of its parts in text? */
static bool any_of(const char *list, char between, const char *text, bool whole)
{
	char part[200];

	while (*list) {
		size_t len = (size_t)(strchrnul(list, between) - list);

		snprintf(part, sizeof(part), "%.*s", (int)len, list);
		if (whole ? strcmp(part, text) == 0 : !!strstr(text, part))
			return true;
		list += len + (list[len] != '\0');
	}
	return false;
}

static bool is_for(const struct rc_rule *rule, const struct rc_diag *diag)
{
	if (!diag->code && rule->info.codes[0] && !rule->uncoded)
		return false;
	if (diag->code && !any_of(rule->info.codes, ' ', diag->code, true))
		return false;
	return !rule->message ||
	       any_of(rule->message, '|', diag->message, false);
}

static void ask(struct rc_rule_at *at, bool written)
{
	struct rc_rule_cands *out = at->out;
	size_t before = out->n;

	if (is_for(at->rule, at->diag) &&
	    (written || (at->span && at->rule->anywhere)))
		at->rule->propose(at);
	at->n_edits = 0;
	if (out->n > before + MAX_ANSWERS)
		out->n = before + MAX_ANSWERS;
}

void rc_rules_propose(const struct rc_diags *diags, const struct rc_diag *diag,
		      struct rc_sources *sources, struct rc_rule_cands *out)
{
	struct rc_rule_at at = {
		.diags = diags,
		.diag = diag,
		.sources = sources,
		.span = rc_diag_primary(diag),
		.arena = &sources->arena,
		.out = out,
	};

	if (at.span && at.span->path)
		at.src = rc_source_get(sources, at.span->path);
	if (at.src && at.span->end > at.src->len)
		at.src = NULL;
	bool written = at.src && !at.span->expanded;

	for (size_t i = 0; rc_rule_tables[i]; i++) {
		for (at.rule = rc_rule_tables[i]; at.rule->propose; at.rule++)
			ask(&at, written);
	}
	rc_free(at.edits);
}
