/* SPDX-License-Identifier: MIT */
#include "rust/lexer.h"

#include <ctype.h>
#include <string.h>

#include "base/mem.h"

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || (unsigned char)c > 127;
}

static size_t word_length(const char *s, size_t len)
{
	size_t n = 0;

	while (n < len && is_word(s[n]))
		n++;
	return n;
}

static size_t line_length(const char *s, size_t len)
{
	const char *eol = memchr(s, '\n', len);

	return eol ? (size_t)(eol - s) : len;
}

/* Block comments nest. */
static size_t block_length(const char *s, size_t len)
{
	size_t depth = 0, i = 0;

	while (i + 1 < len) {
		if (s[i] == '/' && s[i + 1] == '*') {
			depth++;
			i += 2;
		} else if (s[i] == '*' && s[i + 1] == '/') {
			depth--;
			i += 2;
			if (!depth)
				return i;
		} else {
			i++;
		}
	}
	return len;
}

static size_t comment_length(const char *s, size_t len, enum rc_token *kind)
{
	bool doc = len > 2 && s[2] == s[1] && !(len > 3 && s[3] == s[1]);

	if (s[1] == '*' && len > 3 && s[3] == '/')
		doc = false;
	*kind = doc ? RC_TOKEN_DOC : RC_TOKEN_COMMENT;
	return s[1] == '/' ? line_length(s, len) : block_length(s, len);
}

static size_t quoted_length(const char *s, size_t len, char quote)
{
	for (size_t i = 1; i < len; i++) {
		if (s[i] == '\\')
			i++;
		else if (s[i] == quote)
			return i + 1;
	}
	return len;
}

/* r"…", r#"…"#; 0: it is none */
static size_t raw_length(const char *s, size_t len)
{
	size_t hashes = 0, i = 1;

	for (; i < len && s[i] == '#'; i++)
		hashes++;
	if (i >= len || s[i] != '"')
		return 0;
	for (i++; i < len; i++) {
		size_t n = 0;

		if (s[i] != '"')
			continue;
		while (n < hashes && i + 1 + n < len && s[i + 1 + n] == '#')
			n++;
		if (n == hashes)
			return i + 1 + n;
	}
	return len;
}

/* 'a', '\n' and 'é', but 'a without a second quote. */
static size_t apostrophe_length(const char *s, size_t len)
{
	size_t n = 2;

	/* A literal ends on its line: no code behind a broken one is lost. */
	if (len > 1 && s[1] == '\\') {
		size_t line = line_length(s, len);

		n = quoted_length(s, line, '\'');
		return s[n - 1] == '\'' && n > 2 ? n : 1;
	}
	while (n < len && ((unsigned char)s[n] & 0xc0) == 0x80)
		n++;
	if (n < len && s[n] == '\'')
		return n + 1;
	return 1 + word_length(s + 1, len - 1);
}

/* b"", c"", br"", cr"", b'', r"": a prefix glued to a literal; 0: none */
static size_t literal_length(const char *s, size_t len)
{
	size_t prefix = s[0] == 'b' || s[0] == 'c', n = 0;

	if (prefix < len && s[prefix] == 'r')
		n = raw_length(s + prefix, len - prefix);
	else if (prefix && len > 1 && s[1] == '"')
		n = quoted_length(s + 1, len - 1, '"');
	else if (len > 1 && s[0] == 'b' && s[1] == '\'')
		n = quoted_length(s + 1, len - 1, '\'');
	return n ? n + prefix : 0;
}

static size_t blank_length(const char *s, size_t len)
{
	size_t n = 0;

	while (n < len && isspace((unsigned char)s[n]))
		n++;
	return n;
}

static size_t text_length(const char *s, size_t len)
{
	if (s[0] == '"')
		return quoted_length(s, len, '"');
	if (s[0] == '\'')
		return apostrophe_length(s, len);
	return literal_length(s, len);
}

static size_t name_length(const char *s, size_t len)
{
	size_t raw = len > 2 && s[0] == 'r' && s[1] == '#' && is_word(s[2]);

	return raw ? 2 + word_length(s + 2, len - 2) : word_length(s, len);
}

size_t rc_scan_token(const char *s, size_t len, enum rc_token *kind)
{
	static const struct {
		enum rc_token kind;
		size_t (*length)(const char *s, size_t len);
	} tokens[] = {
		{ RC_TOKEN_BLANK, blank_length },
		{ RC_TOKEN_TEXT, text_length },
		{ RC_TOKEN_WORD, name_length },
	};

	if (s[0] == '/' && len > 1 && (s[1] == '/' || s[1] == '*'))
		return comment_length(s, len, kind);
	for (size_t i = 0; i < RC_COUNT(tokens); i++) {
		size_t n = tokens[i].length(s, len);

		*kind = tokens[i].kind;
		if (n)
			return n;
	}
	*kind = RC_TOKEN_PUNCT;
	return 1;
}
