/* SPDX-License-Identifier: MIT */
#include "llm/reply_scan.h"

#include <string.h>

#include "base/mem.h"

#define ITEMS_MAX 20000
#define DEPTH_MAX 32

enum body {
	BODY_CODE,  /* ends at its brace */
	BODY_ITEMS, /* so, and holds items */
	BODY_VALUE, /* ends at a semicolon */
};

static const struct kind {
	const char *name;
	enum body body;
	bool header; /* named by all that is in front of its body */
	bool weak;   /* "const fn", "extern fn": gives way to another kind */
} kinds[] = {
	{ "fn", BODY_CODE, false, false },
	{ "struct", BODY_CODE, false, false },
	{ "enum", BODY_CODE, false, false },
	{ "union", BODY_CODE, false, false },
	{ "trait", BODY_ITEMS, false, false },
	{ "impl", BODY_ITEMS, true, false },
	{ "mod", BODY_ITEMS, false, false },
	{ "use", BODY_VALUE, true, false },
	{ "type", BODY_VALUE, false, false },
	{ "static", BODY_VALUE, false, false },
	{ "const", BODY_VALUE, false, true },
	{ "extern", BODY_ITEMS, true, true },
	{ "macro_rules", BODY_CODE, false, false },
};

static const struct kind *const fn = &kinds[0];

/* A macro call or what else there is. */
static const struct kind other = { "", BODY_CODE, true, true };

static const char *const modifiers[] = { "pub",	 "async", "unsafe", "default",
					 "safe", "auto",  "crate",  "mut" };

struct scan {
	const char *s;
	size_t len, at;
	struct rc_items *items;
	unsigned depth;
};

struct piece {
	const char *s;
	size_t len;
	enum rc_token kind;
};

static bool peek(const struct scan *scan, struct piece *out)
{
	if (scan->at >= scan->len)
		return false;
	out->s = scan->s + scan->at;
	out->len = rc_scan_token(out->s, scan->len - scan->at, &out->kind);
	return true;
}

static bool is_punct(const struct piece *piece, char c)
{
	return piece->kind == RC_TOKEN_PUNCT && *piece->s == c;
}

static bool is_text(const struct piece *piece, const char *text)
{
	return piece->kind == RC_TOKEN_WORD && piece->len == strlen(text) &&
	       memcmp(piece->s, text, piece->len) == 0;
}

static bool is_open(const struct piece *piece)
{
	return is_punct(piece, '(') || is_punct(piece, '[') ||
	       is_punct(piece, '{');
}

static char closing(char open)
{
	return open == '{' ? '}' : open == '(' ? ')' : ']';
}

/*
 * Over a group of brackets of one kind. Code may lack some, so round and
 * square ones also end where a body begins, which braces tells.
 */
static bool skip_group(struct scan *scan, char open, bool braces)
{
	size_t depth = 0;
	struct piece piece;

	while (peek(scan, &piece)) {
		if (!braces && is_punct(&piece, '{'))
			return false;
		scan->at += piece.len;
		if (is_punct(&piece, open))
			depth++;
		else if (is_punct(&piece, closing(open)) && --depth == 0)
			return true;
	}
	return false;
}

static const struct kind *find_kind(const struct piece *piece)
{
	for (size_t i = 0; i < RC_COUNT(modifiers); i++)
		if (is_text(piece, modifiers[i]))
			return NULL;
	for (size_t i = 0; i < RC_COUNT(kinds); i++)
		if (is_text(piece, kinds[i].name))
			return &kinds[i];
	return &other;
}

/* An item being read. */
struct draft {
	const struct kind *kind; /* NULL: not known yet */
	const char *keyword;	 /* where it says so */
	struct rc_item item;
};

static void take_word(struct draft *draft, const struct piece *piece)
{
	const struct kind *kind = find_kind(piece);

	if (!kind)
		return;
	if (!draft->kind ||
	    (draft->kind->weak && !draft->item.name && kind != &other)) {
		draft->kind = kind;
		draft->keyword = piece->s;
		return;
	}
	if (draft->item.name || draft->kind->header)
		return;
	draft->item.name = piece->s;
	draft->item.name_len = piece->len;
}

static void scan_body(struct scan *scan, size_t parent);

