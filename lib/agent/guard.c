/* SPDX-License-Identifier: MIT */
#include "agent/guard.h"

#include <ctype.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/strv.h"
#include "edit/validate.h"
#include "rust/lexer.h"

/* A repair adds or changes; one that removes much gets rid of the code, not of
 * the error. */
#define MAX_NET_TOKENS 10 /* per cent of a file */
#define MAX_NET_LINES 20
#define MAX_NET_LINES_SHARE 30 /* per cent of a file; both must be exceeded */

/* Patterns whose number may not grow (+) or shrink (-). A space in a pattern
 * stands for any white space, also none; '$' for the end of a word. */
static const struct {
	char sign;
	const char *pattern;
	const char *reason;
} rules[] = {
	{ '+', "todo !", "adds a todo!() stub" },
	{ '+', "unimplemented !", "adds an unimplemented!() stub" },
	{ '+', "unreachable !", "adds an unreachable!() stub" },
	{ '+', "panic !", "adds a panic!()" },
	{ '+', "unsafe$", "adds unsafe code" },
	{ '+', "transmute", "adds a transmute" },
	{ '+', "allow (", "silences a lint" },
	{ '+', "expect ( clippy", "silences a lint" },
	{ '+', "feature (", "enables an unstable feature" },
	{ '+', "cfg ( any ( ) )", "switches code off" },
	{ '+', "cfg ( FALSE", "switches code off" },
	{ '+', "cfg ( false", "switches code off" },
	{ '+', "# [ ignore", "ignores a test" },
	{ '+', "process :: exit", "adds an exit" },
	{ '-', "# [ test ]", "removes a test" },
	{ '-', "assert", "removes an assertion" },
};

/* A lifetime is a name; every other text and comment is blanked. */
static bool is_blanked(const char *s, size_t len, enum rc_token kind)
{
	bool lifetime = *s == '\'' && (len == 1 || s[len - 1] != '\'');

	return kind == RC_TOKEN_COMMENT || kind == RC_TOKEN_DOC ||
	       (kind == RC_TOKEN_TEXT && !lifetime);
}

void rc_guard_blank(char *text, size_t len)
{
	for (size_t at = 0; at < len;) {
		enum rc_token kind;
		size_t n = rc_scan_token(text + at, len - at, &kind);

		if (is_blanked(text + at, n, kind)) {
			for (size_t i = at; i < at + n; i++)
				text[i] = text[i] == '\n' ? '\n' : ' ';
		}
		at += n;
	}
}

static bool matches(const char *text, const char *pattern)
{
	for (; *pattern; pattern++) {
		if (*pattern == ' ') {
			while (isspace((unsigned char)*text))
				text++;
		} else if (*pattern == '$') {
			if (rc_is_word(*text))
				return false;
		} else if (*text++ != *pattern) {
			return false;
		}
	}
	return true;
}

/* The first match that does not begin inside a word, or NULL. */
static const char *find(const char *text, const char *pattern)
{
	for (const char *at = strchr(text, *pattern); at;
	     at = strchr(at + 1, *pattern)) {
		bool inside = rc_is_word(*pattern) && at > text &&
			      rc_is_word(at[-1]);

		if (!inside && matches(at, pattern))
			return at;
	}
	return NULL;
}

static unsigned count(const char *text, const char *pattern)
{
	unsigned n = 0;

	for (const char *at = find(text, pattern); at;
	     at = find(at + 1, pattern))
		n++;
	return n;
}

static unsigned lines_of(const char *text)
{
	unsigned n = 0;

	for (const char *at = text; *at; at++)
		n += *at == '\n';
	return n;
}

/* Words and single signs; what was blanked does not count. */
static unsigned tokens_of(const char *text)
{
	unsigned n = 0;

	for (const char *at = text; *at; at++) {
		if (isspace((unsigned char)*at))
			continue;
		n += !rc_is_word(*at) || at == text || !rc_is_word(at[-1]);
	}
	return n;
}

static bool exceeds(unsigned before, unsigned after, unsigned max,
		    unsigned share)
{
	return before > after && before - after > max &&
	       (before - after) * 100 > before * share;
}

