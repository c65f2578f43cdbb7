/* SPDX-License-Identifier: MIT */

/* Comments of the lazy kind: "// ... the rest stays as it is". */

#include <ctype.h>
#include <string.h>

#include "llm/reply_marker.h"

#define LONGEST 120
#define MOST_WORDS 9

/* A comment that begins so… */
static const char *const beginnings[] = {
	"rest of ",   "the rest ", "remaining ", "existing ", "unchanged",
	"same ",      "previous ", "other ",	 "omitted",   "code ",
	"your code",  "no change", "keep ",	 "remainder", "all other ",
	"everything", "as before", "unmodified", "original ", "skipped",
};

/* … and says one of these is one. */
static const char *const objects[] = {
	"code",	   "unchanged",	 "same",	   "before",   "here",
	"omitted", "no change",	 "implementation", "function", "methods",
	"file",	   "unmodified", "skipped",
};

/* Anywhere in a line of code. */
static const char *const inlines[] = { "/* ... */", "/*...*/", "{ ... }",
				       "{ \xe2\x80\xa6 }",
				       "/* \xe2\x80\xa6 */" };

static bool has_any(const char *text, const char *const *list, size_t n,
		    bool at_start)
{
	for (size_t i = 0; i < n; i++) {
		const char *at = strstr(text, list[i]);

		if (at && (!at_start || at == text))
			return true;
	}
	return false;
}

static size_t dots(const char *s)
{
	if (strncmp(s, "\xe2\x80\xa6", 3) == 0)
		return 3;
	return strncmp(s, "...", 3) == 0 ? strspn(s, ".") : 0;
}

static bool ends_in_dots(const char *s, size_t len)
{
	return len >= 3 && dots(s + len - 3);
}

static size_t count_words(const char *s)
{
	size_t n = 0;

	while (*s) {
		s += strspn(s, " ");
		n += *s != '\0';
		s += strcspn(s, " ");
	}
	return n;
}

/* The comment's words in lower case; false when the line is no comment. */
static bool comment_text(const char *s, char *out)
{
	bool comment = strncmp(s, "//", 2) == 0 || strncmp(s, "/*", 2) == 0 ||
		       strncmp(s, "# ", 2) == 0;
	size_t n = 0;

	s += comment ? strspn(s, "/*!# ([<-") : 0;
	for (; *s; s++)
		out[n++] = (char)tolower((unsigned char)*s);
	while (n > 0 && strchr("/* )]>-", out[n - 1]))
		n--;
	out[n] = '\0';
	return comment;
}

bool rc_marker_elides(const struct rc_line *line)
{
	char text[LONGEST + 1], words[LONGEST + 1];
	size_t len = rc_line_core_len(line);

	if (!len || len > LONGEST)
		return false;
	memcpy(text, rc_line_core(line), len);
	text[len] = '\0';
	bool comment = comment_text(text, words);
	size_t skip = dots(words);
	if (skip)
		return comment || !words[skip];
	if (!comment)
		return has_any(text, inlines, RC_COUNT(inlines), false);
	return (ends_in_dots(words, strlen(words)) ||
		count_words(words) <= MOST_WORDS) &&
	       has_any(words, beginnings, RC_COUNT(beginnings), true) &&
	       has_any(words, objects, RC_COUNT(objects), false);
}
