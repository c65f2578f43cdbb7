/* SPDX-License-Identifier: MIT */
#include "rules/chain.h"

#include "rules/place.h"

/* A name or a literal. */
static bool is_atom(const struct rc_source *src, size_t i)
{
	static const char *const keywords[] = {
		"move", "if", "match", "loop", "unsafe", "return", "as",
		"mut",	"in", "else",  "let",  "break",	 "for",	   "while"
	};

	return i < src->n &&
	       (rc_lex_is_word(src, i) ? !RC_LEX_IS_ONE_OF(src, i, keywords)
				       : src->v[i].kind == RC_TOKEN_TEXT);
}

/* Behind the brackets at i, with what they hold; i: they are not closed. */
static size_t behind(const struct rc_source *src, size_t i)
{
	size_t close = rc_lex_close(src, i);

	return close < src->n ? close + 1 : i;
}

/* One step on from i in a chain that began at first; i: it ends. */
static size_t step(const struct rc_source *src, size_t first, size_t i)
{
	bool joined = i == first || rc_lex_is(src, i - 1, ".") ||
		      rc_lex_is(src, i - 1, ":");

	if (rc_lex_is(src, i, "(") || rc_lex_is(src, i, "["))
		return behind(src, i);
	if (is_atom(src, i))
		return joined ? i + 1 : i;
	if (i == first)
		return i;
	if (rc_lex_is(src, i, "::"))
		return rc_lex_is(src, i + 2, "<") ? behind(src, i + 2) : i + 2;
	if ((rc_lex_is(src, i, ".") && !rc_lex_is(src, i, "..")) ||
	    rc_lex_is(src, i, "?"))
		return i + 1;
	return i;
}

size_t rc_chain_end(const struct rc_source *src, size_t i)
{
	size_t at = i, last;

	do {
		last = at;
		at = step(src, i, at);
	} while (at > last && at < src->n);
	return at;
}

bool rc_chain_is(const struct rc_source *src, size_t i, size_t end)
{
	size_t at = i, last = src->n;

	/* A macro's call is one, too. */
	if (is_atom(src, i) && rc_lex_is(src, i + 1, "!") &&
	    rc_lex_close(src, i + 2) + 1 == end)
		return true;
	while (at < end && at != last) {
		last = at;
		at = step(src, i, at);
	}
	return at == end && end > i && end <= src->n &&
	       !rc_lex_is(src, end - 1, ".") && !rc_lex_is(src, end - 1, ":");
}

/* The first lexeme of the name, the brackets or the `?` that end with lexeme
 * i; i + 1: it ends none. */
static size_t part_first(const struct rc_source *src, size_t i)
{
	if (rc_lex_is(src, i, ")") || rc_lex_is(src, i, "]")) {
		size_t open = rc_lex_open(src, i);

		return open < src->n ? open : i + 1;
	}
	return is_atom(src, i) || rc_lex_is(src, i, "?") ? i : i + 1;
}

/* Can what ends with lexeme i be called, indexed or tried? */
static bool ends_operand(const struct rc_source *src, size_t i)
{
	return is_atom(src, i) || rc_lex_is(src, i, ")") ||
	       rc_lex_is(src, i, "]") || rc_lex_is(src, i, "?");
}

/* What stands between the part at first and the one before: lexemes; 0: it is
 * the first of its chain. */
static size_t joint(const struct rc_source *src, size_t first)
{
	if (rc_lex_is(src, first - 1, ".") && !rc_lex_is(src, first - 2, ".."))
		return 1;
	return rc_lex_is(src, first - 2, "::") ? 2 : 0;
}

size_t rc_chain_first(const struct rc_source *src, size_t i)
{
	size_t first = i + 1;

	while (first > 0) {
		size_t part = part_first(src, first - 1);

		if (part == first)
			break;
		first = part;
		if (!is_atom(src, first)) {
			if (!ends_operand(src, first - 1))
				break;
			continue;
		}
		size_t n = joint(src, first);

		if (n == 0 || !ends_operand(src, first - n - 1))
			break;
		first -= n;
	}
	return first;
}

static void add_at(struct rc_rule_at *at, size_t end, const char *text,
		   const char *title)
{
	const struct rc_source *src = at->src;

	rc_rule_insert(at, src, src->v[end - 1].end, text);
	rc_rule_answer(at, "%s in line %u", title,
		       rc_line_number(src, src->v[end - 1].start));
}

/* Is the value but a place, "self.rows[1]"? Such a variable lost a call. */
static bool is_place(const struct rc_source *src, const struct rc_local *local)
{
	for (size_t i = local->value; i < local->end; i++) {
		if (rc_lex_is(src, i, "["))
			i = rc_lex_close(src, i);
		else if (!rc_lex_is_word(src, i) && !rc_lex_is(src, i, ".") &&
			 !rc_lex_is(src, i, ":"))
			return false;
	}
	return local->value < local->end;
}

void rc_chain_add(struct rc_rule_at *at, size_t i, size_t end, const char *text,
		  const char *title)
{
	const struct rc_source *src = at->src;
	struct rc_local local;
	bool named = end == i + 1 && rc_local_of(src, i, &local) &&
		     rc_chain_is(src, local.value, local.end);
	bool before = named && is_place(src, &local);

	if (!rc_chain_is(src, i, end))
		return;
	if (before)
		add_at(at, local.end, text, title);
	add_at(at, end, text, title);
	if (named && !before)
		add_at(at, local.end, text, title);
}