static int check_size(const struct rc_guard *guard, const char *path,
		      const char *before, const char *after, struct rc_err *err)
{
	unsigned b = lines_of(before), a = lines_of(after);

	if (exceeds(b, a, MAX_NET_LINES, MAX_NET_LINES_SHARE))
		return rc_err_set(err, RC_ESAFETY,
				  "deletes %u of %u lines of '%s'", b - a, b,
				  path);
	b = tokens_of(before);
	a = tokens_of(after);
	if (!guard->tidies && exceeds(b, a, 0, MAX_NET_TOKENS))
		return rc_err_set(err, RC_ESAFETY,
				  "deletes %u of %u tokens of '%s'", b - a, b,
				  path);
	return 0;
}

static int check_texts(const char *path, const char *before, const char *after,
		       struct rc_err *err)
{
	for (size_t i = 0; i < RC_COUNT(rules); i++) {
		unsigned b = count(before, rules[i].pattern);
		unsigned a = count(after, rules[i].pattern);

		if (rules[i].sign == '+' ? a > b : a < b)
			return rc_err_set(err, RC_ESAFETY, "%s in '%s'",
					  rules[i].reason, path);
	}
	return 0;
}

/* Bytes as a string without NUL, comments and literals blanked. */
static char *blanked(const char *text, size_t len)
{
	char *copy = rc_xmalloc(len + 1);

	for (size_t i = 0; i < len; i++)
		copy[i] = text[i] ? text[i] : ' ';
	copy[len] = '\0';
	rc_guard_blank(copy, len);
	return copy;
}

/* With --goal test the tests are the judge: nobody edits the judge. */
static bool is_test_code(const struct rc_change *change, const char *before)
{
	const char *module = find(before, "# [ cfg ( test ) ] mod");
	size_t same = 0;

	if (strncmp(change->path, "tests/", 6) == 0 ||
	    strstr(change->path, "/tests/"))
		return true;
	while (same < change->before_len && same < change->after_len &&
	       change->before[same] == change->after[same])
		same++;
	return module && (size_t)(module - before) < same;
}

/*
 * The first byte of the end of a string, character or comment, if all that
 * was done is putting one in; else 0. What was code and what was text has
 * changed places behind it, so neither tells anything; and where nothing was
 * left open, it would leave something.
 */
static char literal_end(const struct rc_change *change)
{
	static const char *const ends[] = { "\"", "'", "*/", " */" };
	size_t from = 0, to = change->after_len, rest = change->before_len;

	if (!change->before || to <= rest)
		return 0;
	while (from < rest && change->before[from] == change->after[from])
		from++;
	while (rest > from &&
	       change->before[rest - 1] == change->after[to - 1]) {
		rest--;
		to--;
	}
	for (size_t i = 0; i < RC_COUNT(ends) && rest == from; i++) {
		size_t len = strlen(ends[i]);

		if (to - from >= len &&
		    memcmp(change->after + from, ends[i], len) == 0 &&
		    strspn(change->after + from + len, "#") >= to - from - len)
			return ends[i][0];
	}
	return 0;
}

int rc_guard_check(const struct rc_guard *guard,
		   const struct rc_changes *changes, struct rc_err *err)
{
	int ret = rc_validate_changes(guard->root, changes, guard->allow, err);

	for (size_t i = 0; i < changes->n && ret == 0; i++) {
		const struct rc_change *change = &changes->v[i];
		RC_CLEANUP(rc_freep)
		char *before = blanked(change->before, change->before_len);
		RC_CLEANUP(rc_freep)
		char *after = blanked(change->after, change->after_len);

		char end = literal_end(change);

		if (!end)
			ret = check_texts(change->path, before, after, err);
		/* A broken character spoils no more than its line. */
		if (ret == 0 && (!end || end == '\''))
			ret = check_size(guard, change->path, before, after,
					 err);
		if (ret == 0 && guard->goal == RC_GOAL_TEST &&
		    is_test_code(change, before))
			ret = rc_err_set(err, RC_ESAFETY,
					 "edits test code in '%s'",
					 change->path);
	}
	return ret;
}
