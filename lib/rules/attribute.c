/* SPDX-License-Identifier: MIT */

/* Attributes: what is quoted and should not be, and the like. */

#include <strings.h>

#include "rules/table.h"

/* "a::b, c": nothing but what may stand in an attribute without quotes. */
static bool is_plain(const char *text)
{
	return *text && !strchr("0123456789:, ", *text) &&
	       text[strspn(text, "abcdefghijklmnopqrstuvwxyz"
				 "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				 "0123456789_:, ")] == '\0';
}

/* What is in the quotes of the string at lexeme i; NULL: it needs them. */
static const char *unquoted(struct rc_rule_at *at, size_t i)
{
	const struct rc_source *src = at->src;

	if (i >= src->n || src->text[src->v[i].start] != '"' ||
	    src->v[i].end - src->v[i].start < 3)
		return NULL;
	const char *text =
		rc_arena_strndup(at->arena, src->text + src->v[i].start + 1,
				 src->v[i].end - src->v[i].start - 2);

	return is_plain(text) ? text : NULL;
}

/* The lexemes of a span: [*from, to). */
static size_t lexemes(const struct rc_rule_at *at, const struct rc_span *span,
		      size_t *from)
{
	*from = rc_lex_at(at->src, span->start);
	return rc_lex_at(at->src, span->end);
}

/* Names in quotes: `derive("Clone")`, `repr("C")`, `allow("unused")`. */
RC_RULE(unquote_name)
{
	const struct rc_source *src = at->src;
	size_t i, end = lexemes(at, at->span, &i);

	for (; i < end; i++) {
		const char *name = unquoted(at, i);

		if (name && !rc_lex_is(src, i - 1, "="))
			rc_rule_replace(at, src, src->v[i].start, src->v[i].end,
					name);
	}
	rc_rule_answer(at, "write the name without quotes");
}

/* `repr = "C"` where a list is expected: `repr(C)`. */
RC_RULE(list_attribute)
{
	const struct rc_source *src = at->src;
	const struct rc_span *label =
		rc_rule_label(at, "expected this to be a list");
	size_t i = 0, end = label ? lexemes(at, label, &i) : 0;
	const char *name = unquoted(at, i + 1);

	if (!label || label->path != at->span->path || end != i + 2 ||
	    !rc_lex_is(src, i, "=") || !name)
		return;
	rc_rule_replace(at, src, src->v[i - 1].end, src->v[i + 1].end,
			RC_RULE_TEXT(at, "(%s)", name));
	rc_rule_answer(at, "write the attribute's list in parentheses");
}

/* `note("text")` where `note = "text"` is expected. */
RC_RULE(value_attribute)
{
	const struct rc_source *src = at->src;
	const struct rc_span *label =
		rc_rule_label(at, "expected this to be of the form");
	size_t i = 0, end = label ? lexemes(at, label, &i) : 0;

	if (!label || end != i + 4 || !rc_lex_is(src, i + 1, "(") ||
	    !rc_lex_is(src, i + 3, ")") ||
	    src->text[src->v[i + 2].start] != '"')
		return;
	rc_rule_replace(
		at, src, src->v[i].end, src->v[i + 3].end,
		RC_RULE_TEXT(at, " = %s",
			     rc_lex_text(src, i + 2, i + 3, at->arena)));
	rc_rule_answer(at, "give the value with `=`");
}

/* A lint's name has no value: `allow(unused = "")`. */
RC_RULE(drop_lint_value)
{
	const struct rc_source *src = at->src;
	size_t i, end = lexemes(at, at->span, &i);

	if (end < i + 3 || end > src->n || !rc_lex_is(src, end - 2, "=") ||
	    !rc_lex_is_word(src, i) || rc_lex_is(src, i, "reason"))
		return;
	rc_rule_remove(at, src, src->v[end - 3].end, src->v[end - 1].end);
	rc_rule_answer(at, "name the lint only");
}

/* An alignment in quotes, or one with a type. */
RC_RULE(plain_align)
{
	const struct rc_source *src = at->src;
	size_t i = rc_lex_at(src, at->span->start);
	size_t digits = i < src->n ? src->v[i].start : src->len;
	size_t n = 0;

	digits += digits < src->len && src->text[digits] == '"';
	while (digits + n < src->len && src->text[digits + n] >= '0' &&
	       src->text[digits + n] <= '9')
		n++;
	if (n == 0 || !strstr(at->diag->message, "unsuffixed"))
		return;
	rc_rule_replace(at, src, at->span->start, at->span->end,
			rc_arena_strndup(at->arena, src->text + digits, n));
	rc_rule_answer(at, "write the alignment as a plain number");
}

/* The next power of two: it aligns at least as far. */
RC_RULE(round_align)
{
	const struct rc_source *src = at->src;
	unsigned long wanted = 0, power = 1;

	for (size_t i = at->span->start; i < at->span->end; i++) {
		if (src->text[i] < '0' || src->text[i] > '9' ||
		    wanted > 1ul << 28)
			return;
		wanted = 10 * wanted + (unsigned long)(src->text[i] - '0');
	}
	while (power < wanted)
		power *= 2;
	if (!strstr(at->diag->message, "power of two"))
		return;
	rc_rule_replace(at, src, at->span->start, at->span->end,
			RC_RULE_TEXT(at, "%lu", power));
	rc_rule_answer(at, "align to %lu", power);
}

/* The one hint that is written like this but for the case of its letters. */
RC_RULE(repr_case)
{
	const struct rc_source *src = at->src;
	const struct rc_subdiag *help = rc_rule_child(at, "valid reprs are");
	size_t i = rc_lex_at(src, at->span->start);
	const char *name, *own = rc_lex_text(src, i, i + 1, at->arena);

	for (unsigned k = 0; help && i < src->n; k++) {
		name = rc_rule_quoted(at, help->message, k);
		if (!name)
			return;
		if (strcasecmp(name, own) != 0)
			continue;
		rc_rule_replace(at, src, src->v[i].start, src->v[i].end, name);
		rc_rule_answer(at, "write the hint `%s`", name);
		return;
	}
}

/* The root of the crate a file below src/ belongs to. */
static const struct rc_source *crate_root(struct rc_rule_at *at)
{
	const struct rc_unit *unit = &at->diags->units[at->diag->unit];
	const char *path = at->src->path, *src_dir = strstr(path, "src/");

	if (!src_dir)
		return at->src;
	const struct rc_source *root = rc_source_get(
		at->sources,
		RC_RULE_TEXT(at, "%.*ssrc/%s", (int)(src_dir - path), path,
			     strcmp(unit->kind, "bin") == 0 ? "main.rs"
							    : "lib.rs"));
	return root ? root : at->src;
}

/* The limit that the help names: #![recursion_limit = "256"] */
RC_RULE(recursion_limit)
{
	const struct rc_subdiag *help =
		rc_rule_child(at, "#![recursion_limit = \"");
	const char *attr = help ? rc_rule_quoted(at, help->message, 0) : NULL;
	const char *limit = attr ? strchr(attr, '"') : NULL;
	const struct rc_source *root = at->src ? crate_root(at) : NULL;

	if (!limit || !root || attr[strlen(attr) - 1] != ']')
		return;
	for (size_t i = 0; i + 2 < root->n; i++) {
		if (!rc_lex_is(root, i, "recursion_limit") ||
		    !rc_lex_is(root, i + 1, "="))
			continue;
		rc_rule_replace(
			at, root, root->v[i + 2].start, root->v[i + 2].end,
			rc_arena_strndup(at->arena, limit, strlen(limit) - 1));
		rc_rule_answer(at, "raise the recursion limit");
		return;
	}
	/* Behind the other attributes of the crate. */
	size_t i = 0;

	while (rc_lex_is(root, i, "#") && rc_lex_is(root, i + 1, "!"))
		i = rc_lex_close(root, i + 2) + 1;
	rc_rule_insert(at, root, i < root->n ? root->v[i].start : root->len,
		       RC_RULE_TEXT(at, "%s\n\n", attr));
	rc_rule_answer(at, "raise the recursion limit");
}
