/* SPDX-License-Identifier: MIT */
#include "rust/diag_json.h"

#include <limits.h>

#include "base/hash.h"

/*
 * Texts over these are cut at a character. A suggestion that does not fit is
 * dropped as a whole: part of one would be another edit.
 */
#define MAX_RENDERED ((size_t)64 << 10)
#define MAX_MESSAGE ((size_t)8 << 10)
#define MAX_NAME ((size_t)4 << 10)
#define MAX_REPLACEMENT ((size_t)64 << 10)
#define MAX_SPANS 1000
#define MAX_CHILDREN 200

static bool starts(const char *s, const char *prefix)
{
	return strncmp(s, prefix, strlen(prefix)) == 0;
}

static bool ends(const char *s, const char *suffix)
{
	size_t len = strlen(s), want = strlen(suffix);

	return len >= want && !strcmp(s + len - want, suffix);
}

static const char *text_of(const struct rc_json *object, const char *key)
{
	const char *text = rc_json_str(object, key);

	return text ? text : "";
}

/* Sums up others: older compilers send these as errors and warnings. */
static bool is_summary(const struct rc_json *message)
{
	const char *text = text_of(message, "message");

	if (rc_json_str(rc_json_get(message, "code"), "code") ||
	    rc_json_first(rc_json_get(message, "spans")))
		return false;
	return starts(text, "aborting due to") ||
	       starts(text, "could not compile") ||
	       ends(text, " warning emitted") ||
	       ends(text, " warnings emitted") ||
	       (text[0] == '`' && strstr(text, ") generated "));
}

bool rc_diag_json_wanted(const struct rc_json *message, enum rc_level *level)
{
	const char *name = text_of(message, "level");

	if (!strcmp(name, "warning"))
		*level = RC_LEVEL_WARNING;
	else if (starts(name, "error")) /* "error: internal compiler error" */
		*level = RC_LEVEL_ERROR;
	else
		return false;
	return !is_summary(message);
}

bool rc_diag_json_is_ice(const struct rc_json *message)
{
	return strstr(text_of(message, "level"), "internal compiler error") ||
	       starts(text_of(message, "message"),
		      "the compiler unexpectedly panicked");
}

static uint64_t hash_span(uint64_t hash, const struct rc_json *span)
{
	int64_t range[] = { rc_json_int(span, "byte_start", -1),
			    rc_json_int(span, "byte_end", -1) };

	hash = rc_hash_str(hash, text_of(span, "file_name"));
	hash = rc_hash(hash, range, sizeof(range));
	return rc_hash_str(hash, text_of(span, "suggested_replacement"));
}

static uint64_t hash_spans(uint64_t hash, const struct rc_json *object,
			   bool suggested_only)
{
	const struct rc_json *span =
		rc_json_first(rc_json_get(object, "spans"));

	for (; span; span = rc_json_next(span)) {
		if (!suggested_only ||
		    rc_json_str(span, "suggested_replacement"))
			hash = hash_span(hash, span);
	}
	return hash;
}

/*
 * Of the children only suggestions count: the note that names the lint level
 * comes with the first warning of a unit only.
 */
uint64_t rc_diag_json_exact(const struct rc_json *message)
{
	const struct rc_json *child =
		rc_json_first(rc_json_get(message, "children"));
	uint64_t hash = RC_HASH_SEED;

	hash = rc_hash_str(hash, text_of(message, "level"));
	hash = rc_hash_str(hash, text_of(rc_json_get(message, "code"), "code"));
	hash = rc_hash_str(hash, text_of(message, "message"));
	hash = hash_spans(hash, message, false);
	for (; child; child = rc_json_next(child))
		hash = hash_spans(hash, child, true);
	return hash;
}

static const char *clip(struct rc_arena *arena, const char *s, size_t max)
{
	if (!s)
		return NULL;
	size_t len = strnlen(s, max + 1);
	if (len > max) {
		len = max;
		while (len > 0 && (s[len] & 0xc0) == 0x80)
			len--;
	}
	return rc_arena_strndup(arena, s, len);
}

static unsigned small(const struct rc_json *object, const char *key)
{
	int64_t n = rc_json_int(object, key, 0);

	return n < 0 ? 0 : n > INT_MAX ? INT_MAX : (unsigned)n;
}

static enum rc_applicability applicability_of(const struct rc_json *span)
{
	static const struct {
		const char *name;
		enum rc_applicability value;
	} names[] = {
		{ "MachineApplicable", RC_APPLY_MACHINE },
		{ "MaybeIncorrect", RC_APPLY_MAYBE },
		{ "HasPlaceholders", RC_APPLY_PLACEHOLDERS },
	};
	const char *name = text_of(span, "suggestion_applicability");

