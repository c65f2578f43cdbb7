/* SPDX-License-Identifier: MIT */
#include "rust/suggest.h"

#include "base/strv.h"

enum text_flags {
	WORD = 1 << 0,	      /* only where no longer identifier goes on */
	PLACEHOLDER = 1 << 1, /* only in suggestions that have placeholders */
};

/* What no repair may bring in, or is no Rust at all. */
static const struct {
	const char *text;
	unsigned flags;
} illegal[] = {
	{ "/*", 0 },
	{ "todo!", WORD },
	{ "unimplemented!", WORD },
	{ "panic!", WORD },
	{ "unsafe", WORD },
	{ "#[allow", 0 },
	{ "#![allow", 0 },
	{ "#[expect", 0 },
	{ "#![expect", 0 },
	{ "#[feature", 0 },
	{ "#![feature", 0 },
	/* rustc's inventions for a type or value it does not know */
	{ "<type>", PLACEHOLDER },
	{ "<Type>", PLACEHOLDER },
	{ "...", PLACEHOLDER },
	{ "42", WORD | PLACEHOLDER },
};

static bool contains(const char *text, const char *part, bool word)
{
	size_t len = strlen(part);
	const char *at = strstr(text, part);

	for (; at; at = strstr(at + 1, part)) {
		bool before = at > text && rc_is_word(at[-1]);

		if (!word || (!before && !rc_is_word(at[len])))
			return true;
	}
	return false;
}

static bool is_legal(const struct rc_suggestion *suggestion, const char *text)
{
	bool placeholders = suggestion->applicability == RC_APPLY_PLACEHOLDERS;

	for (size_t i = 0; i < RC_COUNT(illegal); i++) {
		if (!placeholders && (illegal[i].flags & PLACEHOLDER))
			continue;
		if (contains(text, illegal[i].text, illegal[i].flags & WORD))
			return false;
	}
	return true;
}

static bool same_range(const struct rc_span *a, const struct rc_span *b)
{
	return a->start == b->start && a->end == b->end &&
	       !strcmp(a->file, b->file);
}

/* Equal places conflict, also two insertions; ranges that touch do not. */
static bool conflict(const struct rc_span *a, const struct rc_span *b)
{
	if (same_range(a, b))
		return true;
	return a->start < b->end && b->start < a->end &&
	       !strcmp(a->file, b->file);
}

static bool same_edit(const struct rc_span *a, const struct rc_span *b)
{
	return same_range(a, b) && a->replacement_len == b->replacement_len &&
	       !memcmp(a->replacement, b->replacement, a->replacement_len);
}

enum place { PART, REPEATED, NEXT };

/*
 * Where a span belongs, given the parts of the alternative so far. The same
 * edit twice is a repetition, but for the first part: alternatives that have
 * it in common start with it.
 */
static enum place place_of(const struct rc_span *const *parts, size_t n,
			   const struct rc_span *span)
{
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && same_edit(parts[i], span))
			return REPEATED;
		if (conflict(parts[i], span))
			return NEXT;
	}
	return PART;
}

/* One child on its way to suggestions. */
struct child {
	const struct rc_diag *diag;
	unsigned index;
	unsigned alternative;
	struct rc_arena *arena;
	struct rc_suggestions *out;
};

static bool same_edits(const struct rc_suggestion *a,
		       const struct rc_suggestion *b)
{
	if (a->child != b->child || a->n_edits != b->n_edits)
		return false;
	for (size_t i = 0; i < a->n_edits; i++) {
		const struct rc_edit *x = &a->edits[i], *y = &b->edits[i];

		if (x->start != y->start || x->end != y->end ||
		    x->len != y->len || memcmp(x->text, y->text, x->len) ||
		    strcmp(x->path, y->path))
			return false;
	}
	return true;
}

static bool is_repeated(const struct child *child,
			const struct rc_suggestion *suggestion)
{
	struct rc_suggestions *out = child->out;

	for (size_t i = out->n; i-- > 0;) {
		if (out->v[i].diag != suggestion->diag ||
		    out->v[i].child != suggestion->child)
			return false;
		if (same_edits(&out->v[i], suggestion))
			return true;
	}
	return false;
}

static void add_edit(struct rc_suggestion *out, struct rc_edit *edit,
		     const struct rc_span *span)
{
	*edit = (struct rc_edit){
		.path = span->path,
		.start = span->start,
		.end = span->end,
		.text = span->replacement,
		.len = span->replacement_len,
	};
	/* They are all the same in a child; if not, the least certain one. */
	if (span->applicability > out->applicability)
		out->applicability = span->applicability;
}

/* An alternative is complete; it counts even when it is not usable. */
static void add_alternative(struct child *child,
			    const struct rc_span *const *parts, size_t n)
{
	struct rc_suggestion one = {
		.diag = child->diag,
		.message = child->diag->children[child->index].message,
		.child = child->index,
		.alternative = child->alternative++,
		.n_edits = n,
		.legal_text = true,
	};
	struct rc_edit *edits =
		rc_arena_alloc(child->arena, n * sizeof(*edits));

	for (size_t i = 0; i < n; i++) {
		if (!parts[i]->path)
			return;
		add_edit(&one, &edits[i], parts[i]);
	}
	one.edits = edits;
	for (size_t i = 0; i < n; i++)
		one.legal_text &= is_legal(&one, edits[i].text);
	if (is_repeated(child, &one))
		return;
	RC_GROW(child->out->v, child->out->n, child->out->cap);
	child->out->v[child->out->n++] = one;
}

static void suggest_child(struct child *child)
{
	const struct rc_subdiag *sub = &child->diag->children[child->index];
	const struct rc_span **parts = rc_xcalloc(sub->n_spans, sizeof(*parts));
	size_t n = 0;

	for (size_t i = 0; i < sub->n_spans; i++) {
		const struct rc_span *span = &sub->spans[i];

		if (!span->replacement)
			continue;
		enum place place = place_of(parts, n, span);
		if (place == REPEATED)
			continue;
		if (place == NEXT) {
			add_alternative(child, parts, n);
			n = 0;
		}
		parts[n++] = span;
	}
	if (n)
		add_alternative(child, parts, n);
	rc_free(parts);
}

void rc_suggest(const struct rc_diag *diag, struct rc_arena *arena,
		struct rc_suggestions *out)
{
	struct child child = { .diag = diag, .arena = arena, .out = out };

	for (size_t i = 0; i < diag->n_children; i++) {
		child.index = (unsigned)i;
		child.alternative = 0;
		suggest_child(&child);
	}
}
