/* SPDX-License-Identifier: MIT */
#include "llm/chat_impl.h"

#include <string.h>

#include "base/mem.h"

#define WINDOW ((size_t)16 << 10)
#define MIN_LOOP ((size_t)4 << 10)
#define REPEATS 8 /* of a piece that fills the window */
#define SAME_LINES 40

static const struct {
	const char *open, *close;
} reasoning[] = {
	{ "<think>", "</think>" },
	{ "<thinking>", "</thinking>" },
};

static const char context_full[] = "<|WASMEDGE-GGML-CONTEXT-FULL|>";

/* The smallest p for which s[i] == s[i + p] throughout, by the failure
 * function of Knuth, Morris and Pratt. */
static size_t period(const char *s, size_t len)
{
	RC_CLEANUP(rc_freep)
	uint16_t *border = rc_xcalloc(len, sizeof(*border));
	size_t k = 0;

	for (size_t i = 1; i < len; i++) {
		while (k && s[i] != s[k])
			k = border[k - 1];
		k += s[i] == s[k];
		border[i] = (uint16_t)k;
	}
	return len - k;
}

static bool is_periodic(const char *text, size_t len)
{
	size_t window = len < WINDOW ? len : WINDOW;

	/* Short pieces show in the last few KiB, whatever came before. */
	if (len < MIN_LOOP)
		return false;
	return period(text + len - MIN_LOOP, MIN_LOOP) <= MIN_LOOP / REPEATS ||
	       period(text + len - window, window) <= window / REPEATS;
}

/* The last whole line, many times in a row. */
static bool has_same_lines(const char *text, size_t len)
{
	const char *end = memrchr(text, '\n', len);
	const char *last = NULL;
	size_t size = 0;

	for (int n = 0; end; n++) {
		const char *before = memrchr(text, '\n', (size_t)(end - text));
		const char *line = before ? before + 1 : text;
		size_t length = (size_t)(end - line);

		if (last && (length != size || memcmp(line, last, size) != 0))
			return false;
		if (n + 1 == SAME_LINES)
			return true;
		last = line;
		size = length;
		end = before;
	}
	return false;
}

bool rc_chat_text_loops(const char *text, size_t len)
{
	return has_same_lines(text, len) || is_periodic(text, len);
}

/* The text behind one piece of reasoning at its start, and the empty lines
 * there; NULL: it does not end. */
static const char *skip_reasoning(const char *s)
{
	const char *first = s + strspn(s, " \t\r\n");

	for (size_t i = 0; i < RC_COUNT(reasoning); i++) {
		size_t len = strlen(reasoning[i].open);

		if (strncmp(first, reasoning[i].open, len) != 0)
			continue;
		const char *close = strstr(first, reasoning[i].close);
		if (!close)
			return NULL;
		close += len + 1;
		return close + strspn(close, "\r\n");
	}
	return s;
}

/*
 * Some templates put "<think>" at the end of the prompt, so that the answer
 * has the end of it only, on a line of its own.
 */
static const char *skip_opened(const char *s)
{
	for (size_t i = 0; i < RC_COUNT(reasoning); i++) {
		const char *close = strstr(s, reasoning[i].close);
		size_t len = strlen(reasoning[i].close);

		if (close && (close == s || close[-1] == '\n') &&
		    strchr("\r\n", close[len]) &&
		    !memmem(s, (size_t)(close - s), reasoning[i].open, len - 1))
			return close + len + strspn(close + len, "\r\n");
	}
	return s;
}

char *rc_chat_text_take(struct rc_chat_answer *answer)
{
	struct rc_buf *text = &answer->text;
	const char *full = strstr(text->ptr, context_full);

	if (full) {
		rc_buf_truncate(text, (size_t)(full - text->ptr));
		answer->truncated = true;
	}
	const char *start = skip_opened(text->ptr);
	const char *before = NULL;
	while (start && start != before) {
		before = start;
		start = skip_reasoning(start);
	}
	if (!start)
		answer->truncated = true;
	char *out = rc_xstrdup(start ? start : "");
	rc_buf_release(text);
	return out;
}
