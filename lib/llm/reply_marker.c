/* SPDX-License-Identifier: MIT */
#include "llm/reply_marker.h"

#include <ctype.h>
#include <stdlib.h>
#include <strings.h>

#include "base/buf.h"
#include "base/strv.h"

#define MARKER_MIN 5
#define MARKER_MAX 9
#define PLACE_MAX 300

static const struct {
	char c;
	enum rc_marker kind;
	const char *words[6]; /* "": none is needed; NULL: none is allowed */
} markers[] = {
	{ '<', RC_MARKER_SEARCH, { "search", "original", "old", "" } },
	{ '-', RC_MARKER_SEARCH, { "search" } },
	{ '=', RC_MARKER_DIVIDER, { NULL } },
	{ '>', RC_MARKER_REPLACE, { "replace", "updated", "new", "" } },
	{ '+', RC_MARKER_REPLACE, { "replace" } },
};

static struct rc_line cut(const struct rc_line *line, size_t n)
{
	return rc_line_make(rc_line_core(line) + n, rc_line_core_len(line) - n);
}

static size_t count_run(const struct rc_line *line, char c)
{
	const char *core = rc_line_core(line);
	size_t len = rc_line_core_len(line), n = 0;

	while (n < len && core[n] == c)
		n++;
	return n;
}

/* Takes one of the words off the line. */
static bool take_word(struct rc_line *line, const char *const *words)
{
	for (; *words; words++) {
		if (!rc_line_begins(line, *words))
			continue;
		*line = cut(line, strlen(*words));
		return true;
	}
	return false;
}

enum rc_marker rc_marker_kind(const struct rc_line *line, struct rc_line *rest)
{
	for (size_t i = 0; i < RC_COUNT(markers); i++) {
		size_t n = count_run(line, markers[i].c);

		if (n < MARKER_MIN || n > MARKER_MAX)
			continue;
		struct rc_line words = cut(line, n);
		bool good = markers[i].words[0]
				    ? take_word(&words, markers[i].words)
				    : rc_line_is_blank(&words);

		if (!good)
			continue;
		if (rest)
			*rest = words;
		return markers[i].kind;
	}
	return RC_MARKER_NONE;
}

bool rc_marker_fence(const struct rc_line *line, struct rc_fence *out)
{
	char c = rc_line_is_blank(line) ? '\0' : *rc_line_core(line);
	size_t n = c == '`' || c == '~' ? count_run(line, c) : 0;

	*out = (struct rc_fence){ .c = c };
	if (n < 3)
		return false;
	out->info = cut(line, n);
	if (memchr(out->info.s, '`', out->info.len))
		return false;
	out->n = n;
	return true;
}

bool rc_marker_closes(const struct rc_line *line, const struct rc_fence *open)
{
	struct rc_fence fence;

	return rc_marker_fence(line, &fence) && fence.c == open->c &&
	       fence.n >= open->n && rc_line_is_blank(&fence.info);
}

/* What people put before a path on its line; some several of it. */
static const char *const decorations[] = {
	"#",	   "- ",	"* ",	 "+ ",	  "> ",	   "//",  "/*",
	"<!--",	   "filename:", "file:", "path:", "file ", "in ", "edit ",
	"update ", "modify ",	"(",	 "\"",	  "'",
};

static const char *const endings[] = { "rs", "toml", "md", "txt", "lock" };

static const char *const item_words[] = {
	"pub",	 "fn",	   "impl",   "struct",	     "enum", "union",
	"trait", "mod",	   "const",  "static",	     "type", "use",
	"async", "unsafe", "extern", "macro_rules!",
};

static const char *skip_blanks(const char *s)
{
	return s + strspn(s, " \t");
}

static const char *skip_decoration(const char *s)
{
	size_t digits = strspn(s, "0123456789");

	if (digits && (s[digits] == '.' || s[digits] == ')') &&
	    s[digits + 1] == ' ')
		return s + digits + 2;
	for (size_t i = 0; i < RC_COUNT(decorations); i++) {
		size_t len = strlen(decorations[i]);

		if (strncasecmp(s, decorations[i], len) == 0)
			return s + len;
	}
	return s;
}

static const char *skip_decorations(const char *s)
{
	const char *before;

	do {
		before = s = skip_blanks(s);
		s = skip_decoration(s);
	} while (s != before);
	return s;
}

