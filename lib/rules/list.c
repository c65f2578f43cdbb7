/* SPDX-License-Identifier: MIT */
#include "rules/list.h"

/* On behind lexeme i, and what it opens. */
static size_t next(const struct rc_source *src, size_t i)
{
	bool opens = rc_lex_is(src, i, "(") || rc_lex_is(src, i, "[") ||
		     rc_lex_is(src, i, "{") || rc_lex_is(src, i, "<");
	size_t close = opens ? rc_lex_close(src, i) : i;

	return close < src->n ? close + 1 : i + 1;
}

struct rc_list rc_list_of(const struct rc_source *src, size_t from, size_t to,
			  struct rc_arena *arena)
{
	struct rc_list list = { .src = src, .from = from, .to = to };
	struct rc_list_item *v = NULL;
	size_t cap = 0;

	for (size_t i = from; i < to;) {
		size_t end = i;

		while (end < to && !rc_lex_is(src, end, ","))
			end = next(src, end);
		if (end > to)
			end = to;
		if (end > i) {
			RC_GROW(v, list.n, cap);
			v[list.n++] = (struct rc_list_item){ i, end };
		}
		i = end + 1;
	}
	struct rc_list_item *own =
		rc_arena_alloc(arena, list.n * sizeof(*own) + 1);

	if (list.n)
		memcpy(own, v, list.n * sizeof(*own));
	list.v = own;
	rc_free(v);
	return list;
}

struct rc_list rc_list_in(const struct rc_source *src, size_t open,
			  struct rc_arena *arena)
{
	size_t close = rc_lex_close(src, open);

	return rc_list_of(src, open + 1, close < src->n ? close : open + 1,
			  arena);
}

size_t rc_list_find(const struct rc_list *list, size_t lexeme)
{
	size_t i = 0;

	while (i < list->n &&
	       !(list->v[i].from <= lexeme && lexeme < list->v[i].to))
		i++;
	return i;
}

size_t rc_doc_start(const struct rc_source *src, size_t i)
{
	if (i >= src->n)
		return src->len;
	size_t at = i ? src->v[i - 1].end : 0, start = src->v[i].start;

	while (at < start) {
		enum rc_token kind;
		size_t len = rc_scan_token(src->text + at, start - at, &kind);

		if (kind == RC_TOKEN_DOC)
			return at;
		at += len;
	}
	return start;
}

static size_t skip_spaces(const struct rc_source *src, size_t at)
{
	while (at < src->len && (src->text[at] == ' ' || src->text[at] == '\t'))
		at++;
	return at;
}

static bool begins_line(const struct rc_source *src, size_t byte)
{
	return rc_line_start(src, byte) + rc_line_indent(src, byte) == byte;
}

void rc_list_drop(struct rc_rule_at *at, const struct rc_list *list, size_t i)
{
	if (i >= list->n)
		return;
	const struct rc_source *src = list->src;
	const struct rc_list_item *item = &list->v[i];
	size_t start = rc_doc_start(src, item->from);
	size_t end = src->v[item->to - 1].end;
	bool comma = item->to < list->to && rc_lex_is(src, item->to, ",");

	if (comma)
		end = src->v[item->to].end;
	if (begins_line(src, start) &&
	    skip_spaces(src, end) == rc_line_end(src, end)) {
		rc_rule_remove(at, src, start, end);
	} else if (i + 1 < list->n) {
		rc_rule_remove(at, src, start, skip_spaces(src, end));
	} else if (i > 0) {
		/* A comma behind it becomes that of the one before. */
		rc_rule_remove(at, src, src->v[list->v[i - 1].to - 1].end,
			       src->v[item->to - 1].end);
	} else {
		rc_rule_remove(at, src, start, end);
	}
}

void rc_list_insert(struct rc_rule_at *at, const struct rc_list *list, size_t i,
		    const char *text)
{
	const struct rc_source *src = list->src;
	bool first = i >= list->n;

	if (list->n == 0) {
		rc_rule_insert(at, src, src->v[list->from - 1].end, text);
		return;
	}
	size_t item = src->v[list->v[first ? 0 : i].from].start;
	const char *blank = " ";

	if (begins_line(src, item))
		blank = RC_RULE_TEXT(at, "\n%.*s",
				     (int)rc_line_indent(src, item),
				     src->text + rc_line_start(src, item));
	if (first)
		rc_rule_insert(at, src, item,
			       RC_RULE_TEXT(at, "%s,%s", text, blank));
	else
		rc_rule_insert(at, src, src->v[list->v[i].to - 1].end,
			       RC_RULE_TEXT(at, ",%s%s", blank, text));
}

void rc_list_reorder(struct rc_rule_at *at, const struct rc_list *list,
		     const size_t *order)
{
	const struct rc_source *src = list->src;
	const char *text = "";

	for (size_t i = 0; i < list->n; i++) {
		const struct rc_list_item *item = &list->v[order[i]];

		text = RC_RULE_TEXT(at, "%s%s%s", text, i ? ", " : "",
				    rc_lex_text(src, item->from, item->to,
						at->arena));
	}
	rc_rule_replace(at, src, src->v[list->v[0].from].start,
			src->v[list->v[list->n - 1].to - 1].end, text);
}
