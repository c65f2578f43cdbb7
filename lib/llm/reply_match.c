/* SPDX-License-Identifier: MIT */
#include "llm/reply_match.h"

#include <ctype.h>

#include "llm/reply_compose.h"
#include "llm/reply_similar.h"

#define REACH 60 /* lines to the hint, where there are several places */
#define SHORT_WEIGHT ((size_t)10)
#define PIECES_MAX 32
/* Places looked at line by line; more of them are too many anyway. */
#define UNIFORM_MAX 1000

void rc_shown_init(struct rc_shown *shown, const struct rc_reply_file *file,
		   struct rc_arena *arena)
{
	size_t bom = file->len >= 3 && !memcmp(file->text, "\xef\xbb\xbf", 3)
			     ? 3
			     : 0;

	*shown = (struct rc_shown){ .file = file, .items = RC_ITEMS_INIT };
	shown->lines = rc_lines_split(arena, file->text + bom, file->len - bom);
	shown->solid =
		rc_arena_alloc(arena, shown->lines.n * sizeof(*shown->solid));
	for (size_t i = 0; i < shown->lines.n; i++)
		if (!rc_line_is_blank(&shown->lines.v[i]))
			shown->solid[shown->n_solid++] = (uint32_t)i;
}

void rc_shown_release(struct rc_shown *shown)
{
	rc_items_release(&shown->items);
	*shown = (struct rc_shown){ .file = NULL };
}

static size_t apart(size_t a, size_t b)
{
	return a > b ? a - b : b - a;
}

static size_t pick_distance(const struct rc_pick *pick, size_t from, size_t to)
{
	if (pick->hint)
		return apart(from + 1, pick->hint);
	if (pick->near > to)
		return pick->near - to;
	return pick->near <= from ? from + 1 - pick->near : 0;
}

void rc_pick_offer(struct rc_pick *pick, size_t from, size_t to)
{
	size_t distance = pick_distance(pick, from, to);

	pick->n++;
	if (pick->n > 1 && distance == pick->distance)
		pick->tie = true;
	if (pick->n > 1 && distance >= pick->distance)
		return;
	pick->best = from;
	pick->distance = distance;
	pick->tie = false;
}

bool rc_pick_is_clear(const struct rc_pick *pick)
{
	if (pick->n <= 1)
		return pick->n == 1;
	return (pick->hint || pick->near) && !pick->tie &&
	       pick->distance <= REACH;
}

/* Lines of which some may be passed over. */
struct view {
	const struct rc_line *v;
	const uint32_t *numbers; /* NULL: all */
	size_t n;
};

static size_t number_at(const struct view *view, size_t i)
{
	return view->numbers ? view->numbers[i] : i;
}

static const struct rc_line *line_at(const struct view *view, size_t i)
{
	return &view->v[number_at(view, i)];
}

/* How lines are compared on a rung. */
struct step {
	enum rc_reply_rung rung;
	bool (*same)(const struct rc_line *a, const struct rc_line *b);
	bool uniform; /* indented by the same amount more or less */
	bool solid;   /* blank lines do not count */
};

static const struct step exact = { RC_RUNG_EXACT, rc_line_same, false, false };
static const struct step gutter = { RC_RUNG_GUTTER, rc_line_same, false,
				    false };
static const struct step looser[] = {
	{ RC_RUNG_TRAILING, rc_line_same_trailing, false, false },
	{ RC_RUNG_INDENT, rc_line_same_core, true, false },
	{ RC_RUNG_STRIPPED, rc_line_same_core, false, false },
	{ RC_RUNG_BLANKS, rc_line_same_core, false, true },
};
static const struct step piecewise = { RC_RUNG_ELLIPSIS, rc_line_same_core,
				       false, false };

struct search {
	const struct rc_shown *shown;
	struct rc_wanted wanted;
	struct rc_arena *arena;
	struct rc_match *out;
};

static struct view file_view(const struct rc_shown *shown, bool solid)
{
	if (!solid)
		return (struct view){ shown->lines.v, NULL, shown->lines.n };
	return (struct view){ shown->lines.v, shown->solid, shown->n_solid };
}