static void read_body(struct scan *scan, struct draft *draft, size_t self)
{
	struct piece piece;

	if (draft->kind->body == BODY_CODE || scan->depth == DEPTH_MAX) {
		draft->item.closed = skip_group(scan, '{', true);
		return;
	}
	scan->at++;
	scan->depth++;
	scan_body(scan, self);
	scan->depth--;
	draft->item.closed = peek(scan, &piece);
	scan->at += draft->item.closed; /* the closing brace */
}

static void end_header(struct draft *draft, const struct scan *scan)
{
	const char *end = scan->s + scan->at;

	if (!draft->kind) {
		draft->kind = &other;
		draft->keyword = scan->s + draft->item.code;
	}
	if (!draft->kind->header || draft->item.name)
		return;
	draft->item.name = draft->keyword;
	draft->item.name_len = (size_t)(end - draft->keyword);
}

/* From the first word of an item to its end. */
static void read_item(struct scan *scan, struct draft *draft, size_t self)
{
	struct piece piece;

	while (peek(scan, &piece) && !is_punct(&piece, '}')) {
		bool value = draft->kind && draft->kind->body == BODY_VALUE;

		if (is_punct(&piece, '{') && !value) {
			end_header(draft, scan);
			read_body(scan, draft, self);
			return;
		}
		if (is_punct(&piece, ';')) {
			end_header(draft, scan);
			scan->at++;
			draft->item.closed = true;
			return;
		}
		if (is_open(&piece)) {
			skip_group(scan, *piece.s, draft->kind != fn);
			continue;
		}
		if (piece.kind == RC_TOKEN_WORD)
			take_word(draft, &piece);
		scan->at += piece.len;
	}
	end_header(draft, scan);
}

/* "#[…]" belongs to the next item, "#![…]" to the one around. */
static bool read_attribute(struct scan *scan, bool *outer)
{
	struct piece piece;
	size_t start = scan->at++;

	*outer = !(peek(scan, &piece) && is_punct(&piece, '!'));
	scan->at += !*outer;
	if (peek(scan, &piece) && is_punct(&piece, '['))
		return skip_group(scan, '[', true);
	scan->at = start + 1;
	return false;
}

/* Documentation, attributes and comments; at is then where code begins. */
static void read_lead(struct scan *scan, struct rc_item *item)
{
	struct piece piece;
	bool outer, docs = true;

	item->start = item->attrs = RC_NO_ITEM;
	while (peek(scan, &piece)) {
		size_t at = scan->at;
		bool hash = is_punct(&piece, '#');

		if (piece.kind > RC_TOKEN_DOC && !hash)
			break;
		if (!hash)
			scan->at += piece.len;
		else if (!read_attribute(scan, &outer) || !outer)
			continue;
		if (!hash && piece.kind != RC_TOKEN_DOC)
			continue;
		if (item->start == RC_NO_ITEM)
			item->start = at;
		if (docs && hash)
			item->attrs = at;
		docs = docs && !hash;
	}
	item->code = scan->at;
	if (item->attrs == RC_NO_ITEM)
		item->attrs = item->code;
	if (item->start == RC_NO_ITEM)
		item->start = item->code;
}

/* Up to the brace that ends it, or the end of the text. */
static void scan_body(struct scan *scan, size_t parent)
{
	struct rc_items *items = scan->items;
	struct piece piece;

	while (items->n < ITEMS_MAX) {
		struct draft draft = { .item = { .parent = parent } };

		read_lead(scan, &draft.item);
		if (!peek(scan, &piece) ||
		    (is_punct(&piece, '}') && scan->depth > 0))
			return;
		if (piece.kind != RC_TOKEN_WORD) {
			items->stray = true;
			scan->at += piece.len;
			continue;
		}
		size_t self = items->n;
		RC_GROW(items->v, items->n, items->cap);
		items->v[items->n++] = draft.item;
		read_item(scan, &draft, self);
		draft.item.kind = draft.kind->name;
		draft.item.end = scan->at;
		items->v[self] = draft.item;
		items->stray = items->stray || draft.kind == &other;
	}
	scan->at = scan->len;
}

void rc_items_scan(struct rc_items *items, const char *text, size_t len)
{
	struct scan scan = { .s = text, .len = len, .items = items };

	scan_body(&scan, RC_NO_ITEM);
}

void rc_items_release(struct rc_items *items)
{
	rc_free(items->v);
	*items = (struct rc_items)RC_ITEMS_INIT;
}
