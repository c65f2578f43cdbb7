/* SPDX-License-Identifier: MIT */
#include "base/event.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/secret.h"

enum field_type { TEXT, CHARS, UINT, INT64, BOOL, NUM, LEVEL };

/* A member of one of the structs below, and which kinds of event show it. */
struct field {
	const char *key;
	enum field_type type;
	size_t offset;
	unsigned kinds;
};

#define IN(kind) (1u << RC_EV_##kind)
#define ALWAYS (~0u)

#define NAMED(key, where, type, name, kinds)                   \
	{                                                      \
		key, type, offsetof(struct where, name), kinds \
	}
#define FIELD(where, type, name, kinds) NAMED(#name, where, type, name, kinds)
#define EV(type, name, kinds) FIELD(rc_event, type, name, kinds)
#define DIAG(type, name) FIELD(rc_event_diag, type, name, ALWAYS)
#define CAND(type, name) FIELD(rc_event_candidate, type, name, ALWAYS)
#define PART(type, name) FIELD(rc_event_part, type, name, ALWAYS)
#define REPORT(type, name) FIELD(rc_fix_report, type, name, ALWAYS)

static const char *const kind_names[] = {
	[RC_EV_START] = "start",       [RC_EV_CHECK] = "check",
	[RC_EV_PROGRESS] = "progress", [RC_EV_CHECKED] = "checked",
	[RC_EV_DIAG] = "diag",	       [RC_EV_TRY] = "try",
	[RC_EV_REJECTED] = "rejected", [RC_EV_ACCEPTED] = "accepted",
	[RC_EV_PROPOSAL] = "proposal", [RC_EV_NOTE] = "note",
	[RC_EV_PROMPT] = "prompt",     [RC_EV_REPLY] = "reply",
	[RC_EV_REPORT] = "report",     [RC_EV_TAKEN_BACK] = "taken-back",
};

static const struct field event_fields[] = {
	EV(TEXT, run, IN(START)),
	EV(TEXT, root, IN(START)),
	EV(TEXT, goal, IN(START)),
	NAMED("call", rc_event, UINT, iteration, IN(PROMPT) | IN(REPLY)),
	NAMED("finish", rc_event, TEXT, hint, IN(REPLY)),
	EV(TEXT, text,
	   IN(START) | IN(CHECK) | IN(PROGRESS) | IN(REJECTED) | IN(NOTE) |
		   IN(PROMPT) | IN(REPLY) | IN(TAKEN_BACK)),
	EV(TEXT, hint, IN(NOTE)),
	EV(UINT, iteration, IN(ACCEPTED) | IN(TAKEN_BACK)),
	EV(UINT, before, IN(ACCEPTED) | IN(TAKEN_BACK)),
	EV(UINT, errors, IN(CHECKED) | IN(ACCEPTED) | IN(TAKEN_BACK)),
	EV(UINT, warnings, IN(CHECKED)),
	EV(INT64, ms, IN(CHECKED) | IN(REPLY)),
	EV(TEXT, commit, IN(ACCEPTED) | IN(TAKEN_BACK)),
	EV(TEXT, diff, IN(ACCEPTED) | IN(PROPOSAL) | IN(TAKEN_BACK)),
};

static const struct field diag_fields[] = {
	DIAG(LEVEL, level),   DIAG(TEXT, code),	   DIAG(TEXT, message),
	DIAG(TEXT, rendered), DIAG(TEXT, package),
};

/* Only where there is a file. */
static const struct field place_fields[] = {
	DIAG(TEXT, file),     DIAG(UINT, line),	      DIAG(UINT, column),
	DIAG(UINT, end_line), DIAG(UINT, end_column),
};

static const struct field cand_fields[] = {
	CAND(TEXT, fixer), CAND(TEXT, stage), CAND(TEXT, rule),
	CAND(TEXT, title), CAND(NUM, rank),   CAND(UINT, edits),
};