static struct view wanted_view(struct rc_lines lines, bool solid,
			       struct rc_arena *arena)
{
	struct view view = { lines.v, NULL, lines.n };

	if (!solid)
		return view;
	uint32_t *numbers = rc_arena_alloc(arena, lines.n * sizeof(*numbers));
	view.n = 0;
	for (size_t i = 0; i < lines.n; i++)
		if (!rc_line_is_blank(&lines.v[i]))
			numbers[view.n++] = (uint32_t)i;
	view.numbers = numbers;
	return view;
}

/*
 * Is one line the other with blanks in front, the same ones in every pair? The
 * difference of the first pair is kept in first.
 */
struct shift {
	bool known, deeper;
	const char *s;
	size_t len;
};

static bool fits_shift(struct shift *shift, const struct rc_line *file,
		       const struct rc_line *wanted)
{
	bool deeper = file->lead >= wanted->lead;
	const struct rc_line *longer = deeper ? file : wanted;
	const struct rc_line *shorter = deeper ? wanted : file;
	size_t len = longer->lead - shorter->lead;

	if (rc_line_is_blank(file))
		return true;
	if (memcmp(longer->s + len, shorter->s, shorter->lead) != 0)
		return false;
	if (!shift->known)
		*shift = (struct shift){ true, deeper, longer->s, len };
	return shift->deeper == deeper && shift->len == len &&
	       memcmp(shift->s, longer->s, len) == 0;
}

static bool is_uniform(const struct view *file, size_t at,
		       const struct view *wanted)
{
	struct shift shift = { .known = false };

	for (size_t i = 0; i < wanted->n; i++)
		if (!fits_shift(&shift, line_at(file, at + i),
				line_at(wanted, i)))
			return false;
	return true;
}

/* For every line of wanted: where to go on when the next one differs
 * (Knuth, Morris, Pratt), so that repetitive texts cost no more than others. */
static size_t *failures(const struct view *wanted, const struct step *step,
			struct rc_arena *arena)
{
	size_t *next = rc_arena_alloc(arena, wanted->n * sizeof(*next));

	for (size_t i = 1, k = 0; i < wanted->n; i++) {
		while (k > 0 &&
		       !step->same(line_at(wanted, i), line_at(wanted, k)))
			k = next[k - 1];
		k += step->same(line_at(wanted, i), line_at(wanted, k));
		next[i] = k;
	}
	return next;
}

static struct rc_pick find_places(const struct search *search,
				  struct rc_lines lines,
				  const struct step *step)
{
	struct view file = file_view(search->shown, step->solid);
	struct view wanted = wanted_view(lines, step->solid, search->arena);
	struct rc_pick pick = {
		.hint = search->wanted.hint,
		.near = search->shown->file->near,
	};
	size_t *next = failures(&wanted, step, search->arena);
	size_t checked = 0;

	if (rc_lines_weight(lines, SHORT_WEIGHT) < SHORT_WEIGHT)
		pick.near = 0;
	for (size_t i = 0, k = 0; wanted.n > 0 && i < file.n; i++) {
		while (k > 0 &&
		       !step->same(line_at(&file, i), line_at(&wanted, k)))
			k = next[k - 1];
		k += step->same(line_at(&file, i), line_at(&wanted, k));
		if (k < wanted.n)
			continue;
		size_t at = i + 1 - k;
		if (!step->uniform || checked++ >= UNIFORM_MAX ||
		    is_uniform(&file, at, &wanted))
			rc_pick_offer(&pick, number_at(&file, at),
				      number_at(&file, i) + 1);
		k = next[k - 1];
	}
	return pick;
}

/* The lines of the file from `from` on that lines stand for. */
static void add_piece(struct search *search, size_t from, struct rc_lines lines,
		      struct rc_lines after, const struct step *step)
{
	const struct rc_shown *shown = search->shown;
	size_t *map = rc_arena_alloc(search->arena, lines.n * sizeof(*map));
	size_t next = from;

