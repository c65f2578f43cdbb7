/* SPDX-License-Identifier: MIT */

/* Keywords that are missing, and such that begin with a capital. */

#include <ctype.h>

#include "rules/table.h"

static void insert_word(struct rc_rule_at *at, size_t i, const char *word,
			bool blank)
{
	rc_rule_insert(at, at->src, at->src->v[i].start,
		       RC_RULE_TEXT(at, "%s%s", word, blank ? " " : ""));
	rc_rule_answer(at, "insert the missing `%s`", word);
}

/* Where the line of lexeme i begins. */
static size_t first_of_line(const struct rc_source *src, size_t i)
{
	if (i >= src->n)
		return src->n;
	while (!rc_lex_is_first(src, i))
		i--;
	return i;
}

static size_t behind_attributes(const struct rc_source *src, size_t i)
{
	while (rc_lex_is(src, i, "#") && rc_lex_is(src, i + 1, "["))
		i = rc_lex_close(src, i + 1) + 1;
	return i;
}

/* `pub(crate) const unsafe`, in front of what an item is called. */
static size_t behind_qualifiers(const struct rc_source *src, size_t i)
{
	static const char *const words[] = { "pub", "const", "async", "unsafe",
					     "default" };

	for (;; i++) {
		if (rc_lex_is(src, i, "extern") && i + 1 < src->n &&
		    src->v[i + 1].kind == RC_TOKEN_TEXT)
			i++;
		else if (!RC_LEX_IS_ONE_OF(src, i, words))
			return i;
		else if (rc_lex_is(src, i, "pub") && rc_lex_is(src, i + 1, "("))
			i = rc_lex_close(src, i + 1);
	}
}

/* The "{" of an item that begins at lexeme i; src->n: it has none. */
static size_t body_of(const struct rc_source *src, size_t i)
{
	for (; i < src->n; i++) {
		char c = rc_lex_sign(src, i);

		if (c == '{')
			return i;
		if (c == ';' || c == '}' || c == '=')
			break;
		if (c == '(' || c == '[')
			i = rc_lex_close(src, i);
	}
	return src->n;
}

/* Functions stand in it, or nothing: the body of no struct or enum. */
static bool holds_items(const struct rc_source *src, size_t body)
{
	static const char *const words[] = { "fn", "type", "const" };
	size_t i = behind_attributes(src, body + 1);

	i = behind_qualifiers(src, i);
	return RC_LEX_IS_ONE_OF(src, i, words) ||
	       (RC_LEX_IS_ONE_OF(src, i - 1, words) &&
		rc_lex_is(src, i + 1, ":"));
}

/* `Trait for Type {` and `Type { fn`: nothing else begins like this. */
RC_RULE(missing_impl)
{
	const struct rc_source *src = at->src;
	size_t first = first_of_line(src, rc_lex_at(src, at->span->start));
	size_t i = rc_lex_is(src, first, "unsafe") ? first + 1 : first;
	size_t body = body_of(src, i), k = i;

	if (body == src->n ||
	    (!rc_lex_is_word(src, i) && !rc_lex_is(src, i, "<")))
		return;
	while (k < body && !rc_lex_is(src, k, "for"))
		k++;
	if (k == i || (k == body && !holds_items(src, body)))
		return;
	insert_word(at, i, "impl", !rc_lex_is(src, i, "<"));
}

/* `unsafe name(…) {` */
RC_RULE(missing_fn)
{
	const struct rc_source *src = at->src;
	size_t first = first_of_line(src, rc_lex_at(src, at->span->start));
	size_t name = behind_qualifiers(src, first), i = name + 1;

	if (!rc_lex_is_word(src, name) || rc_lex_is(src, name, "fn"))
		return;
	if (rc_lex_is(src, i, "<"))
		i = rc_lex_close(src, i) + 1;
	if (!rc_lex_is(src, i, "("))
		return;
	i = rc_lex_close(src, i) + 1;
	if (rc_lex_is(src, i, "{") || rc_lex_is(src, i, "->") ||
	    rc_lex_is(src, i, "where") || rc_lex_is(src, i, ";"))
		insert_word(at, name, "fn", true);
}

