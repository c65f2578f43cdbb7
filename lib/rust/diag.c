/* SPDX-License-Identifier: MIT */

/* The set: units, merging, and what is asked of a single diagnostic. */

#include "rust/diag.h"

#include "base/json.h"
#include "rust/diag_json.h"

#define MAX_DIAGS 20000
#define MAX_UNITS 5000
#define MAX_LINE ((size_t)16 << 20)
#define MAX_BYTES ((size_t)128 << 20)

/*
 * "name 0.1.0 (path+file:///…)" before cargo 1.77, then a URL such as
 * "path+file:///…/name#0.1.0" or "registry+https://…#name@1.2.3".
 */
const char *rc_package_name(struct rc_arena *arena, const char *id)
{
	const char *hash = strrchr(id, '#');
	const char *start = id;

	if (strchr(id, ' '))
		return rc_arena_strndup(arena, id, strcspn(id, " "));
	if (hash && strchr(hash, '@')) {
		start = hash + 1;
		return rc_arena_strndup(arena, start, strcspn(start, "@"));
	}
	size_t len = hash ? (size_t)(hash - id) : strlen(id);
	for (size_t i = 0; i < len; i++) {
		if (id[i] == '/')
			start = id + i + 1;
	}
	return rc_arena_strndup(arena, start, len - (size_t)(start - id));
}

/* Every library is one here, whatever files it produces. */
static const char *kind_of(const struct rc_json *target)
{
	static const char *const kinds[] = { "bin",	     "test",
					     "example",	     "bench",
					     "custom-build", "proc-macro" };
	const char *kind =
		rc_json_text(rc_json_first(rc_json_get(target, "kind")));

	for (size_t i = 0; kind && i < RC_COUNT(kinds); i++) {
		if (!strcmp(kind, kinds[i]))
			return kinds[i];
	}
	return "lib";
}

static size_t find_unit(const struct rc_diags *diags, const char *key)
{
	for (size_t i = diags->n_units; i-- > 0;) {
		if (!strcmp(diags->units[i].key, key))
			return i;
	}
	return SIZE_MAX;
}

static const char *or_empty(const char *s)
{
	return s ? s : "";
}

/* SIZE_MAX when there are too many. */
static size_t unit_of(struct rc_diags *diags, const struct rc_json *line)
{
	const struct rc_json *target = rc_json_get(line, "target");
	const char *id = or_empty(rc_json_str(line, "package_id"));
	const char *name = or_empty(rc_json_str(target, "name"));
	const char *kind = kind_of(target);
	struct rc_arena *arena = &diags->arena;
	RC_CLEANUP(rc_freep)
	char *key = rc_xasprintf("%s|%s|%s", id, kind, name);
	size_t found = find_unit(diags, key);

	if (found != SIZE_MAX || diags->n_units >= MAX_UNITS)
		return found;
	RC_GROW(diags->units, diags->n_units, diags->units_cap);
	diags->units[diags->n_units] = (struct rc_unit){
		.key = rc_arena_strdup(arena, key),
		.package = rc_package_name(arena, id),
		.manifest = rc_arena_strdup(
			arena, or_empty(rc_json_str(line, "manifest_path"))),
		.kind = kind,
	};
	return diags->n_units++;
}

/* The slot of an equal diagnostic, or the free one where it belongs. */
static size_t *slot_of(const struct rc_diags *diags, uint64_t exact)
{
	size_t mask = diags->seen_cap - 1;
	size_t i = exact & mask;

	while (diags->seen[i] && diags->v[diags->seen[i] - 1].exact != exact)
		i = (i + 1) & mask;
	return &diags->seen[i];
}

/* Keeps the table at most half full; its size is a power of two. */
static void make_room(struct rc_diags *diags)
{
	if ((diags->n + 1) * 2 <= diags->seen_cap)
		return;
	diags->seen_cap = diags->seen_cap ? diags->seen_cap * 2 : 64;
	rc_free(diags->seen);
	diags->seen = rc_xcalloc(diags->seen_cap, sizeof(*diags->seen));
	for (size_t i = 0; i < diags->n; i++)
		*slot_of(diags, diags->v[i].exact) = i + 1;
}