static const struct field part_fields[] = {
	PART(TEXT, rule),     PART(TEXT, stage), PART(TEXT, title),
	PART(NUM, rank),      PART(TEXT, file),	 PART(UINT, line),
	PART(UINT, end_line),
};

/* Only where a model wrote it. */
static const struct field model_fields[] = {
	CAND(TEXT, model),
	CAND(INT64, tokens),
};

static const struct field report_fields[] = {
	REPORT(CHARS, run),
	REPORT(BOOL, clean),
	REPORT(BOOL, changed),
	REPORT(BOOL, would_change),
	REPORT(TEXT, stop),
	REPORT(UINT, errors_before),
	REPORT(UINT, errors_after),
	REPORT(UINT, warnings_before),
	REPORT(UINT, warnings_after),
	REPORT(UINT, repaired),
	REPORT(UINT, iterations),
	REPORT(UINT, tried),
	REPORT(UINT, rejected),
	REPORT(UINT, cargo_calls),
	REPORT(INT64, wall_ms),
	REPORT(INT64, cargo_ms),
	REPORT(UINT, calls),
	REPORT(INT64, tokens_in),
	REPORT(INT64, tokens_out),
	REPORT(INT64, endpoint_ms),
	REPORT(CHARS, endpoint_error),
	REPORT(UINT, published),
	REPORT(CHARS, where),
	REPORT(TEXT, tests),
	REPORT(CHARS, baseline),
	REPORT(TEXT, no_baseline),
	REPORT(UINT, tests_passed),
	REPORT(UINT, tests_failed),
};

static const char *level_name(enum rc_level level)
{
	return level == RC_LEVEL_ERROR ? "error" : "warning";
}

static void write_field(struct rc_json_out *out, const struct field *field,
			const void *base)
{
	const void *at = (const char *)base + field->offset;

	switch (field->type) {
	case TEXT:
		rc_jw_opt(out, field->key, *(const char *const *)at);
		break;
	case CHARS:
		rc_jw_str(out, field->key, at);
		break;
	case UINT:
		rc_jw_int(out, field->key, *(const unsigned *)at);
		break;
	case INT64:
		rc_jw_int(out, field->key, *(const int64_t *)at);
		break;
	case BOOL:
		rc_jw_bool(out, field->key, *(const bool *)at);
		break;
	case NUM:
		rc_jw_num(out, field->key, *(const double *)at);
		break;
	case LEVEL:
		rc_jw_str(out, field->key,
			  level_name(*(const enum rc_level *)at));
		break;
	}
}

static void write_fields(struct rc_json_out *out, const struct field *fields,
			 size_t n, const void *base, enum rc_event_kind kind)
{
	for (size_t i = 0; i < n; i++)
		if (fields[i].kinds & 1u << kind)
			write_field(out, &fields[i], base);
}

#define WRITE(out, table, base, kind) \
	write_fields(out, table, RC_COUNT(table), base, kind)

static void write_diag(struct rc_json_out *out,
		       const struct rc_event_diag *diag)
{
	rc_jw_open(out, "diag", '{');
	WRITE(out, diag_fields, diag, RC_EV_DIAG);
	if (diag->file)
		WRITE(out, place_fields, diag, RC_EV_DIAG);
	rc_jw_close(out, '}');
}

static void write_parts(struct rc_json_out *out,
			const struct rc_event_candidate *cand)
{
	rc_jw_open(out, "parts", '[');
	for (size_t i = 0; i < cand->n_parts; i++) {
		rc_jw_open(out, NULL, '{');
		WRITE(out, part_fields, &cand->parts[i], RC_EV_TRY);
		rc_jw_close(out, '}');
	}
	rc_jw_close(out, ']');
}

static void write_candidate(struct rc_json_out *out,
			    const struct rc_event_candidate *cand)
{
	rc_jw_open(out, "cand", '{');
	WRITE(out, cand_fields, cand, RC_EV_TRY);
	if (cand->model)
		WRITE(out, model_fields, cand, RC_EV_TRY);
	if (cand->n_parts)
		write_parts(out, cand);
	rc_jw_close(out, '}');
}

