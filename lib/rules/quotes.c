/* SPDX-License-Identifier: MIT */

/*
 * Quotes that are missing. The compiler names the last one of the file, since
 * all before it have found a partner; the one that is wrong is the first
 * string that runs on over the end of its line, unless strings are meant to
 * there. A line end in a string is rare, and a quote too few makes a string
 * of everything in between: the place is right where it leaves fewer of both.
 */

#include "rules/table.h"
#include "rules/tail.h"

#define MAX_STRINGS 40 /* that run over a line end, before the error */
#define MAX_PLACES 4

static bool is_string(const struct rc_source *src, size_t i)
{
	return i < src->n && src->v[i].kind == RC_TOKEN_TEXT &&
	       memchr(src->text + src->v[i].start, '"',
		      src->v[i].end - src->v[i].start) &&
	       src->text[src->v[i].start] != '\'';
}

/* Behind its first quote; 0: a raw string. */
static size_t inside_of(const struct rc_source *src, size_t i)
{
	const char *text = src->text + src->v[i].start;
	size_t prefix = strcspn(text, "\"");

	return memchr(text, 'r', prefix) ? 0 : src->v[i].start + prefix + 1;
}

/* Of a string: where the text of its last line begins, a backslash at the end
 * of a line joins it to the next. */
static size_t last_line(const struct rc_source *src, size_t i)
{
	size_t from = inside_of(src, i);

	for (size_t end; from; from = end + rc_line_indent(src, end)) {
		end = rc_line_end(src, from);
		if (end == from || end >= src->v[i].end ||
		    src->text[end - 1] != '\\')
			return from;
		end += (src->text[end] == '\r') + 1;
	}
	return 0;
}

static bool runs_on(const struct rc_source *src, size_t i)
{
	size_t from = is_string(src, i) ? last_line(src, i) : 0;

	return from &&
	       (rc_line_end(src, from) < src->v[i].end ||
		from == src->v[i].end || src->text[src->v[i].end - 1] != '"');
}

/* Does it go on with what cannot follow a string? */
static bool is_stuck(const struct rc_source *src, size_t i)
{
	char c = rc_lex_sign(src, i + 1);

	if (!is_string(src, i) || !inside_of(src, i))
		return false;
	if (rc_lex_is_glued(src, i + 1))
		return !c || strchr("\\#$@({~`", c) ||
		       rc_lex_is(src, i + 1, "..");
	return src->text[src->v[i].end] == '/' || is_string(src, i + 1);
}

/* Strings over several lines, and such that something is stuck to. */
static size_t odd_strings(const struct rc_source *src)
{
	size_t n = 0;

	for (size_t i = 0; i < src->n; i++)
		n += runs_on(src, i) + is_stuck(src, i);
	return n;
}

/* How many of them are left with a text put in? */
static size_t odd_with(const struct rc_source *src, size_t byte,
		       const char *text)
{
	struct rc_arena arena = { .head = NULL };
	struct rc_source with = {
		.text = rc_arena_printf(&arena, "%.*s%s%s", (int)byte,
					src->text, text, src->text + byte),
		.len = src->len + strlen(text),
	};

	rc_source_lex(&with, &arena);
	size_t n = odd_strings(&with);

	rc_arena_release(&arena);
	return n;
}

/* Where a quote may be missing, the best place first. */
struct places {
	size_t v[MAX_PLACES];
	int doubts[MAX_PLACES];
	size_t n;
};

static void add_place(struct places *out, size_t byte, int doubts)
{
	size_t i = out->n < MAX_PLACES ? out->n++ : MAX_PLACES - 1;

	if (i == MAX_PLACES - 1 && out->v[i] && out->doubts[i] <= doubts)
		return;
	for (; i > 0 && out->doubts[i - 1] > doubts; i--) {
		out->v[i] = out->v[i - 1];
		out->doubts[i] = out->doubts[i - 1];
	}
	out->v[i] = byte;
	out->doubts[i] = doubts;
}

/* For the end of a string whose text begins at from and that ends before to;
 * of equal places that of the longest string. */
static void find_places(const struct rc_source *src, size_t string, size_t from,
			size_t to, struct places *out)
{
	struct rc_tail tail;

	*out = (struct places){ .n = 0 };
	rc_tail_read(src, string, from, to, &tail);
	for (size_t i = tail.len + 1; i-- > 0;) {
		int doubts = rc_tail_doubt(&tail, i);

		if (doubts < RC_TAIL_NEVER)
			add_place(out, from + i, doubts);
	}
}

