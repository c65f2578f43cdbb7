/* SPDX-License-Identifier: MIT */
#include "llm/reply_items.h"

#include <ctype.h>

struct word {
	const char *s;
	size_t len;
};

/* What is looked for. */
struct target {
	const char *kind;  /* "": any */
	struct word name;  /* of impl and use: all up to the body */
	struct word owner; /* the type, trait or module around; may be empty */
};

static bool same_word(struct word a, struct word b)
{
	return a.len == b.len && (!a.len || !memcmp(a.s, b.s, a.len));
}

static bool is_word(struct word word, const char *text)
{
	return same_word(word, (struct word){ text, strlen(text) });
}

static bool same_but_blanks(struct word a, struct word b)
{
	size_t i = 0, j = 0;

	for (;; i++, j++) {
		while (i < a.len && isspace((unsigned char)a.s[i]))
			i++;
		while (j < b.len && isspace((unsigned char)b.s[j]))
			j++;
		if (i == a.len || j == b.len)
			return i == a.len && j == b.len;
		if (a.s[i] != b.s[j])
			return false;
	}
}

/* "impl<T> fmt::Display for Pair<T>" without paths and arguments. */
struct impl {
	struct word trait, type;
};

static struct impl parse_impl(struct word header)
{
	struct impl impl = { .trait = { "", 0 } };
	size_t depth = 0, n;
	char before = '\0';

	for (size_t at = 0; at < header.len; at += n) {
		const char *s = header.s + at;
		enum rc_token kind;

		n = rc_scan_token(s, header.len - at, &kind);
		struct word word = { s, n };
		if (kind == RC_TOKEN_PUNCT && *s == '<')
			depth++;
		if (kind == RC_TOKEN_PUNCT && *s == '>' && before != '-')
			depth -= depth > 0;
		before = s[n - 1];
		if (kind != RC_TOKEN_WORD || depth > 0)
			continue;
		if (is_word(word, "where"))
			break;
		if (is_word(word, "for"))
			impl.trait = impl.type;
		else
			impl.type = word;
	}
	return impl;
}

static bool same_impl(struct word a, struct word b)
{
	struct impl left = parse_impl(a), right = parse_impl(b);

	return same_word(left.trait, right.trait) &&
	       same_word(left.type, right.type);
}

static struct word name_of(const struct rc_item *item)
{
	return (struct word){ item->name, item->name_len };
}

static bool is_kind(const struct rc_item *item, const char *kind)
{
	return strcmp(item->kind, kind) == 0;
}

static bool is_owned_by(const struct rc_items *items,
			const struct rc_item *item, struct word owner)
{
	if (!owner.len)
		return true;
	if (item->parent == RC_NO_ITEM)
		return false;
	const struct rc_item *parent = &items->v[item->parent];
	if (!is_kind(parent, "impl"))
		return same_word(name_of(parent), owner);
	struct impl impl = parse_impl(name_of(parent));
	return same_word(impl.type, owner) || same_word(impl.trait, owner);
}

static bool is_target(const struct rc_items *items, size_t i,
		      const struct target *target)
{
	const struct rc_item *item = &items->v[i];

	if (*target->kind && !is_kind(item, target->kind))
		return false;
	if (is_kind(item, "impl"))
		return *target->kind && same_impl(name_of(item), target->name);
	if (is_kind(item, "use"))
		return same_but_blanks(name_of(item), target->name);
	return same_word(name_of(item), target->name) &&
	       is_owned_by(items, item, target->owner);
}

/* "Type::name" at the end of what names an item, before its arguments. */
static void split_owner(const char *text, struct target *target)
{
	size_t len = strcspn(text, "(<{;= ");
	const char *name = text + len, *owner;

	while (name > text &&
	       (isalnum((unsigned char)name[-1]) || name[-1] == '_'))
		name--;
	if (name < text + 2 || strncmp(name - 2, "::", 2) != 0)
		return;
	for (owner = name - 2; owner > text; owner--)
		if (!isalnum((unsigned char)owner[-1]) && owner[-1] != '_')
			break;
	target->name = (struct word){ name, (size_t)(text + len - name) };
	target->owner = (struct word){ owner, (size_t)(name - 2 - owner) };
}

static bool parse_target(const char *text, struct target *target)
{
	RC_CLEANUP(rc_items_release) struct rc_items items = RC_ITEMS_INIT;

	rc_items_scan(&items, text, strlen(text));
	if (!items.n)
		return false;
	const struct rc_item *item = &items.v[0];
	*target = (struct target){ item->kind, name_of(item), { "", 0 } };
	if (!target->name.len)
		return false;
	if (!is_kind(item, "impl") && !is_kind(item, "use"))
		split_owner(item->name, target);
	return true;
}

