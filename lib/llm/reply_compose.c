/* SPDX-License-Identifier: MIT */
#include "llm/reply_compose.h"

#include "base/buf.h"

#define TAB 4 /* columns, where models turn tabs into blanks or back */
#define INDENT_MAX 1000

static size_t width(const char *s, size_t len)
{
	size_t columns = 0;

	for (size_t i = 0; i < len; i++)
		columns += s[i] == '\t' ? TAB : 1;
	return columns;
}

static size_t indent_width(const struct rc_line *line)
{
	return width(line->s, line->lead);
}

static bool has_tab(const struct rc_line *line)
{
	return memchr(line->s, '\t', line->lead);
}

/*
 * The line of before whose indentation tells best what that of line is in the
 * file: the deepest that is not deeper, else the least deep.
 */
static size_t find_model(const struct rc_found *found,
			 const struct rc_line *line)
{
	size_t wanted = indent_width(line), best = RC_NO_LINE, best_width = 0;

	for (size_t i = 0; i < found->before.n; i++) {
		const struct rc_line *old = &found->before.v[i];
		size_t w = indent_width(old);

		if (found->map[i] == RC_NO_LINE || rc_line_is_blank(old))
			continue;
		bool fits = w <= wanted, best_fits = best_width <= wanted;
		bool better = fits == best_fits
				      ? (fits ? w > best_width : w < best_width)
				      : fits;

		if (best != RC_NO_LINE && !better)
			continue;
		best = i;
		best_width = w;
	}
	return best;
}

static struct rc_line reindent(const struct rc_shown *shown,
			       const struct rc_found *found,
			       const struct rc_line *line,
			       struct rc_arena *arena)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf buf = RC_BUF_INIT(0);
	size_t model = rc_line_is_blank(line) ? RC_NO_LINE
					      : find_model(found, line);

	if (model == RC_NO_LINE)
		return *line;
	const struct rc_line *old = &found->before.v[model];
	const struct rc_line *own = &shown->lines.v[found->map[model]];
	size_t columns = indent_width(line) + indent_width(own);
	columns -= columns > indent_width(old) ? indent_width(old) : columns;
	if (columns > INDENT_MAX)
		return *line;
	if (columns >= indent_width(own)) {
		rc_buf_add(&buf, own->s, own->lead);
		columns -= indent_width(own);
	}
	bool tabs = has_tab(own) || (!own->lead && has_tab(line));
	for (; tabs && columns >= TAB; columns -= TAB)
		rc_buf_addc(&buf, '\t');
	for (; columns > 0; columns--)
		rc_buf_addc(&buf, ' ');
	return rc_line_join(arena, buf.ptr, buf.len, rc_line_core(line),
			    line->len - line->lead);
}

/* The next line of before, from *at on, that is line; RC_NO_LINE: none. */
static size_t find_kept(const struct rc_found *found, size_t *at,
			const struct rc_line *line)
{
	if (rc_line_is_blank(line))
		return RC_NO_LINE;
	for (size_t i = *at; i < found->before.n; i++) {
		if (found->map[i] == RC_NO_LINE ||
		    !rc_line_same(&found->before.v[i], line))
			continue;
		*at = i + 1;
		return found->map[i];
	}
	return RC_NO_LINE;
}

/* Blank lines around SEARCH that the file has not are not to come in. */
static struct rc_lines without_edges(const struct rc_found *found)
{
	struct rc_lines after = found->after;
	size_t n = found->before.n;

	for (size_t i = 0; i < n && found->map[i] == RC_NO_LINE; i++) {
		if (!after.n || !rc_line_is_blank(&after.v[0]))
			break;
		after = rc_lines_slice(after, 1, after.n);
	}
	for (size_t i = n; i > 0 && found->map[i - 1] == RC_NO_LINE; i--) {
		if (!after.n || !rc_line_is_blank(&after.v[after.n - 1]))
			break;
		after.n--;
	}
	return after;
}

/* The new lines as they grow. */
struct draft {
	const struct rc_shown *shown;
	const struct rc_found *found;
	struct rc_lines out;
	size_t next; /* the first line of the file that may still come in */
};

static void copy_lines(struct draft *draft, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		draft->out.v[draft->out.n++] = draft->shown->lines.v[i];
	draft->next = to;
}

/*
 * A line of the file, and the blank lines around it that SEARCH left out and
 * REPLACE does not bring along.
 */
static void keep_line(struct draft *draft, size_t kept,
		      const struct rc_line *following)
{
	const struct rc_line *lines = draft->shown->lines.v;
	const struct rc_lines *out = &draft->out;
	bool blanks = draft->found->blanks;
	bool spaced = !out->n || rc_line_is_blank(&out->v[out->n - 1]);
	size_t from = kept, to = kept + 1;

	while (blanks && !spaced && from > draft->next &&
	       rc_line_is_blank(&lines[from - 1]))
		from--;
	while (blanks && following && !rc_line_is_blank(following) &&
	       to < draft->found->to && rc_line_is_blank(&lines[to]))
		to++;
	copy_lines(draft, from, to);
}

struct rc_lines rc_compose(const struct rc_shown *shown,
			   const struct rc_found *found, struct rc_arena *arena)
{
	struct rc_lines after = without_edges(found);
	struct draft draft = { .shown = shown, .found = found };
	struct rc_lines *out = &draft.out;
	size_t at = 0;

	/* Every line of the file comes in once at most. */
	draft.next = found->from;
	out->v = rc_arena_alloc(arena, (after.n + found->to - found->from) *
					       sizeof(*out->v));
	for (size_t j = 0; j < after.n; j++) {
		const struct rc_line *line = &after.v[j];
		size_t kept = find_kept(found, &at, line);

		if (kept != RC_NO_LINE)
			keep_line(&draft, kept,
				  j + 1 < after.n ? line + 1 : NULL);
		else if (found->indent)
			out->v[out->n++] = reindent(shown, found, line, arena);
		else
			out->v[out->n++] = *line;
	}
	return *out;
}