	for (size_t i = 0; i < lines.n; i++) {
		map[i] = RC_NO_LINE;
		if (step->solid && rc_line_is_blank(&lines.v[i]))
			continue;
		while (step->solid && rc_line_is_blank(&shown->lines.v[next]))
			next++;
		map[i] = next++;
	}
	struct rc_found found = {
		.before = lines,
		.after = after,
		.map = map,
		.from = from,
		.to = next,
		.indent = step->rung >= RC_RUNG_INDENT,
		.blanks = step->solid,
	};
	search->out->v[search->out->n++] =
		(struct rc_piece){ from, next,
				   rc_compose(shown, &found, search->arena) };
}

/* True when the search is over: found, or in too many places. */
static bool try_step(struct search *search, const struct step *step)
{
	struct rc_lines before = search->wanted.before;
	struct rc_pick pick = find_places(search, before, step);

	if (!pick.n)
		return false;
	search->out->rung = step->rung;
	search->out->places = pick.n;
	if (rc_pick_is_clear(&pick))
		add_piece(search, pick.best, before, search->wanted.after,
			  step);
	return true;
}

/* "120|", "[120]", "120:", "120 |", "120" and a tab: how long, and the number;
 * 0: none */
static size_t gutter_length(const struct rc_line *line, unsigned *number)
{
	const char *s = rc_line_core(line);
	size_t len = rc_line_core_len(line), at = len > 0 && s[0] == '[';
	bool bracket = at;
	size_t digits = at;

	*number = 0;
	for (; at < len && at < 9 && isdigit((unsigned char)s[at]); at++)
		*number = *number * 10 + (unsigned)(s[at] - '0');
	if (at == digits)
		return 0;
	while (!bracket && at < len && s[at] == ' ')
		at++;
	/* The blanks behind an empty line are cut off, a tab among them. */
	if (at == len && !bracket)
		return line->len > line->end ? line->lead + at : 0;
	if (at == len || !strchr(bracket ? "]" : "|:\t", s[at]))
		return 0;
	return line->lead + at + 1;
}

/* Every line must be numbered, and the numbers must go up by one. */
static bool has_gutter(struct rc_lines lines, unsigned *first)
{
	unsigned number, due = 0;

	for (size_t i = 0; i<lines.n; i++, due += due> 0) {
		if (rc_line_is_blank(&lines.v[i]))
			continue;
		if (!gutter_length(&lines.v[i], &number) || !number ||
		    number <= i || (due && number != due))
			return false;
		if (!due)
			*first = number - (unsigned)i;
		due = number;
	}
	return due > 0;
}

static struct rc_lines without_gutter(struct rc_lines lines,
				      struct rc_arena *arena)
{
	struct rc_lines out = { NULL, lines.n };
	bool blank = true; /* behind every gutter */
	unsigned number;

	out.v = rc_arena_alloc(arena, lines.n * sizeof(*out.v));
	for (size_t i = 0; i < lines.n; i++) {
		size_t n = gutter_length(&lines.v[i], &number);

		out.v[i] = rc_line_make(lines.v[i].s + n, lines.v[i].len - n);
		blank = blank && (!n || !out.v[i].len || out.v[i].s[0] == ' ');
	}
	for (size_t i = 0; blank && i < lines.n; i++)
		if (out.v[i].s != lines.v[i].s && out.v[i].len > 0)
			out.v[i] =
				rc_line_make(out.v[i].s + 1, out.v[i].len - 1);
	return out;
}

/* Without a pair of fences around, and a first line that is the path. */
static struct rc_lines without_wrapping(const struct rc_shown *shown,
					struct rc_lines lines,
					struct rc_arena *arena)
{
	struct rc_names names = { shown->file, 1 };
	struct rc_lines core = rc_lines_trim(lines);
	struct rc_fence fence;
	struct rc_place place;

	if (core.n > 1 && rc_marker_fence(&core.v[0], &fence) &&
	    rc_marker_closes(&core.v[core.n - 1], &fence))
		lines = core = rc_lines_slice(core, 1, core.n - 1);
	if (core.n > 1 && rc_marker_place(&core.v[0], &names, arena, &place) &&
	    strcmp(place.path, shown->file->path) == 0)
		lines = rc_lines_slice(core, 1, core.n);
	return lines;
}