/* `f("a, "b")`: the first string of the line ran into the next one. */
static void places_of_line(const struct rc_source *src, size_t string,
			   struct places *out)
{
	size_t i = string;

	while (!rc_lex_is_first(src, i))
		i--;
	while (i < string && !is_stuck(src, i))
		i++;
	bool own = !runs_on(src, i);
	size_t from = own ? inside_of(src, i) : last_line(src, i);

	find_places(src, i, from,
		    own ? src->v[i].end - 1 : rc_line_end(src, from), out);
}

static void answer(struct rc_rule_at *at, size_t byte, const char *quote)
{
	rc_rule_insert(at, at->src, byte, quote);
	rc_rule_answer(at, "insert the missing `%s` of line %u", quote,
		       rc_line_number(at->src, byte));
}

static void answer_places(struct rc_rule_at *at, const struct places *places,
			  const char *quote)
{
	for (size_t i = 0; i < places->n; i++)
		answer(at, places->v[i], quote);
}

/* The first syntax error of its file? Those behind it say the same. */
static bool is_first(const struct rc_rule_at *at)
{
	for (size_t i = 0; i < at->diags->n; i++) {
		const struct rc_diag *diag = &at->diags->v[i];
		const struct rc_span *span = rc_diag_primary(diag);

		if (diag->level == RC_LEVEL_ERROR && span && span->path &&
		    diag->phase == RC_PHASE_PARSE &&
		    span->start < at->span->start &&
		    strcmp(span->path, at->span->path) == 0)
			return false;
	}
	return at->diag->phase == RC_PHASE_PARSE;
}

/*
 * The string before byte of which it is most likely that it was to end
 * earlier; its places, or none.
 */
static void find_culprit(const struct rc_source *src, size_t byte,
			 struct places *out)
{
	size_t least = odd_strings(src), tries = 0;
	struct places places;

	out->n = 0;
	for (size_t i = 0; i < src->n && tries < MAX_STRINGS; i++) {
		if (src->v[i].start > byte)
			break;
		if (!runs_on(src, i) && !is_stuck(src, i))
			continue;
		tries++;
		places_of_line(src, i, &places);
		if (!places.n)
			continue;
		size_t odd = odd_with(src, places.v[0], "\"");

		if (odd < least) {
			least = odd;
			*out = places;
		}
	}
}

RC_RULE(close_string)
{
	struct places places;

	if (!is_first(at))
		return;
	find_culprit(at->src, at->span->start, &places);
	answer_places(at, &places, "\"");
}

/* `'(` and `b'x`: one character, or an escape, is all that can be meant. */
RC_RULE(close_char)
{
	const struct rc_source *src = at->src;
	size_t i = at->span->start;

	i += i < src->len && src->text[i] == 'b';
	if (i >= src->len || src->text[i] != '\'')
		return;
	i++;
	if (i + 1 < src->len && src->text[i] == '\\')
		i += strchr("xu", src->text[i + 1])
			     ? 2 + strcspn(src->text + i + 2, "\n,;)}] =")
			     : 1;
	if (i >= src->len || src->text[i] == '\r' || src->text[i] == '\n')
		return;
	do
		i++;
	while (i < src->len && ((unsigned char)src->text[i] & 0xc0) == 0x80);
	answer(at, i, "'");
}

/* `r#"…"`: the note tells what is missing, the line where. */
RC_RULE(close_raw_string)
{
	const struct rc_source *src = at->src;
	size_t i = rc_lex_at(src, at->span->start), hashes = 0;

	if (!is_string(src, i))
		return;
	size_t from = src->v[i].start, end = rc_line_end(src, from);
	size_t quote = from + strcspn(src->text + from, "\"");

	for (size_t k = from; k < quote; k++)
		hashes += src->text[k] == '#';
	const char *mark =
		RC_RULE_TEXT(at, "%.*s", (int)hashes, "################");
	size_t own = end;
	struct places places = { .n = 0 };
	struct rc_tail tail;

	if (hashes > 16 || quote >= end)
		return;
	rc_tail_read(src, i, quote + 1, end, &tail);
	for (size_t k = 0; k + 1 < tail.len; k++) {
		if (tail.text[k] == '"' &&
		    rc_tail_doubt(&tail, k + 1) < RC_TAIL_UNSURE)
			own = quote + 2 + k;
	}
	if (own < end)
		answer(at, own, mark);
	else
		find_places(src, i, quote + 1, end, &places);
	answer_places(at, &places, RC_RULE_TEXT(at, "\"%s", mark));
}