/* Which of two units is compiled first may change from run to run. */
static void merge(const struct rc_diags *diags, struct rc_diag *diag,
		  size_t unit)
{
	if (strcmp(diags->units[unit].key, diags->units[diag->unit].key) < 0)
		diag->unit = unit;
}

static void add_message(struct rc_diags *diags, const struct rc_json *line)
{
	const struct rc_json *message = rc_json_get(line, "message");
	enum rc_level level;

	if (!rc_diag_json_wanted(message, &level))
		return;
	diags->ice |= rc_diag_json_is_ice(message);
	size_t unit = unit_of(diags, line);
	if (unit == SIZE_MAX || diags->n >= MAX_DIAGS) {
		diags->skipped++;
		return;
	}
	make_room(diags);
	uint64_t exact = rc_diag_json_exact(message);
	size_t *slot = slot_of(diags, exact);
	if (*slot) {
		merge(diags, &diags->v[*slot - 1], unit);
		return;
	}
	RC_GROW(diags->v, diags->n, diags->cap);
	struct rc_diag *diag = &diags->v[diags->n++];
	*slot = diags->n;
	*diag = (struct rc_diag){ .level = level,
				  .unit = unit,
				  .exact = exact };
	rc_diag_json_read(diag, &diags->arena, message);
	diags->errors += level == RC_LEVEL_ERROR;
	diags->warnings += level == RC_LEVEL_WARNING;
}

static void add_artifact(struct rc_diags *diags, const struct rc_json *line)
{
	if (unit_of(diags, line) == SIZE_MAX)
		diags->skipped++;
}

static void add_finished(struct rc_diags *diags, const struct rc_json *line)
{
	(void)line;
	diags->finished = true;
}

static const struct {
	const char *reason;
	void (*add)(struct rc_diags *diags, const struct rc_json *line);
} reasons[] = {
	{ "compiler-message", add_message },
	{ "compiler-artifact", add_artifact },
	{ "build-finished", add_finished },
};

void rc_diags_add_line(struct rc_diags *diags, const char *line, size_t len)
{
	RC_CLEANUP(rc_json_freep) struct rc_json *json = NULL;

	/* A line that says 'finished' may be a macro's: go on reading. */
	if (len && line[0] == '{' && len <= MAX_LINE &&
	    diags->arena.used < MAX_BYTES)
		json = rc_json_parse(line, len, NULL);
	const char *reason = rc_json_str(json, "reason");
	if (!reason) {
		diags->skipped++;
		return;
	}
	for (size_t i = 0; i < RC_COUNT(reasons); i++) {
		if (!strcmp(reason, reasons[i].reason))
			reasons[i].add(diags, json);
	}
}

void rc_diags_release(struct rc_diags *diags)
{
	rc_arena_release(&diags->arena);
	rc_free(diags->v);
	rc_free(diags->units);
	rc_free(diags->seen);
	*diags = (struct rc_diags)RC_DIAGS_INIT;
}

const struct rc_span *rc_diag_primary(const struct rc_diag *diag)
{
	for (size_t i = 0; i < diag->n_spans; i++) {
		if (diag->spans[i].primary)
			return &diag->spans[i];
	}
	return NULL;
}

void rc_diag_event(const struct rc_diags *diags, const struct rc_diag *diag,
		   struct rc_event_diag *out)
{
	const struct rc_span *span = rc_diag_primary(diag);

	*out = (struct rc_event_diag){
		.level = diag->level,
		.code = diag->code,
		.message = diag->title,
		.rendered = diag->rendered,
		.package = diags->units[diag->unit].package,
	};
	if (!span)
		return;
	out->file = span->path ? span->path : span->file;
	out->line = span->line;
	out->column = span->column;
	out->end_line = span->end_line;
	out->end_column = span->end_column;
}