static void write_texts(struct rc_json_out *out, const char *key,
			const char *const *texts)
{
	rc_jw_open(out, key, '[');
	for (; texts && *texts; texts++)
		rc_jw_str(out, NULL, *texts);
	rc_jw_close(out, ']');
}

static void write_repairs(struct rc_json_out *out, const char *key,
			  const struct rc_event_repair *repairs, size_t n,
			  bool gone)
{
	rc_jw_open(out, key, '[');
	for (size_t i = 0; repairs && i < n; i++) {
		rc_jw_open(out, NULL, '{');
		WRITE(out, part_fields, &repairs[i].part, RC_EV_REPORT);
		rc_jw_int(out, "iteration", repairs[i].iteration);
		if (gone) {
			rc_jw_bool(out, "proven", repairs[i].proven);
			write_texts(out, "tests", repairs[i].tests);
		}
		rc_jw_close(out, '}');
	}
	rc_jw_close(out, ']');
}

static void write_report(struct rc_json_out *out, const struct rc_event *event)
{
	const struct rc_fix_report *report = event->report;

	WRITE(out, report_fields, report, RC_EV_REPORT);
	write_repairs(out, "untested", report->untested, report->n_untested,
		      false);
	write_repairs(out, "taken_back", report->taken_back,
		      report->n_taken_back, true);
	write_texts(out, "red", report->red);
	write_texts(out, "failed_before", report->failed_before);
	rc_jw_opt(out, "patch", event->diff);
}

static bool has_candidate(enum rc_event_kind kind)
{
	return (IN(TRY) | IN(REJECTED) | IN(ACCEPTED) | IN(PROPOSAL) |
		IN(TAKEN_BACK)) &
	       1u << kind;
}

static void write_head(struct rc_json_out *out, enum rc_event_kind kind)
{
	rc_jw_open(out, NULL, '{');
	rc_jw_str(out, "schema", "rustcoder/1");
	rc_jw_str(out, "event", kind_names[kind]);
}

static void write_body(struct rc_json_out *out, const struct rc_event *event)
{
	if (event->diag && event->kind == RC_EV_DIAG)
		write_diag(out, event->diag);
	if (event->cand && has_candidate(event->kind))
		write_candidate(out, event->cand);
	WRITE(out, event_fields, event, event->kind);
	if (event->report && event->kind == RC_EV_REPORT)
		write_report(out, event);
}

char *rc_event_to_json(const struct rc_event *event)
{
	struct rc_buf buf = RC_BUF_INIT(0);
	struct rc_json_out out = { &buf, false };

	write_head(&out, event->kind);
	write_body(&out, event);
	rc_jw_close(&out, '}');
	if (buf.overflow) {
		/* Half a document is none: say what it was, and that. */
		rc_buf_clear(&buf);
		out.comma = false;
		write_head(&out, event->kind);
		rc_jw_bool(&out, "truncated", true);
		rc_jw_close(&out, '}');
	}
	return rc_buf_take(&buf);
}

static void mask_field(const struct field *field, void *base,
		       struct rc_arena *arena)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf buf = RC_BUF_INIT(0);
	char *at = (char *)base + field->offset;
	char *text = at;

	if (field->type == TEXT)
		memcpy(&text, at, sizeof(text));
	else if (field->type != CHARS)
		return;
	if (!text || !rc_secret_mask(&buf, text, strlen(text)))
		return;
	if (field->type == TEXT) {
		text = rc_arena_strdup(arena, buf.ptr);
		memcpy(at, &text, sizeof(text));
	} else {
		/* Not longer than it was: that much room there is. */
		snprintf(at, strlen(at) + 1, "%s", buf.ptr);
	}
}