/* Takes off what was not of the file; false: there is nothing such. */
static bool clean(struct search *search)
{
	struct rc_wanted *wanted = &search->wanted;
	struct rc_lines before =
		without_wrapping(search->shown, wanted->before, search->arena);
	unsigned first = 0;
	bool numbered = has_gutter(before, &first);

	if (!numbered && before.n == wanted->before.n)
		return false;
	if (numbered) {
		before = without_gutter(before, search->arena);
		wanted->after = without_gutter(wanted->after, search->arena);
		if (!wanted->hint)
			wanted->hint = first;
	}
	wanted->before = before;
	wanted->after =
		without_wrapping(search->shown, wanted->after, search->arena);
	return true;
}

/* The lines up to the next one that stands for others; both move behind it. */
static struct rc_lines next_piece(struct rc_lines *lines)
{
	size_t n = 0;

	while (n < lines->n && !rc_marker_elides(&lines->v[n]))
		n++;
	struct rc_lines piece = rc_lines_trim(rc_lines_slice(*lines, 0, n));
	*lines = rc_lines_slice(*lines, n < lines->n ? n + 1 : n, lines->n);
	return piece;
}

static size_t count_pieces(struct rc_lines lines)
{
	size_t n = 1;

	for (size_t i = 0; i < lines.n; i++)
		n += rc_marker_elides(&lines.v[i]);
	return n;
}

/*
 * "..." in SEARCH and in REPLACE stands for the same lines, so both need as
 * many of them. Every piece has one place in the file, behind the one before.
 */
static bool try_ellipsis(struct search *search)
{
	struct rc_lines before = search->wanted.before;
	struct rc_lines after = search->wanted.after;
	size_t n = count_pieces(before), end = 0;

	if (n < 2 || n > PIECES_MAX || count_pieces(after) != n)
		return false;
	for (size_t i = 0; i < n; i++) {
		struct rc_lines old = next_piece(&before);
		struct rc_lines new = next_piece(&after);

		if (!old.n && !new.n)
			continue;
		struct rc_pick pick = find_places(search, old, &piecewise);
		bool clear = i == 0 ? rc_pick_is_clear(&pick) : pick.n == 1;
		if (!clear || pick.best < end) {
			search->out->n = 0;
			return false;
		}
		end = pick.best + old.n;
		add_piece(search, pick.best, old, new, &piecewise);
	}
	search->out->rung = RC_RUNG_ELLIPSIS;
	return search->out->n > 0;
}

static bool try_fuzzy(struct search *search)
{
	static const struct step step = { .rung = RC_RUNG_FUZZY };
	size_t from;

	if (!rc_similar_find(search->shown, &search->wanted, &from))
		return false;
	search->out->rung = RC_RUNG_FUZZY;
	add_piece(search, from, search->wanted.before, search->wanted.after,
		  &step);
	return true;
}

/* Is the new text there already? */
static bool is_done(struct search *search)
{
	struct rc_lines after = rc_lines_trim(search->wanted.after);

	if (rc_lines_weight(after, SHORT_WEIGHT) < SHORT_WEIGHT ||
	    !find_places(search, after, &looser[0]).n)
		return false;
	search->out->rung = RC_RUNG_DONE;
	return true;
}

bool rc_match_find(const struct rc_shown *shown, const struct rc_wanted *wanted,
		   struct rc_arena *arena, struct rc_match *out)
{
	struct search search = { shown, *wanted, arena, out };

	*out = (struct rc_match){ .n = 0 };
	out->v = rc_arena_alloc(arena, PIECES_MAX * sizeof(*out->v));
	if (try_step(&search, &exact) ||
	    (clean(&search) && try_step(&search, &gutter)))
		return out->n > 0;
	for (size_t i = 0; i < RC_COUNT(looser); i++)
		if (try_step(&search, &looser[i]))
			return out->n > 0;
	return try_ellipsis(&search) || try_fuzzy(&search) || is_done(&search);
}