/* Length of the word at s that looks like a path, up to a column or line. */
static size_t path_length(const char *s)
{
	size_t len = strcspn(s, " \t@()[]{}<>\"'*?|;,=!&$");
	const char *colon = len > 2 ? memchr(s + 2, ':', len - 2) : NULL;

	if (colon)
		len = (size_t)(colon - s);
	/* A word of its own with a slash is one, whatever it ends in: taken
	 * for prose, its block would go to the file named before. */
	if (len > 2 && !s[len] && memchr(s, '/', len))
		return len;
	const char *dot = memrchr(s, '.', len);
	if (!dot || dot == s || dot[-1] == '/' || dot[-1] == '\\')
		return 0;
	for (size_t i = 0; i < RC_COUNT(endings); i++) {
		size_t n = strlen(endings[i]);

		if (len == (size_t)(dot + 1 - s) + n &&
		    strncasecmp(dot + 1, endings[i], n) == 0)
			return len;
	}
	return 0;
}

/* The path at s: one of those shown, whatever it looks like, else a guess. */
static size_t find_path(const char *s, const struct rc_names *names)
{
	size_t best = 0;

	for (size_t i = 0; i < names->n; i++) {
		size_t len = strlen(names->v[i].path);

		if (len > best && strncmp(s, names->v[i].path, len) == 0 &&
		    !rc_is_word(s[len]) &&
		    (!s[len] || !strchr("./\\-", s[len])))
			best = len;
	}
	return best ? best : path_length(s);
}

static bool is_item(const char *s)
{
	size_t n = 0;

	for (size_t i = 0; i < RC_COUNT(item_words); i++) {
		size_t len = strlen(item_words[i]);

		if (strncmp(s, item_words[i], len) == 0 && !rc_is_word(s[len]))
			return true;
	}
	/* Type::method */
	while (rc_is_word(s[n]))
		n++;
	return n > 0 && strncmp(s + n, "::", 2) == 0 && !strchr(s, ' ');
}

/* "@120", ":120:5", "(line 120)", "lines 120-130", "L120" */
static const char *take_line_number(const char *s, unsigned *line)
{
	static const char *const words[] = { "@",      ":",	"#L", "(",
					     "lines ", "line ", "L",  "~" };
	const char *at = s;

	for (size_t i = 0; i < RC_COUNT(words); i++)
		if (strncasecmp(at, words[i], strlen(words[i])) == 0)
			at = skip_blanks(at + strlen(words[i]));
	if (at == s || !isdigit((unsigned char)*at))
		return s;
	unsigned long number = strtoul(at, NULL, 10);
	if (!*line && number <= 10000000)
		*line = (unsigned)number;
	return at + strspn(at, "0123456789:-)");
}

/* What may stand behind a path: a line, an item. False: it is prose. */
static bool parse_tail(const char *s, struct rc_arena *arena,
		       struct rc_place *out)
{
	while (*s) {
		const char *before = s;

		s = take_line_number(skip_blanks(s), &out->line);
		if (is_item(s)) {
			size_t len = strlen(s);

			while (len > 0 && strchr(" :{", s[len - 1]))
				len--;
			out->item = rc_arena_strndup(arena, s, len);
			return true;
		}
		if (*s == '(' && strchr(s, ')'))
			s = strchr(s, ')') + 1;
		else if (strncmp(s, "\xe2\x80\x94", 3) == 0) /* a long dash */
			s += 3;
		else
			s += strspn(s, ":-,)]\"'>");
		if (strcmp(s, "*/") == 0)
			return true;
		if (s == before)
			return false;
	}
	return true;
}

/* The core of line without what only makes it bold or monospaced. */
static void plain_text(const struct rc_line *line, char *out)
{
	const char *core = rc_line_core(line);
	size_t len = rc_line_core_len(line), n = 0;

	for (size_t i = 0; i < len; i++) {
		bool bold = core[i] == '*' && i + 1 < len && core[i + 1] == '*';

		if (bold)
			i++;
		else if (core[i] != '`')
			out[n++] = core[i];
	}
	out[n] = '\0';
}

bool rc_marker_place(const struct rc_line *line, const struct rc_names *names,
		     struct rc_arena *arena, struct rc_place *out)
{
	char text[PLACE_MAX + 1];

	*out = (struct rc_place){ .path = NULL };
	if (rc_line_is_blank(line) || rc_line_core_len(line) > PLACE_MAX)
		return false;
	plain_text(line, text);
	const char *s = skip_decorations(text);
	struct rc_place place = { .bracket = *s == '[' };
	if (place.bracket) {
		const char *inner = skip_blanks(s + 1);

		s = skip_decorations(inner);
		if (s == inner)
			return false;
	}
	size_t len = find_path(s, names);
	if (!len || (place.bracket && *skip_blanks(s + len) != ']'))
		return false;
	if (!parse_tail(s + len, arena, &place))
		return false;
	place.path = rc_arena_strndup(arena, s, len);
	*out = place;
	return true;
}
