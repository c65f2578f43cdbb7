/* SPDX-License-Identifier: MIT */
#include "rules/brackets.h"

#define MAX_GAPS 500

/* A bracket on the way through the text. */
struct frame {
	size_t open, indent;
	bool hanging;
};

struct walk {
	const struct rc_source *src;
	struct rc_gaps *out;
	const size_t *partners; /* when only the brackets are looked at */
	struct frame *v;
	size_t n, cap;
	size_t indent; /* of the line, or of what it continues */
};

char rc_closer_of(char open)
{
	return (char)(open == '(' ? ')' : open == '[' ? ']' : '}');
}

static bool is_opener(char c)
{
	return c == '(' || c == '[' || c == '{';
}

static bool is_closer(char c)
{
	return c == ')' || c == ']' || c == '}';
}

static void report(struct walk *walk, enum rc_gap_kind kind, size_t open,
		   size_t at)
{
	struct rc_gaps *out = walk->out;
	const struct frame *top = walk->n ? &walk->v[walk->n - 1] : NULL;

	if (out->n == MAX_GAPS)
		return;
	RC_GROW(out->v, out->n, out->cap);
	out->v[out->n++] = (struct rc_gap){
		.kind = kind,
		.open = open,
		.at = at,
		.indent = top ? top->indent : 0,
		.hanging = top && top->hanging,
	};
}

/* One space deeper than the block: what is left where a bracket was lost. */
static bool is_outside(const struct walk *walk, const struct frame *frame,
		       size_t i, size_t indent)
{
	size_t start = walk->src->v[i].start;

	return indent <= frame->indent ||
	       (frame->hanging && indent == frame->indent + 1 &&
		walk->src->text[start - 1] == ' ');
}

static bool closes(const struct walk *walk, const struct frame *frame, size_t i)
{
	char open = rc_lex_sign(walk->src, frame->open);

	return rc_lex_sign(walk->src, i) == rc_closer_of(open);
}

/* Does a condition go on with the line that begins with lexeme i? */
static bool goes_on(const struct walk *walk, size_t i)
{
	static const char *const signs[] = { "&&", "||" };

	for (size_t k = 0; k < RC_COUNT(signs); k++) {
		if (rc_lex_is(walk->src, i, signs[k]) ||
		    (i > 1 && rc_lex_is(walk->src, i - 2, signs[k])))
			return true;
	}
	return false;
}

/* Lines at the block's own indentation are a matter of style where the block
 * ends as it should. */
static bool is_closed_well(const struct walk *walk, const struct frame *frame)
{
	bool listed = frame > walk->v && frame[-1].hanging &&
		      rc_lex_sign(walk->src, frame[-1].open) != '{';
	const struct rc_source *src = walk->src;
	size_t end = walk->partners[frame->open];

	if (end == src->n)
		return false;
	bool first = rc_lex_is_first(src, end);
	size_t indent = first ? rc_line_indent(src, src->v[end].start) : 0;

	if (!frame->hanging)
		return !listed && rc_lex_sign(src, frame->open) != '{' &&
		       (!first || indent >= frame->indent);
	return first && indent == frame->indent;
}

static void begin_line(struct walk *walk, size_t i)
{
	size_t start = walk->src->v[i].start;
	size_t indent = start - rc_line_start(walk->src, start);

	for (; walk->n; walk->n--) {
		const struct frame *top = &walk->v[walk->n - 1];

		if (!is_outside(walk, top, i, indent) ||
		    (closes(walk, top, i) && indent >= top->indent) ||
		    is_closed_well(walk, top))
			break;
		report(walk, RC_GAP_MISSING, top->open, i);
		if (indent == top->indent + 1)
			indent = top->indent;
	}
	const struct frame *top = walk->n ? &walk->v[walk->n - 1] : NULL;

	if (top && !top->hanging)
		walk->indent = top->indent;
	else if (!goes_on(walk, i))
		walk->indent = indent;
}

#define MAX_INLINE 64

/* The frame a closer belongs to; walk->n: none. It does not reach out of a
 * block that other lines stand in. */
static size_t partner(const struct walk *walk, size_t i)
{
	size_t most = walk->n > MAX_INLINE ? walk->n - MAX_INLINE : 0;

	for (size_t k = walk->n; k-- > most;) {
		if (closes(walk, &walk->v[k], i))
			return k;
		if (walk->v[k].hanging)
			break;
	}
	return walk->n;
}

static bool ends_block_elsewhere(const struct walk *walk,
				 const struct frame *frame, size_t i)
{
	return frame->hanging && rc_lex_is_first(walk->src, i) &&
	       rc_line_indent(walk->src, walk->src->v[i].start) !=
		       frame->indent;
}