	for (size_t i = 0; i < RC_COUNT(names); i++) {
		if (!strcmp(name, names[i].name))
			return names[i].value;
	}
	return RC_APPLY_UNSPECIFIED;
}

/* False when its suggestion is broken or over a cap. */
static bool read_suggestion(struct rc_span *out, struct rc_arena *arena,
			    const struct rc_json *span)
{
	const char *text = rc_json_str(span, "suggested_replacement");
	int64_t start = rc_json_int(span, "byte_start", -1);
	int64_t end = rc_json_int(span, "byte_end", -1);

	if (start >= 0 && end >= start) {
		out->start = (size_t)start;
		out->end = (size_t)end;
	}
	if (!text)
		return true;
	size_t len = strnlen(text, MAX_REPLACEMENT + 1);
	if (start < 0 || end < start || len > MAX_REPLACEMENT)
		return false;
	out->replacement = rc_arena_strndup(arena, text, len);
	out->replacement_len = len;
	out->applicability = applicability_of(span);
	return true;
}

/* What a macro made; a range, `?` and `for` are written where they stand, even
 * if rustc expands them, too. */
static bool is_expanded(const struct rc_json *span)
{
	const struct rc_json *from = rc_json_get(span, "expansion");

	return rc_json_child(from) && strncmp(text_of(from, "macro_decl_name"),
					      "desugaring of", 13) != 0;
}

static bool read_span(struct rc_span *out, struct rc_arena *arena,
		      const struct rc_json *span)
{
	out->file = clip(arena, text_of(span, "file_name"), MAX_NAME);
	out->line = small(span, "line_start");
	out->column = small(span, "column_start");
	out->end_line = small(span, "line_end");
	out->end_column = small(span, "column_end");
	out->primary = rc_json_bool(span, "is_primary");
	out->expanded = is_expanded(span);
	out->label = clip(arena, rc_json_str(span, "label"), MAX_MESSAGE);
	return read_suggestion(out, arena, span);
}

static size_t count(const struct rc_json *array, size_t max)
{
	size_t n = 0;
	const struct rc_json *value = rc_json_first(array);

	for (; value && n < max; value = rc_json_next(value))
		n++;
	return n;
}

static const struct rc_span *read_spans(struct rc_arena *arena,
					const struct rc_json *object, size_t *n)
{
	const struct rc_json *array = rc_json_get(object, "spans");
	const struct rc_json *span = rc_json_first(array);
	size_t total = count(array, MAX_SPANS);
	struct rc_span *spans = rc_arena_alloc(arena, total * sizeof(*spans));
	bool whole = true;

	for (size_t i = 0; i < total; i++, span = rc_json_next(span))
		whole &= read_span(&spans[i], arena, span);
	whole &= !span;
	for (size_t i = 0; i < total && !whole; i++)
		spans[i].replacement = NULL;
	*n = total;
	return spans;
}

static void read_children(struct rc_diag *out, struct rc_arena *arena,
			  const struct rc_json *message)
{
	const struct rc_json *array = rc_json_get(message, "children");
	const struct rc_json *child = rc_json_first(array);
	size_t n = count(array, MAX_CHILDREN);
	struct rc_subdiag *children =
		rc_arena_alloc(arena, n * sizeof(*children));

	for (size_t i = 0; i < n; i++, child = rc_json_next(child)) {
		children[i].message =
			clip(arena, text_of(child, "message"), MAX_MESSAGE);
		children[i].spans =
			read_spans(arena, child, &children[i].n_spans);
	}
	out->children = children;
	out->n_children = n;
}

static uint64_t identity_of(const struct rc_diag *diag)
{
	const struct rc_span *span = rc_diag_primary(diag);
	uint64_t hash = RC_HASH_SEED;

	hash = rc_hash_str(hash, diag->code ? diag->code : "");
	hash = rc_hash_str(hash, diag->message);
	return rc_hash_str(hash, span ? span->file : "");
}

void rc_diag_json_read(struct rc_diag *out, struct rc_arena *arena,
		       const struct rc_json *message)
{
	const char *text = text_of(message, "message");
	const char *rendered = rc_json_str(message, "rendered");
	const struct rc_json *code = rc_json_get(message, "code");

	out->code = clip(arena, rc_json_str(code, "code"), MAX_NAME);
	out->message = clip(arena, text, MAX_MESSAGE);
	size_t first = strcspn(out->message, "\r\n");
	out->title = out->message[first]
			     ? rc_arena_strndup(arena, out->message, first)
			     : out->message;
	out->rendered = clip(arena, rendered ? rendered : text, MAX_RENDERED);
	out->spans = read_spans(arena, message, &out->n_spans);
	read_children(out, arena, message);
	out->identity = identity_of(out);
	out->phase = rc_diag_phase(out->code, out->message);
}