/* The item that a block gives. */
struct source {
	struct rc_lines lines;
	struct rc_items items;
	size_t item;
	const char *text;
	size_t len;
};

static void source_release(struct source *source)
{
	rc_items_release(&source->items);
}

static size_t line_of(struct rc_lines lines, const char *at)
{
	size_t low = 0, high = lines.n;

	while (high - low > 1) {
		size_t mid = low + (high - low) / 2;

		if (lines.v[mid].s <= at)
			low = mid;
		else
			high = mid;
	}
	return low;
}

static size_t count_children(const struct rc_items *items, size_t parent)
{
	size_t n = 0;

	for (size_t i = 0; i < items->n; i++)
		n += items->v[i].parent == parent;
	return n;
}

/* The only item of a text that is nothing else. */
static bool find_only(struct source *source, struct target *target)
{
	if (source->items.stray ||
	    count_children(&source->items, RC_NO_ITEM) != 1)
		return false;
	const struct rc_item *item = &source->items.v[0];
	*target = (struct target){ item->kind, name_of(item), { "", 0 } };
	source->item = 0;
	return true;
}

/* An import is named as it is in the file, and given as it shall be. */
static bool is_given(const struct rc_items *items, size_t i,
		     const struct target *target)
{
	struct target bare = { target->kind, target->name, { "", 0 } };

	if (strcmp(target->kind, "use") == 0)
		return is_kind(&items->v[i], "use");
	return is_target(items, i, &bare);
}

/* Takes an item out of the impl or mod that only says whose it is. */
static bool unwrap(struct source *source, struct target *target)
{
	const struct rc_item *item = &source->items.v[source->item];
	const struct rc_item *parent = &source->items.v[item->parent];
	const char *start = source->text + item->start;
	const char *end = source->text + item->end;
	size_t from = line_of(source->lines, start);
	size_t last = line_of(source->lines, end - 1);
	const struct rc_line *first_line = &source->lines.v[from];
	const struct rc_line *last_line = &source->lines.v[last];

	if (count_children(&source->items, item->parent) != 1 ||
	    count_children(&source->items, RC_NO_ITEM) != 1 ||
	    parent->parent != RC_NO_ITEM ||
	    start > first_line->s + first_line->lead ||
	    end < last_line->s + last_line->end)
		return false;
	if (!target->owner.len)
		target->owner = is_kind(parent, "impl")
					? parse_impl(name_of(parent)).type
					: name_of(parent);
	source->lines = rc_lines_slice(source->lines, from, last + 1);
	return true;
}

/* The target in the text given, which may hold more that goes with it. */
static bool find_given(struct source *source, struct target *target,
		       struct rc_buf *why)
{
	const struct rc_items *items = &source->items;

	for (size_t i = 0; i < items->n; i++) {
		if (!is_given(items, i, target))
			continue;
		source->item = i;
		if (items->v[i].parent == RC_NO_ITEM || unwrap(source, target))
			return true;
		rc_buf_adds(why, "it holds more than the item named");
		return false;
	}
	rc_buf_adds(why, "it does not hold the item named");
	return false;
}

static bool find_source(const struct rc_block *block, struct source *source,
			struct target *target, struct rc_buf *why)
{
	source->lines = block->after;
	if (!source->lines.n) {
		rc_buf_adds(why, "it is empty");
		return false;
	}
	const struct rc_line *last = &source->lines.v[source->lines.n - 1];
	source->text = source->lines.v[0].s;
	source->len = (size_t)(last->s + last->len - source->text);
	rc_items_scan(&source->items, source->text, source->len);
	if (!block->item) {
		if (!find_only(source, target)) {
			rc_buf_adds(why, "it is not one item");
			return false;
		}
	} else if (!parse_target(block->item, target)) {
		rc_buf_addf(why, "'%s' names no item", block->item);
		return false;
	} else if (!find_given(source, target, why)) {
		return false;
	}
	if (source->items.v[source->item].closed)
		return true;
	rc_buf_adds(why, "the item is not whole: its brackets do not match");
	return false;
}