/* `Name(Type);`, `Name { field: Type }` */
RC_RULE(missing_struct)
{
	const struct rc_source *src = at->src;
	size_t first = first_of_line(src, rc_lex_at(src, at->span->start));
	size_t name = behind_qualifiers(src, first), i = name + 1;

	if (rc_lex_is(src, i, "<"))
		i = rc_lex_close(src, i) + 1;
	size_t field = behind_qualifiers(src, behind_attributes(src, i + 1));
	bool fields = rc_lex_is(src, i, "{") &&
		      rc_lex_is(src, field + 1, ":") &&
		      !rc_lex_is(src, field + 1, "::");

	if (rc_lex_is_word(src, name) &&
	    (fields || (rc_lex_is(src, i, "(") &&
			rc_lex_is(src, rc_lex_close(src, i) + 1, ";"))))
		insert_word(at, name, "struct", true);
}

/* `name = value;` of a name that nothing introduces. */
RC_RULE(missing_let)
{
	const struct rc_source *src = at->src;
	size_t i = rc_lex_at(src, at->span->start), end = i;
	size_t open = rc_lex_open(src, i);

	if (rc_lex_is(src, open, "(") || rc_lex_is(src, open, "[")) {
		i = open;
		end = rc_lex_close(src, i);
	}
	char c = rc_lex_sign(src, i - 1);

	if (c && strchr("{};", c) && rc_lex_is(src, end + 1, "=") &&
	    !rc_lex_is_glued(src, end + 2))
		insert_word(at, i, "let", true);
}

/* Is the first thing in the block an arm? */
static bool holds_arms(const struct rc_source *src, size_t body)
{
	size_t end = rc_lex_close(src, body);

	for (size_t i = body + 1; i < end; i++) {
		char c = rc_lex_sign(src, i);

		if (rc_lex_is(src, i, "=>"))
			return true;
		if (c == ';' || c == ',')
			return false;
		if (c == '(' || c == '[' || c == '{')
			i = rc_lex_close(src, i);
	}
	return false;
}

/* Where the expression that ends before lexeme i begins. */
static size_t expression_first(const struct rc_source *src, size_t i)
{
	static const char *const words[] = { "return", "else", "in", "break" };
	size_t depth = 0;

	for (; i > 0; i--) {
		char c = rc_lex_sign(src, i - 1);

		if (c == ')' || c == ']')
			depth++;
		else if (depth && (c == '(' || c == '['))
			depth--;
		else if (!depth && (RC_LEX_IS_ONE_OF(src, i - 1, words) ||
				    (c && strchr("([{};,=|", c)) ||
				    rc_lex_is(src, i - 2, "=>")))
			break;
	}
	return i;
}

RC_RULE(missing_match)
{
	const struct rc_source *src = at->src;
	size_t i = rc_lex_at(src, at->span->start);
	size_t body = rc_lex_is(src, i, "{") ? i : rc_lex_open(src, i);
	size_t first = body < src->n ? expression_first(src, body) : body;

	if (rc_lex_is(src, body, "{") && first < body &&
	    !rc_lex_is(src, first, "match") && holds_arms(src, body))
		insert_word(at, first, "match", true);
}

/* `x u64`: a primitive type is no value; `use a b;`: there is no list. */
RC_RULE(missing_as)
{
	static const char *const types[] = {
		"u8",  "u16", "u32",  "u64",   "u128", "usize", "i8",	"i16",
		"i32", "i64", "i128", "isize", "f32",  "f64",	"char",
	};
	const struct rc_source *src = at->src;
	size_t i = rc_lex_at(src, at->span->start);

	if ((rc_lex_is(src, i, "const") || rc_lex_is(src, i, "mut")) &&
	    rc_lex_is(src, i - 1, "*"))
		i--;
	size_t first = first_of_line(src, i);
	bool use = rc_lex_is(src, behind_qualifiers(src, first), "use") &&
		   rc_lex_is_word(src, i) && rc_lex_is(src, i + 1, ";");

	char before = rc_lex_sign(src, i - 1);
	bool value = i > 0 && (!before || strchr(")]}?", before));

	if ((use || rc_lex_is(src, i, "*") ||
	     RC_LEX_IS_ONE_OF(src, i, types)) &&
	    value && !rc_lex_is_glued(src, i))
		insert_word(at, i, "as", true);
}

