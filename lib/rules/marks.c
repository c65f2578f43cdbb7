/* SPDX-License-Identifier: MIT */

/*
 * A punctuation mark that is missing or another than the one that can stand
 * there. The parser says what it expects and what it found; where it expects
 * several, the layout says which: people put a blank behind a comma and none
 * around a dot.
 */

#include "rules/table.h"

/* The part of "expected one of …, found …" in front of what was found. */
static bool expects(const struct rc_rule_at *at, const char *mark)
{
	const char *message = at->diag->message;
	const char *found = strstr(message, ", found ");
	const char *hit = strstr(message, RC_RULE_TEXT(at, "`%s`", mark));

	return hit && (!found || hit < found);
}

/* The label lists what does not fit into the message. */
static bool can_stand(const struct rc_rule_at *at, const char *mark)
{
	return expects(at, mark) ||
	       (at->span->label && strstr(at->span->label, mark));
}

static bool is_suggested(const struct rc_rule_at *at, const char *text)
{
	for (size_t i = 0; i < at->diag->n_children; i++) {
		const struct rc_subdiag *child = &at->diag->children[i];

		if (child->n_spans == 1 && child->spans[0].replacement &&
		    strcmp(child->spans[0].replacement, text) == 0)
			return true;
	}
	return false;
}

static void exchange(struct rc_rule_at *at, size_t i, size_t n,
		     const char *mark)
{
	const struct rc_source *src = at->src;
	size_t start = src->v[i].start, end = src->v[i + n - 1].end;

	rc_rule_replace(at, src, start, end, mark);
	rc_rule_answer(at, "write `%s` instead of `%.*s`", mark,
		       (int)(end - start), src->text + start);
}

/* No blank around it, as with `.` and `::`. */
static bool is_tight(const struct rc_source *src, size_t i)
{
	return rc_lex_is_glued(src, i) && rc_lex_is_glued(src, i + 1);
}

static bool in_brackets(const struct rc_source *src, size_t i)
{
	size_t open = rc_lex_open(src, i);

	return rc_lex_is(src, open, "(") || rc_lex_is(src, open, "[");
}

/* What the mark at lexeme i may have been meant for, or NULL. */
static const char *meant(const struct rc_rule_at *at, size_t i)
{
	const struct rc_source *src = at->src;
	bool last = rc_lex_is_first(src, i + 1);

	switch (rc_lex_sign(src, i)) {
	case ';':
		return can_stand(at, ",") || can_stand(at, ">") ||
				       in_brackets(src, i)
			       ? ","
			       : NULL;
	case ',':
		if (is_tight(src, i))
			return ".";
		last |= rc_lex_is(src, i + 1, "}");
		return last && can_stand(at, ";") ? ";" : NULL;
	case '.':
		return can_stand(at, ",") && !is_tight(src, i) ? "," : NULL;
	case '=':
		return can_stand(at, ":") && !rc_lex_is(src, i, "=>") ? ":"
								      : NULL;
	case ':':
		return is_tight(src, i) ? "::" : NULL;
	default:
		return NULL;
	}
}

/* `const NAME= Type = value;` */
static bool is_typed(const struct rc_source *src, size_t i)
{
	static const char *const words[] = { "const", "static", "mut" };
	bool item = false;

	for (size_t k = 0; k < RC_COUNT(words); k++)
		item |= rc_lex_is(src, i - 2, words[k]);
	if (!item || !rc_lex_is(src, i, "="))
		return false;
	for (i++; i < src->n && !rc_lex_is(src, i, ";"); i++) {
		if (rc_lex_is(src, i, "=") && !rc_lex_is_glued(src, i) &&
		    !rc_lex_is_glued(src, i + 1))
			return true;
	}
	return false;
}

/* Between the start of the statement and what the parser stumbled over: a
 * comma that is a dot, or a dot that ends a line; src->n: none. */
static size_t mark_before(const struct rc_source *src, size_t i)
{
	for (size_t k = i; k > 0; k--) {
		char c = rc_lex_sign(src, k - 1);

		if (c == ';' || c == '{' || c == '}')
			break;
		if (rc_lex_is(src, i, ";") && c == ',' && is_tight(src, k - 1))
			return k - 1;
		if (rc_lex_is_first(src, k))
			return c == '.' && !rc_lex_is(src, k - 2, "..")
				       ? k - 1
				       : src->n;
	}
	return src->n;
}

RC_RULE(wrong_mark)
{
	const struct rc_source *src = at->src;
	size_t i = rc_lex_at(src, at->span->start);
	size_t before = mark_before(src, i);
	const char *mark = meant(at, i);

	if (before < src->n)
		exchange(at, before, 1,
			 rc_lex_is(src, before, ",") ? "." : ",");
	else if (rc_lex_is(src, i, "==") && can_stand(at, "="))
		exchange(at, i, 2, "=");
	else if (is_typed(src, i))
		exchange(at, i, 1, ":");
	else if (rc_lex_is(src, i, "=>") && can_stand(at, "->"))
		exchange(at, i, 2, "->");
	else if (mark)
		exchange(at, i, 1, mark);
	/* `f(self. &mut x)` */
	else if (rc_lex_is(src, i - 1, ".") && !rc_lex_is(src, i - 2, "..") &&
		 !rc_lex_is_glued(src, i))
		exchange(at, i - 1, 1, ",");
}

