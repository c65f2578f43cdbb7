/* SPDX-License-Identifier: MIT */

/*
 * Borrows that are still in use: the order of the statements, or a copy of
 * what was borrowed, is what has to change. Which of them was meant nobody
 * but the author knows; each changes what the program does.
 */

#include "rules/extent.h"
#include "rules/table.h"

/* A statement of a block that has its lines for itself. */
struct statement {
	size_t first, end; /* lexemes */
	size_t from, to;   /* bytes: its lines, with the comments above */
	bool tail;	   /* the block's value */
};

/* Behind the statement at i; at the block's '}' when it has no ';'. */
static size_t statement_end(const struct rc_source *src, size_t i)
{
	static const char *const blocks[] = { "if",    "match",	 "for",
					      "while", "loop",	 "unsafe",
					      "fn",    "struct", "{" };
	static const char *const goes_on[] = { "else", ".", "?" };
	bool block = RC_LEX_IS_ONE_OF(src, i, blocks) ||
		     rc_lex_is_lifetime(src, i);

	for (; i < src->n; i++) {
		if (rc_lex_is(src, i, ";"))
			return i + 1;
		if (rc_lex_is(src, i, "}"))
			return i;
		bool brace = rc_lex_is(src, i, "{");

		if (brace || rc_lex_is(src, i, "(") || rc_lex_is(src, i, "["))
			i = rc_lex_close(src, i);
		if (brace && block && i < src->n &&
		    !RC_LEX_IS_ONE_OF(src, i + 1, goes_on))
			return i + 1;
	}
	return src->n;
}

/* The statement of this block in which the byte lies. */
static bool find_statement(const struct rc_source *src, size_t block,
			   size_t byte, struct statement *out)
{
	for (size_t i = block + 1; i < src->n; i = out->end) {
		out->first = i;
		out->end = statement_end(src, i);
		if (out->end == i)
			return false;
		if (src->v[out->end - 1].end <= byte)
			continue;
		out->tail = rc_lex_is(src, out->end, "}") &&
			    !rc_lex_is(src, out->end - 1, ";") &&
			    !rc_lex_is(src, i, "for") &&
			    !rc_lex_is(src, i, "while");
		return src->v[i].start <= byte &&
		       rc_extent_lines(src, i, out->end, &out->from, &out->to);
	}
	return false;
}

/* "let NAME = …": the name; NULL: another pattern, or none. */
static const char *name_of(const struct rc_rule_at *at, size_t i)
{
	const struct rc_source *src = at->src;

	if (!rc_lex_is(src, i, "let"))
		return NULL;
	i += rc_lex_is(src, i + 1, "mut") ? 2 : 1;
	return rc_lex_is_word(src, i) && (rc_lex_is(src, i + 1, "=") ||
					  rc_lex_is(src, i + 1, ":"))
		       ? rc_lex_text(src, i, i + 1, at->arena)
		       : NULL;
}

/* Does nothing in [other, other_end) depend on names the statements in
 * [i, end) introduce? */
static bool needs_none(const struct rc_rule_at *at, size_t i, size_t end,
		       size_t other, size_t other_end)
{
	while (i < end) {
		const char *name = name_of(at, i);
		size_t next = statement_end(at->src, i);

		if (next == i ||
		    (rc_lex_is(at->src, i, "let") &&
		     (!name ||
		      rc_extent_mentions(at->src, other, other_end, name))))
			return false;
		i = next;
	}
	return true;
}

/* May statements [i, mid) and [mid, end) change places? */
static bool can_swap(const struct rc_rule_at *at, size_t i, size_t mid,
		     size_t end)
{
	static const char *const exits[] = { "return", "break", "?", "continue",
					     "await" };

	for (size_t k = i; k < end; k++) {
		if (RC_LEX_IS_ONE_OF(at->src, k, exits))
			return false;
	}
	return needs_none(at, i, mid, mid, end) &&
	       needs_none(at, mid, end, i, mid);
}

static void move_to(struct rc_rule_at *at, const struct statement *st,
		    size_t byte)
{
	const char *text = rc_arena_strndup(at->arena, at->src->text + st->from,
					    st->to - st->from);

	rc_rule_replace(at, at->src, st->from, st->to, "");
	rc_rule_insert(at, at->src, byte, text);
}

/* The place that is in conflict: "v" of "cannot borrow `*v` as …". */
static const char *root_of(struct rc_rule_at *at)
{
	const char *place = rc_rule_quoted(at, at->diag->message, 0);

	place = place ? place + strspn(place, "*(&") : "";
	return rc_arena_strndup(at->arena, place, strcspn(place, ".[)"));
}

/* The statement that lends, that is in conflict, and that still uses. */
struct conflict {
	struct statement lends, takes, uses;
	size_t block;
};

