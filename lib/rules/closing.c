/* SPDX-License-Identifier: MIT */
#include "rules/inside.h"

void rc_places_add(struct rc_places *out, size_t byte, const char *text)
{
	for (size_t i = 0; i < out->n; i++) {
		if (out->v[i].byte == byte)
			return;
	}
	if (out->n < RC_MAX_PLACES)
		out->v[out->n++] = (struct rc_place){ byte, text };
}

/* ---- a block over several lines ---- */

/* What cannot begin a line of its own, so the bracket stood before it. */
static bool goes_on(const struct rc_source *src, size_t i)
{
	static const char *const words[] = { "else", "where", "as" };
	char c = rc_lex_sign(src, i);

	return RC_LEX_IS_ONE_OF(src, i, words) ||
	       (c && strchr(")];,.?{=-", c)) || rc_lex_is(src, i, "&&") ||
	       rc_lex_is(src, i, "||");
}

/* Behind the comments that are indented like the block's inside. */
static size_t behind_comments(const struct rc_source *src, size_t from,
			      size_t to, size_t indent)
{
	size_t end = rc_line_end(src, from), at = end;

	while (at < to) {
		size_t line = at + (src->text[at] == '\r') + 1;
		size_t blank = rc_line_indent(src, line);

		at = rc_line_end(src, line);
		if (at > to || at <= line)
			continue;
		if (blank <= indent)
			break;
		if (line + blank < at)
			end = at;
	}
	return end;
}

static void on_own_line(const struct rc_inside *in)
{
	const struct rc_source *src = in->src;
	const struct rc_gap *gap = in->gap;
	size_t to = gap->at < src->n ? src->v[gap->at].start : src->len;
	size_t line = rc_line_start(src, src->v[gap->open].start);
	size_t indent = rc_line_indent(src, line);

	if (indent > gap->indent)
		indent = gap->indent;
	rc_places_add(
		in->out,
		behind_comments(src, src->v[gap->at - 1].end, to, gap->indent),
		rc_arena_printf(in->arena, "\n%.*s%c", (int)indent,
				src->text + line, rc_closer_of(in->open)));
}

/* "} else {" that lost its bracket has one blank too many. */
static void before_rest(const struct rc_inside *in)
{
	const struct rc_source *src = in->src;
	size_t start = src->v[in->gap->at].start;
	bool blank = rc_line_indent(src, start) > in->gap->indent;
	bool word = rc_lex_is_word(src, in->gap->at);

	rc_places_add(in->out, start - blank,
		      rc_arena_printf(in->arena, "%c%s", rc_closer_of(in->open),
				      word && !blank ? " " : ""));
}

static void close_block(const struct rc_inside *in)
{
	const struct rc_source *src = in->src;
	size_t at = in->gap->at;
	bool beside = at < src->n && rc_lex_is_first(src, at) &&
		      rc_line_indent(src, src->v[at].start) >= in->gap->indent;

	if (beside && goes_on(src, at))
		before_rest(in);
	else
		on_own_line(in);
}

/* ---- within a line ---- */

/* What the words of the statement before the bracket say of it. */
static void read_words(struct rc_inside *in)
{
	static const char *const heads[] = { "if",  "while", "match",
					     "for", "fn",    "impl" };
	static const char *const fns[] = { "fn", "Fn", "FnMut", "FnOnce" };

	for (size_t i = in->first; i < in->gap->open; i++) {
		in->binds |= rc_lex_is(in->src, i, "let");
		in->loops |= rc_lex_is(in->src, i, "for");
		in->declares |= RC_LEX_IS_ONE_OF(in->src, i, fns);
		in->heads |= RC_LEX_IS_ONE_OF(in->src, i, heads);
	}
}

/* `=`, but none of `==`, `=>`, `<=`, `+=`, … */
static bool is_assignment(const struct rc_source *src, size_t i)
{
	char before = rc_lex_is_glued(src, i) ? rc_lex_sign(src, i - 1) : 0;
	char after = rc_lex_is_glued(src, i + 1) ? rc_lex_sign(src, i + 1) : 0;

	return rc_lex_is(src, i, "=") && after != '=' && after != '>' &&
	       !(before && strchr("=<>!+-*/%&|^", before));
}

/* Is there a blank that nobody writes: before `;`, or two of them? */
static bool is_torn(const struct rc_source *src, size_t i)
{
	return i > 0 && i < src->n && src->v[i].start > src->v[i - 1].end &&
	       !rc_lex_is_first(src, i);
}

static bool semicolon_ends(const struct rc_inside *in, size_t i)
{
	bool last = rc_lex_is_first(in->src, i + 1);

	if (in->open == '(')
		return true;
	if (in->open == '[')
		return last;
	return rc_lex_is(in->src, in->first, "use") ||
	       rc_lex_is(in->src, in->first, "pub") || is_torn(in->src, i) ||
	       (last && in->binds);
}