static void mask_fields(const struct field *fields, size_t n, void *base,
			struct rc_arena *arena)
{
	for (size_t i = 0; i < n; i++)
		mask_field(&fields[i], base, arena);
}

#define MASK(fields, base, arena) \
	mask_fields((fields), RC_COUNT(fields), (base), (arena))

static void mask_parts(struct rc_event_candidate *cand, struct rc_arena *arena)
{
	struct rc_event_part *parts =
		rc_arena_alloc(arena, (cand->n_parts + 1) * sizeof(*parts));

	for (size_t i = 0; i < cand->n_parts; i++) {
		parts[i] = cand->parts[i];
		MASK(part_fields, &parts[i], arena);
	}
	cand->parts = parts;
}

static const char *const *mask_texts(const char *const *texts,
				     struct rc_arena *arena)
{
	size_t n = 0;

	while (texts && texts[n])
		n++;
	const char **masked = rc_arena_alloc(arena, (n + 1) * sizeof(*masked));

	for (size_t i = 0; i < n; i++) {
		RC_CLEANUP(rc_buf_release) struct rc_buf buf = RC_BUF_INIT(0);
		bool any = rc_secret_mask(&buf, texts[i], strlen(texts[i]));

		masked[i] = any ? rc_arena_strdup(arena, buf.ptr) : texts[i];
	}
	return masked;
}

static const struct rc_event_repair *
mask_repairs(const struct rc_event_repair *repairs, size_t n,
	     struct rc_arena *arena)
{
	struct rc_event_repair *masked =
		rc_arena_alloc(arena, (n + 1) * sizeof(*masked));

	for (size_t i = 0; repairs && i < n; i++) {
		masked[i] = repairs[i];
		MASK(part_fields, &masked[i].part, arena);
		masked[i].tests = mask_texts(repairs[i].tests, arena);
	}
	return repairs ? masked : NULL;
}

static void mask_lists(struct rc_fix_report *report, struct rc_arena *arena)
{
	report->untested =
		mask_repairs(report->untested, report->n_untested, arena);
	report->taken_back =
		mask_repairs(report->taken_back, report->n_taken_back, arena);
	report->red = mask_texts(report->red, arena);
	report->failed_before = mask_texts(report->failed_before, arena);
}

/* The tables name every text, so what is added to them is covered, too. */
static void emit_masked(const struct rc_sink *sink, struct rc_event event)
{
	struct rc_arena arena = { NULL, 0 };
	struct rc_event_diag diag;
	struct rc_event_candidate cand;
	struct rc_fix_report report;

	MASK(event_fields, &event, &arena);
	if (event.diag) {
		diag = *event.diag;
		MASK(diag_fields, &diag, &arena);
		MASK(place_fields, &diag, &arena);
		event.diag = &diag;
	}
	if (event.cand) {
		cand = *event.cand;
		MASK(cand_fields, &cand, &arena);
		MASK(model_fields, &cand, &arena);
		mask_parts(&cand, &arena);
		event.cand = &cand;
	}
	if (event.report) {
		report = *event.report;
		MASK(report_fields, &report, &arena);
		mask_lists(&report, &arena);
		event.report = &report;
	}
	sink->fn(&event, sink->data);
	rc_arena_release(&arena);
}

void rc_emit(const struct rc_sink *sink, const struct rc_event *event)
{
	if (!sink || !sink->fn)
		return;
	if (rc_secret_any())
		emit_masked(sink, *event);
	else
		sink->fn(event, sink->data);
}

void rc_emit_note(const struct rc_sink *sink, const char *hint, const char *fmt,
		  ...)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf text = RC_BUF_INIT(0);
	va_list ap;

	va_start(ap, fmt);
	rc_buf_vaddf(&text, fmt, ap);
	va_end(ap);
	rc_emit(sink, &(struct rc_event){
			      .kind = RC_EV_NOTE,
			      .text = text.ptr,
			      .hint = hint,
		      });
}

int64_t rc_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