static void close(struct walk *walk, size_t i)
{
	size_t frame = partner(walk, i);

	if (frame == walk->n) {
		bool wrong = walk->n && !walk->v[walk->n - 1].hanging;

		report(walk, wrong ? RC_GAP_WRONG : RC_GAP_EXTRA,
		       wrong ? walk->v[walk->n - 1].open : i, i);
		walk->n -= wrong;
		return;
	}
	if (walk->n > frame + 1 && !walk->v[walk->n - 1].hanging)
		report(walk, RC_GAP_WRONG, walk->v[walk->n - 1].open, i);
	for (; walk->n > frame + 1; walk->n--)
		report(walk, RC_GAP_MISSING, walk->v[walk->n - 1].open, i);
	if (ends_block_elsewhere(walk, &walk->v[frame], i))
		report(walk, RC_GAP_EXTRA, walk->v[frame].open, i);
	walk->n = frame;
}

/* A bracket of another kind in between is passed over. */
static void find_partners(const struct rc_source *src, size_t *partners)
{
	RC_CLEANUP(rc_freep)
	size_t *stack = rc_xcalloc(src->n + 1, sizeof(*stack));
	size_t n = 0, open[128] = { 0 }; /* of each kind, by its closer */

	for (size_t i = 0; i < src->n; i++) {
		char c = rc_lex_sign(src, i);

		partners[i] = src->n;
		if (is_opener(c)) {
			open[(unsigned char)rc_closer_of(c)]++;
			stack[n++] = i;
		}
		for (bool found = !is_closer(c) || !open[(unsigned char)c];
		     !found;) {
			char own = rc_closer_of(rc_lex_sign(src, stack[--n]));

			found = own == c;
			open[(unsigned char)own]--;
			partners[stack[n]] = found ? i : src->n;
		}
	}
}

/* Do all brackets match once these gaps, in the order of the text, are
 * repaired? stack has room for all brackets. */
static bool fit(const struct rc_source *src, const struct rc_gap *gap,
		size_t n_gaps, char *stack)
{
	const struct rc_gap *end = gap + n_gaps;
	size_t n = 0;

	for (size_t i = 0; i <= src->n; i++) {
		char c = rc_lex_sign(src, i);

		for (; gap < end && gap->at == i; gap++) {
			char open = rc_lex_sign(src, gap->open);

			if (gap->kind != RC_GAP_EXTRA &&
			    (!n || stack[--n] != rc_closer_of(open)))
				return false;
			if (gap->kind != RC_GAP_MISSING)
				c = 0;
		}
		if (is_opener(c))
			stack[n++] = rc_closer_of(c);
		else if (is_closer(c) && (!n || stack[--n] != c))
			return false;
	}
	return n == 0;
}

/* More than these are no slip of the hand. */
#define MAX_FITTED 40
#define MAX_TOGETHER 8

void rc_gaps_find(const struct rc_source *src, struct rc_gaps *out)
{
	RC_CLEANUP(rc_freep)
	size_t *partners = rc_xcalloc(src->n + 1, sizeof(*partners));
	struct walk walk = { .src = src, .out = out, .partners = partners };

	find_partners(src, partners);
	for (size_t i = 0; i < src->n; i++) {
		char c = rc_lex_sign(src, i);

		if (rc_lex_is_first(src, i))
			begin_line(&walk, i);
		if (is_opener(c)) {
			RC_GROW(walk.v, walk.n, walk.cap);
			walk.v[walk.n++] = (struct frame){
				.open = i,
				.indent = walk.indent,
				.hanging = rc_lex_is_first(src, i + 1),
			};
		} else if (is_closer(c)) {
			close(&walk, i);
		}
	}
	for (; walk.n; walk.n--)
		report(&walk, RC_GAP_MISSING, walk.v[walk.n - 1].open, src->n);
	rc_free(walk.v);
	RC_CLEANUP(rc_freep) char *stack = rc_xmalloc(src->n + 1);

	for (size_t i = 0; i < out->n && i < MAX_FITTED; i++) {
		out->v[i].fits = fit(src, &out->v[i], 1, stack);
		out->any_fits |= out->v[i].fits;
	}
	if (out->n > 1 && out->n <= MAX_TOGETHER && !out->any_fits)
		out->fit_together = fit(src, out->v, out->n, stack);
}

void rc_gaps_release(struct rc_gaps *gaps)
{
	rc_free(gaps->v);
	*gaps = (struct rc_gaps){ .v = NULL };
}