/* `a &b`, `a [b]`: what stands alone begins something. */
static bool begins_item(const struct rc_source *src, size_t i)
{
	return i > 0 && i < src->n && !rc_lex_is_glued(src, i) &&
	       !rc_lex_is_first(src, i) && rc_lex_is_glued(src, i + 1) &&
	       strchr("&*-[(", src->text[src->v[i].start]);
}

/* A list goes on without a comma. */
RC_RULE(missing_comma)
{
	const struct rc_source *src = at->src;
	size_t i = rc_lex_at(src, at->span->start);
	char c = rc_lex_sign(src, i);

	if (at->diag->code) {
		if (!c || !begins_item(src, i))
			return;
	} else if (c == ',' || c == ';') {
		i = rc_lex_open(src, i);
		if (!rc_lex_is(src, i, "[") || !begins_item(src, i))
			return;
	} else if (!expects(at, ",") || is_suggested(at, ",") ||
		   (c && !strchr("&*([{#<'|-!", c))) {
		return;
	}
	if (i == 0 || i >= src->n)
		return;
	rc_rule_insert(at, src, src->v[i - 1].end, ",");
	rc_rule_answer(at, "insert the missing `,`");
}

/* Of a use or a declaration that documentation follows, or nothing. */
RC_RULE(missing_semicolon)
{
	const struct rc_source *src = at->src;
	bool end = strstr(at->diag->message, "<eof>");
	size_t i = end ? src->n : rc_lex_at(src, at->span->start);

	if (i == 0 || i > src->n || !expects(at, ";"))
		return;
	rc_rule_insert(at, src, src->v[i - 1].end, ";");
	rc_rule_answer(at, "insert the missing `;`");
}

RC_RULE(macro_semicolon)
{
	const struct rc_source *src = at->src;
	size_t i = rc_lex_at(src, at->span->start);

	i = rc_lex_close(src, i);
	if (!rc_lex_is(src, i, ")") && !rc_lex_is(src, i, "]"))
		return;
	if (rc_lex_is(src, i + 1, ",")) {
		exchange(at, i + 1, 1, ";");
		return;
	}
	rc_rule_insert(at, src, src->v[i].end, ";");
	rc_rule_answer(at, "insert the missing `;`");
}

/* Lexeme of the only `&` or `|` in [from, to) that stands alone; to: none. */
static size_t single_operator(const struct rc_source *src, size_t from,
			      size_t to)
{
	size_t found = to;

	for (size_t i = from; i < to; i++) {
		char c = rc_lex_sign(src, i);
		bool twice = rc_lex_is_glued(src, i + 1) &&
			     rc_lex_sign(src, i + 1) == c;

		if (c == '(' || c == '[' || c == '{')
			i = rc_lex_close(src, i);
		if ((c != '&' && c != '|') || rc_lex_is_glued(src, i + 1))
			continue;
		if (found != to || twice)
			return to;
		found = i;
	}
	return found;
}

/* `a == b & c == d` */
static void between_comparisons(struct rc_rule_at *at)
{
	const struct rc_span *spans = at->diag->spans;

	if (at->diag->n_spans < 2)
		return;
	size_t to = rc_lex_at(at->src, spans[1].start);
	size_t i =
		single_operator(at->src, rc_lex_at(at->src, spans[0].end), to);

	if (i < to)
		exchange(at, i, 1, rc_lex_is(at->src, i, "&") ? "&&" : "||");
}

/* Between two conditions the logical operator is meant. */
RC_RULE(logical_operator)
{
	const struct rc_source *src = at->src;
	size_t i = rc_lex_at(src, at->span->start);

	if (strstr(at->diag->message, "cannot be chained")) {
		between_comparisons(at);
		return;
	}
	if (!strstr(at->diag->message, "& bool`") &&
	    !strstr(at->diag->message, "| bool`"))
		return;
	if (rc_lex_is(src, i, "&") && !rc_lex_is(src, i, "&&"))
		exchange(at, i, 1, "&&");
	else if (rc_lex_is(src, i, "|") && !rc_lex_is(src, i, "||"))
		exchange(at, i, 1, "||");
}

/* `f(a. b)`, `f(a,b())`: the blank tells which it was. */
static bool is_misspaced(const struct rc_source *src, size_t i)
{
	if (rc_lex_is(src, i, "."))
		return rc_lex_is_glued(src, i) &&
		       !rc_lex_is_glued(src, i + 1) &&
		       !rc_lex_is_first(src, i + 1);
	return rc_lex_is(src, i, ",") && is_tight(src, i);
}

/* A mark before the span, or in a pattern that is none. */
static size_t misspaced(const struct rc_rule_at *at, const struct rc_span *span)
{
	const struct rc_source *src = at->src;
	size_t i = rc_lex_at(src, span->start);

	if (at->diag->code)
		return i > 0 && is_misspaced(src, i - 1) ? i - 1 : src->n;
	for (; i < src->n && src->v[i].start < span->end; i++) {
		if (rc_lex_is(src, i, ".") && is_misspaced(src, i))
			return i;
	}
	return src->n;
}

RC_RULE(comma_or_dot)
{
	const struct rc_source *src = at->src;

	if (!at->diag->code && !strstr(at->diag->message, "expected a pattern"))
		return;
	for (size_t i = 0; i < at->diag->n_spans; i++) {
		const struct rc_span *span = &at->diag->spans[i];
		size_t mark = misspaced(at, span);

		if (!span->path || strcmp(span->path, at->span->path) != 0 ||
		    mark == src->n)
			continue;
		exchange(at, mark, 1, rc_lex_is(src, mark, ".") ? "," : ".");
		return;
	}
}