static bool find_conflict(const struct rc_rule_at *at, struct conflict *c)
{
	const struct rc_source *src = at->src;
	const struct rc_span *lends = rc_rule_label(at, "borrow occurs here");
	const struct rc_span *uses = rc_rule_label(at, "later used here");

	if (!lends)
		lends = rc_rule_label(at, "borrowed here");
	if (!lends)
		lends = rc_rule_label(at, "borrow of ");
	c->block = rc_extent_block(src, at->span->start);
	return lends && uses && c->block < src->n &&
	       rc_extent_block(src, lends->start) == c->block &&
	       find_statement(src, c->block, lends->start, &c->lends) &&
	       find_statement(src, c->block, at->span->start, &c->takes) &&
	       find_statement(src, c->block, uses->start, &c->uses) &&
	       c->lends.first < c->takes.first &&
	       c->takes.first < c->uses.first;
}

/* Moves c->uses on to the last statement of the block that uses the borrow. */
static bool find_last_use(const struct rc_rule_at *at, struct conflict *c)
{
	const char *name = name_of(at, c->lends.first);
	size_t close = rc_lex_close(at->src, c->block), last = 0;

	for (size_t i = c->uses.end; name && i < close;) {
		size_t end = statement_end(at->src, i);

		if (end == i)
			break;
		last = rc_extent_mentions(at->src, i, end, name) ? i : last;
		i = end;
	}
	return !last || find_statement(at->src, c->block,
				       at->src->v[last].start, &c->uses);
}

/* What reads right after the borrow reads the same before it. */
static void read_before(struct rc_rule_at *at, const struct conflict *c)
{
	const char *label = at->span->label ? at->span->label : "";

	if (c->takes.first != c->lends.end ||
	    !(strstr(label, "use of borrowed") ||
	      strncmp(label, "immutable borrow", 16) == 0) ||
	    !can_swap(at, c->lends.first, c->lends.end, c->takes.end))
		return;
	move_to(at, &c->takes, c->lends.from);
	rc_rule_answer(
		at, "move the statement of line %u above the borrow of line %u",
		rc_line_number(at->src, at->span->start),
		rc_line_number(at->src, at->src->v[c->lends.first].start));
}

RC_RULE(move_statement)
{
	const struct rc_source *src = at->src;
	struct conflict c;

	if (!find_conflict(at, &c))
		return;
	size_t first_use = c.uses.first, after = c.takes.end;

	read_before(at, &c);
	if (!find_last_use(at, &c) || c.uses.tail ||
	    rc_extent_mentions(src, after, c.uses.end, root_of(at)))
		return;
	unsigned line = rc_line_number(src, src->v[c.takes.first].start);
	unsigned use = rc_line_number(src, src->v[c.uses.first].start);

	if (can_swap(at, c.takes.first, after, c.uses.end)) {
		move_to(at, &c.takes, c.uses.to);
		rc_rule_answer(
			at,
			"move the statement of line %u behind line %u, which uses the borrow last",
			line, use);
	}
	if (c.uses.first == first_use && first_use != after &&
	    can_swap(at, c.takes.first, first_use, c.uses.end)) {
		move_to(at, &c.uses, c.takes.from);
		rc_rule_answer(
			at,
			"move the last use of the borrow, line %u, above line %u",
			use, line);
	}
}

/* "let NAME = &PLACE;": the '&'; src->n: it is something else. */
static size_t lent_place(const struct rc_source *src,
			 const struct statement *st)
{
	size_t i = st->first + 1;

	i += rc_lex_is(src, i, "mut");
	if (!rc_lex_is(src, st->first, "let") || !rc_lex_is(src, i + 1, "=") ||
	    !rc_lex_is(src, i + 2, "&") || rc_lex_is(src, i + 3, "mut"))
		return src->n;
	for (size_t k = i + 3; k < st->end - 1; k++) {
		bool dots = rc_lex_is(src, k, "..");

		if (dots ||
		    (!rc_lex_is_word(src, k) && !rc_lex_is(src, k, ".") &&
		     !rc_lex_is(src, k, "[") && !rc_lex_is(src, k, "]")))
			return src->n;
	}
	return i + 2;
}

/* "*name" would be one dereference too many. */
static bool is_dereferenced(const struct rc_source *src, size_t i, size_t end,
			    const char *name)
{
	for (; i + 1 < end; i++) {
		if (rc_lex_is(src, i, "*") && rc_lex_is(src, i + 1, name))
			return true;
	}
	return false;
}

RC_RULE(clone_for_borrow)
{
	const struct rc_source *src = at->src;
	struct conflict c;

	if (!find_conflict(at, &c))
		return;
	size_t sign = lent_place(src, &c.lends);
	const char *name = name_of(at, c.lends.first);

	if (sign == src->n || !name ||
	    is_dereferenced(src, c.lends.end, rc_lex_close(src, c.block), name))
		return;
	rc_rule_replace(at, src, src->v[sign].start, src->v[sign + 1].start,
			"");
	rc_rule_insert(at, src, src->v[c.lends.end - 2].end, ".clone()");
	rc_rule_answer(at,
		       "make `%s` a clone, which keeps the value of line %u",
		       name, rc_line_number(src, src->v[sign].start));
}