/* Of the if at lexeme i. */
static bool has_else(const struct rc_source *src, size_t i)
{
	return rc_lex_is(src, rc_lex_close(src, body_of(src, i)) + 1, "else");
}

/* `if a { b } { c }`, `if a { b } if c { d } else { e }` */
RC_RULE(missing_else)
{
	const struct rc_source *src = at->src;
	const struct rc_span *label = rc_rule_label(at, "`else`");
	size_t i = label ? rc_lex_at(src, label->end) : src->n;

	if (!label)
		i = rc_lex_at(src, at->span->start);
	if (!rc_lex_is(src, i - 1, "}"))
		return;
	if (rc_lex_is(src, i, "{") && !rc_lex_is_first(src, i))
		insert_word(at, i, "else", true);
	else if (label && rc_lex_is(src, i, "if") && has_else(src, i))
		insert_word(at, i, "else", true);
}

/* `None;`: a value that nothing becomes of, and of which not even the type
 * is known. */
RC_RULE(missing_return)
{
	static const char *const values[] = { "None", "Ok", "Err", "Some" };
	const struct rc_source *src = at->src;
	size_t i = rc_lex_at(src, at->span->start);
	char before = rc_lex_sign(src, i - 1);
	size_t end = rc_lex_is(src, i + 1, "(") ? rc_lex_close(src, i + 1) : i;

	if (RC_LEX_IS_ONE_OF(src, i, values) && before &&
	    strchr("{};", before) && rc_lex_is(src, end + 1, ";"))
		insert_word(at, i, "return", true);
}

/* A bound list behind a signature; on lines of its own if the bounds are. */
RC_RULE(missing_where)
{
	const struct rc_source *src = at->src;
	size_t i = rc_lex_at(src, at->span->start);

	if (i == 0 || !rc_lex_is_word(src, i) || !rc_lex_is(src, i + 1, ":") ||
	    rc_lex_is(src, i + 1, "::"))
		return;
	if (!rc_lex_is_first(src, i)) {
		insert_word(at, i, "where", true);
		return;
	}
	size_t line = rc_line_start(src, src->v[i - 1].start);
	size_t own = rc_line_start(src, src->v[i].start);

	rc_rule_replace(at, src, src->v[i - 1].end, own,
			RC_RULE_TEXT(at, "\n%.*swhere\n",
				     (int)rc_line_indent(src, line),
				     src->text + line));
	rc_rule_answer(at, "insert the missing `where`");
}

static const char *keyword_of(struct rc_rule_at *at, size_t i)
{
	static const char *const words[] = {
		"as",	  "break",  "const",  "else",  "enum",	"fn",
		"for",	  "if",	    "impl",   "in",    "let",	"loop",
		"match",  "mod",    "move",   "mut",   "pub",	"ref",
		"return", "static", "struct", "trait", "type",	"unsafe",
		"use",	  "where",  "while",  "async", "await", "dyn",
	};
	const struct rc_source *src = at->src;

	if (!rc_lex_is_word(src, i) || src->v[i].end - src->v[i].start > 8)
		return NULL;
	char *word = RC_RULE_TEXT(at, "%.*s",
				  (int)(src->v[i].end - src->v[i].start),
				  src->text + src->v[i].start);

	for (char *c = word; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	for (size_t k = 0; k < RC_COUNT(words); k++) {
		if (strcmp(word, words[k]) == 0 && !rc_lex_is(src, i, word))
			return words[k];
	}
	return NULL;
}

/* What the parser stumbles over, or what stands before it. */
RC_RULE(keyword_case)
{
	const struct rc_source *src = at->src;
	size_t i = rc_lex_at(src, at->span->start);
	const char *word = keyword_of(at, i);

	if (!word)
		word = keyword_of(at, --i);
	if (!word)
		return;
	rc_rule_replace(at, src, src->v[i].start, src->v[i].end, word);
	rc_rule_answer(at, "write the keyword `%s` in lower case", word);
}
