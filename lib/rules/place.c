/* SPDX-License-Identifier: MIT */
#include "rules/place.h"

/* The last lexeme of the statement at i: its ';', its own '}', or the closing
 * bracket around it. */
static size_t last_of(const struct rc_source *src, size_t i)
{
	static const char *const blocks[] = {
		"if", "match",	"for",	"while", "loop",  "unsafe",
		"fn", "struct", "enum", "impl",	 "trait", "mod",
		"{",  "pub",	"#",	"async", "const"
	};
	static const char *const goes_on[] = { "else", ".", "?" };
	bool block = RC_LEX_IS_ONE_OF(src, i, blocks) ||
		     rc_lex_is_lifetime(src, i);

	for (; i < src->n; i++) {
		if (rc_lex_is(src, i, ";") || rc_lex_closes(src, i))
			return i;
		bool brace = rc_lex_is(src, i, "{");

		if (rc_lex_opens(src, i))
			i = rc_lex_close(src, i);
		if (brace && block && !RC_LEX_IS_ONE_OF(src, i + 1, goes_on))
			return i;
	}
	return src->n;
}

/* Not the fields of a literal or pattern, not the arms of a match. */
static bool is_block(const struct rc_source *src, size_t open)
{
	size_t close = rc_lex_close(src, open);

	if (!rc_lex_is(src, open, "{") || close == src->n ||
	    rc_lex_is(src, open + 1, ".."))
		return false;
	if (rc_lex_is_word(src, open + 1) &&
	    (rc_lex_is(src, open + 2, ",") ||
	     (rc_lex_is(src, open + 2, ":") && !rc_lex_is(src, open + 2, "::"))))
		return false;
	for (size_t i = open + 1; i < close; i++) {
		if (rc_lex_is(src, i, "=>"))
			return false;
		if (rc_lex_opens(src, i))
			i = rc_lex_close(src, i);
	}
	return true;
}

size_t rc_statement_first(const struct rc_source *src, size_t i)
{
	size_t open = i;

	do {
		open = rc_lex_open(src, open);
	} while (open < src->n && !rc_lex_is(src, open, "{"));
	if (open == src->n || !is_block(src, open))
		return src->n;
	for (size_t k = open + 1; k <= i;) {
		size_t last = last_of(src, k);

		if (last >= i)
			return k;
		k = last + 1;
	}
	return src->n;
}

size_t rc_statement_end(const struct rc_source *src, size_t i)
{
	size_t first = rc_statement_first(src, i);
	size_t last = first < src->n ? last_of(src, first) : src->n;

	return rc_lex_is(src, last, ";") || rc_lex_is(src, last, "}") ? last
								      : src->n;
}

/* Of a pattern or type at i: the "=" or ";" behind it. */
static size_t before_value(const struct rc_source *src, size_t i)
{
	for (; i < src->n; i++) {
		if (rc_lex_is(src, i, "=") || rc_lex_is(src, i, ";") ||
		    rc_lex_closes(src, i))
			return i;
		if (rc_lex_opens(src, i) || rc_lex_is(src, i, "<"))
			i = rc_lex_close(src, i);
	}
	return src->n;
}

bool rc_local_at(const struct rc_source *src, size_t let, struct rc_local *out)
{
	size_t name = rc_lex_is(src, let + 1, "mut") ? let + 2 : let + 1;
	size_t mark = before_value(src, name + 1);

	if (!rc_lex_is(src, let, "let") || !rc_lex_is_word(src, name) ||
	    mark >= src->n || rc_lex_is(src, let - 1, "if") ||
	    rc_lex_is(src, let - 1, "while"))
		return false;
	*out = (struct rc_local){ .let = let, .name = name };
	if (rc_lex_is(src, name + 1, ":")) {
		out->type = name + 2;
		out->type_end = mark;
	} else if (mark != name + 1) {
		return false;
	}
	out->end = last_of(src, let);
	out->value = rc_lex_is(src, mark, "=") ? mark + 1 : out->end;
	return rc_lex_is(src, out->end, ";") && out->value <= out->end;
}

/* Does the pattern of the `let` hold this name? */
static bool binds(const struct rc_source *src, size_t let, size_t name)
{
	size_t end = before_value(src, let + 1);

	for (size_t i = let + 1; i < end; i++) {
		if (rc_lex_same(src, i, i + 1, src, name, name + 1))
			return true;
	}
	return false;
}

bool rc_local_of(const struct rc_source *src, size_t i, struct rc_local *out)
{
	if (!rc_lex_is_word(src, i))
		return false;
	for (size_t k = i; k-- > 0;) {
		if (rc_lex_is(src, k, "fn"))
			return false;
		if (rc_lex_closes(src, k)) {
			k = rc_lex_open(src, k);
			if (k == src->n)
				return false;
		} else if (rc_lex_is(src, k, "let") && binds(src, k, i) &&
			   last_of(src, k) < i) {
			return rc_local_at(src, k, out) &&
			       rc_lex_same(src, out->name, out->name + 1, src,
					   i, i + 1);
		}
	}
	return false;
}