static bool is_type(const struct rc_source *src, size_t i)
{
	return rc_lex_is_word(src, i) && src->text[src->v[i].start] >= 'A' &&
	       src->text[src->v[i].start] <= 'Z';
}

/* `Name {`: a pattern or a value, no block. */
static bool has_fields(const struct rc_inside *in)
{
	return in->open != '{' || is_type(in->src, in->gap->open - 1);
}

/* Can lexeme i not stand in the open bracket? */
static bool ends_inside(const struct rc_inside *in, size_t i)
{
	const struct rc_source *src = in->src;

	if (rc_lex_is(src, i, ";"))
		return semicolon_ends(in, i);
	if (rc_lex_is(src, i, "=>"))
		return has_fields(in);
	if (rc_lex_is(src, i, "else"))
		return in->open == '{' && !rc_lex_is(src, i - 1, "}");
	if (rc_lex_is(src, i, "->"))
		return in->open == '(' && in->declares;
	if (is_assignment(src, i))
		return has_fields(in) && in->binds;
	if (in->open == '{' && is_torn(src, i) && rc_lex_is(src, i, "."))
		return !rc_lex_is(src, i, "..");
	return (rc_lex_is(src, i, "where") && in->declares) ||
	       (rc_lex_is(src, i, "in") && in->loops);
}

/* `if f(x {`: what the head of a block goes on to. */
static bool is_block_of_head(const struct rc_inside *in, size_t i)
{
	return in->heads && in->open != '{' &&
	       !rc_lex_is(in->src, i - 1, "|") &&
	       !rc_lex_is(in->src, i - 2, "->") &&
	       (rc_lex_is_first(in->src, i + 1) || !is_type(in->src, i - 1));
}

/* The first lexeme that stands behind the bracket's partner at the latest. */
static size_t end_inside(const struct rc_inside *in)
{
	const struct rc_source *src = in->src;
	size_t guard = 0, end = in->gap->at;

	for (size_t i = in->gap->open + 1; i < end; i++) {
		char c = rc_lex_sign(src, i);

		if (c == '{' && is_block_of_head(in, i))
			return i;
		if (c == '(' || c == '[' || c == '{')
			i = rc_lex_close(src, i);
		else if (rc_lex_is(src, i, "if"))
			guard = i;
		else if (ends_inside(in, i))
			return guard && rc_lex_is(src, i, "=>") ? guard : i;
	}
	return rc_lex_is(src, end - 1, ",") ? end - 1 : end;
}

/* `{ x }` has blanks inside; so had this one. */
static void close_inline_block(const struct rc_inside *in, size_t end)
{
	const struct rc_source *src = in->src;
	size_t byte = src->v[end - 1].end, gap = byte;

	while (gap < src->len && src->text[gap] == ' ')
		gap++;
	bool inner = src->text[src->v[in->gap->open].end] == ' ';
	bool torn = gap - byte > 1 ||
		    (gap > byte &&
		     (strchr("\r\n", src->text[gap]) ||
		      (end < src->n && strchr(";,).?", src->text[gap]))));

	rc_places_add(in->out, byte + torn, inner && !torn ? " }" : "}");
}

static void close_inline(const struct rc_inside *in)
{
	size_t end = end_inside(in), forced = rc_cut_forced(in);

	if (in->open == '{')
		close_inline_block(in, end);
	else if (forced)
		rc_cut_before(in, forced + 1);
	else
		rc_cut_inline(in, end);
}

static void close_lines(const struct rc_inside *in)
{
	size_t forced = rc_cut_forced(in);

	if (forced && in->open != '{')
		rc_cut_before(in, forced + 1);
	else
		close_block(in);
}

/* Is lexeme i a bracket of this kind: "([{" or ")]}"? */
static bool is_bracket(const struct rc_source *src, size_t i, const char *kind)
{
	char c = rc_lex_sign(src, i);

	return c && strchr(kind, c);
}

/* Behind the bracket, `;` or `,` before it, and behind attributes. */
static size_t statement_of(const struct rc_source *src, size_t open)
{
	size_t depth = 0, i = open;

	for (; i > 0; i--) {
		if (!depth && is_bracket(src, i - 1, "([{};,"))
			break;
		depth += is_bracket(src, i - 1, ")]}");
		depth -= is_bracket(src, i - 1, "([{");
	}
	while (rc_lex_is(src, i, "#") && rc_lex_is(src, i + 1, "["))
		i = rc_lex_close(src, i + 1) + 1;
	return i < open ? i : open;
}

void rc_places_find(const struct rc_source *src, const struct rc_gap *gap,
		    struct rc_arena *arena, struct rc_places *out)
{
	struct rc_inside in = {
		.src = src,
		.gap = gap,
		.open = rc_lex_sign(src, gap->open),
		.first = statement_of(src, gap->open),
		.arena = arena,
		.out = out,
	};

	out->n = 0;
	read_words(&in);
	if (gap->hanging)
		close_lines(&in);
	else
		close_inline(&in);
}