/* The place of the target in the file. */
static bool find_item(const struct rc_shown *shown, const struct target *target,
		      unsigned hint, size_t *found, struct rc_buf *why)
{
	const struct rc_items *items = &shown->items;
	struct rc_pick pick = { .hint = hint, .near = shown->file->near };
	struct rc_pick literal = pick;
	size_t by_line = 0, by_header = 0;

	for (size_t i = 0; i < items->n; i++) {
		if (!is_target(items, i, target))
			continue;
		const struct rc_item *item = &items->v[i];
		const char *text = shown->file->text;
		size_t from = line_of(shown->lines, text + item->code);
		size_t to = line_of(shown->lines, text + item->end - 1) + 1;

		rc_pick_offer(&pick, from, to);
		if (pick.best == from)
			by_line = i;
		if (!same_but_blanks(name_of(item), target->name))
			continue;
		rc_pick_offer(&literal, from, to);
		if (literal.best == from)
			by_header = i;
	}
	*found = literal.n == 1 ? by_header : by_line;
	if (literal.n == 1 || rc_pick_is_clear(&pick))
		return true;
	rc_buf_addf(why, "%s%s'%.*s' ", target->kind, *target->kind ? " " : "",
		    (int)target->name.len, target->name.s);
	if (pick.n)
		rc_buf_addf(why, "is in '%s' %zu times: name its type or line",
			    shown->file->path, pick.n);
	else
		rc_buf_addf(why, "is not in '%s'", shown->file->path);
	return false;
}

/* Lines that begin inside a string must stay as they are. */
static bool *find_verbatim(const struct source *source, struct rc_arena *arena)
{
	bool *verbatim = rc_arena_alloc(arena, source->lines.n);
	const char *first = source->lines.v[0].s;
	size_t n;

	for (size_t at = 0; at < source->len; at += n) {
		enum rc_token kind;

		n = rc_scan_token(source->text + at, source->len - at, &kind);
		const char *s = source->text + at, *end = s + n;
		if (kind != RC_TOKEN_TEXT || end <= first ||
		    !memchr(s, '\n', n))
			continue;
		size_t to = line_of(source->lines, end - 1);
		for (size_t i = line_of(source->lines, s) + 1; i <= to; i++)
			verbatim[i] = true;
	}
	return verbatim;
}

/* The item's lines, indented as it is in the file. */
static struct rc_lines indented(const struct source *source,
				const struct rc_line *own,
				struct rc_arena *arena)
{
	const struct rc_item *item = &source->items.v[source->item];
	const struct rc_line *given =
		&source->lines
			 .v[line_of(source->lines, source->text + item->code)];
	const bool *verbatim = find_verbatim(source, arena);
	struct rc_lines out = { NULL, source->lines.n };

	out.v = rc_arena_alloc(arena, out.n * sizeof(*out.v));
	for (size_t i = 0; i < out.n; i++) {
		const struct rc_line *line = &source->lines.v[i];

		out.v[i] = *line;
		if (verbatim[i] || rc_line_is_blank(line) ||
		    line->lead < given->lead ||
		    memcmp(line->s, given->s, given->lead) != 0)
			continue;
		out.v[i] = rc_line_join(arena, own->s, own->lead,
					line->s + given->lead,
					line->len - given->lead);
	}
	return out;
}

/* Puts back what else is on the item's first and last line. */
static void keep_neighbours(const struct rc_shown *shown, const char *start,
			    const char *end, struct rc_piece *piece,
			    struct rc_arena *arena)
{
	const struct rc_line *first = &shown->lines.v[piece->from];
	const struct rc_line *last = &shown->lines.v[piece->to - 1];
	struct rc_line *line = &piece->text.v[0];
	size_t before = (size_t)(start - first->s);
	const char *eol = last->s + last->len;

	if (before > first->lead)
		*line = rc_line_join(arena, first->s, before,
				     rc_line_core(line),
				     line->len - line->lead);
	line = &piece->text.v[piece->text.n - 1];
	if (eol > end)
		*line = rc_line_join(arena, line->s, line->len, end,
				     (size_t)(eol - end));
}

bool rc_items_resolve(struct rc_shown *shown, const struct rc_block *block,
		      struct rc_arena *arena, struct rc_piece *out,
		      struct rc_buf *why)
{
	RC_CLEANUP(source_release)
	struct source source = { .items = RC_ITEMS_INIT };
	const char *text = shown->file->text;
	struct target target;
	size_t found;

	if (!find_source(block, &source, &target, why))
		return false;
	if (!shown->scanned)
		rc_items_scan(&shown->items, text, shown->file->len);
	shown->scanned = true;
	if (!find_item(shown, &target, block->hint, &found, why))
		return false;
	const struct rc_item *item = &shown->items.v[found];
	const struct rc_item *given = &source.items.v[source.item];
	if (!item->closed) {
		rc_buf_addf(
			why,
			"the item has no end in '%s': its brackets do not match",
			shown->file->path);
		return false;
	}
	bool documented = given->attrs > given->start;
	const char *start = text + (documented ? item->start : item->attrs);
	const char *end = text + item->end;
	out->from = line_of(shown->lines, start);
	out->to = line_of(shown->lines, end - 1) + 1;
	out->text = indented(
		&source,
		&shown->lines.v[line_of(shown->lines, text + item->code)],
		arena);
	keep_neighbours(shown, start, end, out, arena);
	return true;
}
