/* SPDX-License-Identifier: MIT */
/*
 * Looking for secrets nobody told us about, in text that may leave the
 * machine. A finding stops a run, so every pattern is narrow, and letters in a
 * row ("xxxx…", "your-key-goes-here") are not taken for one.
 */
#include "base/secret_find.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/secret.h"

#define MIN_VALUE 20
#define MAX_VALUE 512

enum alphabet { ALNUM, WORD, TOKEN, UPPER };

static const struct {
	const char *prefix;
	size_t least; /* characters behind it */
	enum alphabet alphabet;
	const char *what;
} tokens[] = {
	{ "AKIA", 16, UPPER, "an AWS access key" },
	{ "ASIA", 16, UPPER, "an AWS access key" },
	{ "ghp_", 30, ALNUM, "a GitHub token" },
	{ "gho_", 30, ALNUM, "a GitHub token" },
	{ "ghu_", 30, ALNUM, "a GitHub token" },
	{ "ghs_", 30, ALNUM, "a GitHub token" },
	{ "ghr_", 30, ALNUM, "a GitHub token" },
	{ "github_pat_", 30, WORD, "a GitHub token" },
	{ "glpat-", 20, TOKEN, "a GitLab token" },
	{ "sk-", 20, TOKEN, "an API key" },
	{ "xoxb-", 10, TOKEN, "a Slack token" },
	{ "xoxp-", 10, TOKEN, "a Slack token" },
	{ "xoxa-", 10, TOKEN, "a Slack token" },
	{ "xoxr-", 10, TOKEN, "a Slack token" },
	{ "xoxs-", 10, TOKEN, "a Slack token" },
	{ "AIza", 35, TOKEN, "a Google API key" },
	{ "npm_", 36, ALNUM, "an npm token" },
	{ "hf_", 30, ALNUM, "a Hugging Face token" },
};

/* Parts of names, in any case. */
static const char *const names[] = {
	"token",  "passwd",  "password",    "passphrase", "secret",
	"apikey", "api_key", "private_key", "access_key", "auth_key",
};

static bool is_of(enum alphabet alphabet, char c)
{
	switch (alphabet) {
	case UPPER:
		return isupper((unsigned char)c) || isdigit((unsigned char)c);
	case ALNUM:
		return isalnum((unsigned char)c);
	case WORD:
		return isalnum((unsigned char)c) || c == '_';
	case TOKEN:
		return isalnum((unsigned char)c) || c == '_' || c == '-';
	}
	return false;
}

static int class_of(char c)
{
	if (isdigit((unsigned char)c))
		return 1;
	if (isupper((unsigned char)c))
		return 2;
	return islower((unsigned char)c) ? 3 : 0;
}

/*
 * Chance changes between digits, capitals and small letters every two or three
 * characters; words, versions and dates do so much less.
 */
static bool is_random(const char *s, size_t len)
{
	size_t changes = 0, distinct = 0;
	bool seen[256] = { false };
	int last = 0;

	for (size_t i = 0; i < len; i++) {
		int class = class_of(s[i]);

		distinct += !seen[(unsigned char)s[i]];
		seen[(unsigned char)s[i]] = true;
		if (!class)
			continue;
		changes += last && class != last;
		last = class;
	}
	return changes >= len / 6 && distinct >= 8;
}

static bool match_token(const char *text, size_t len, size_t at,
			struct rc_secret_hit *hit)
{
	if (at && is_of(WORD, text[at - 1]))
		return false;
	for (size_t i = 0; i < RC_COUNT(tokens); i++) {
		size_t start = at + strlen(tokens[i].prefix);
		size_t end = start;

		if (start >= len ||
		    memcmp(text + at, tokens[i].prefix, start - at) != 0)
			continue;
		while (end < len && is_of(tokens[i].alphabet, text[end]))
			end++;
		if (end - start >= tokens[i].least &&
		    is_random(text + start, end - start)) {
			*hit = (struct rc_secret_hit){ at, end,
						       tokens[i].what };
			return true;
		}
	}
	return false;
}

/* "-----BEGIN … PRIVATE KEY-----" up to its end, or that of the text. */
static bool match_pem(const char *text, size_t len, size_t at,
		      struct rc_secret_hit *hit)
{
	static const char begin[] = "-----BEGIN ", end[] = "-----END ",
			  key[] = "PRIVATE KEY", dashes[] = "-----";
	const char *s = text + at;

	len -= at;
	if (len < sizeof(begin) || memcmp(s, begin, sizeof(begin) - 1) != 0)
		return false;
	const char *label = s + sizeof(begin) - 1;
	size_t rest = len - (sizeof(begin) - 1);
	const char *tail = memmem(label, rest < 64 ? rest : 64, dashes, 5);
	if (!tail || !memmem(label, (size_t)(tail - label), key, 11))
		return false;
	*hit = (struct rc_secret_hit){ at, at + len, "a private key" };
	const char *foot = memmem(s, len, end, sizeof(end) - 1);
	if (foot) {
		const char *close =
			memchr(foot, '\n', len - (size_t)(foot - s));

		if (close)
			hit->end = at + (size_t)(close - s);
	}
	return true;
}

bool rc_secret_find_token(const char *text, size_t len,
			  struct rc_secret_hit *hit)
{
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '-' ? match_pem(text, len, i, hit)
				   : match_token(text, len, i, hit))
			return true;
	}
	return false;
}

static bool is_value_char(char c)
{
	return isalnum((unsigned char)c) || (c && strchr("+/_=-.~", c));
}

static size_t value_length(const char *s, size_t len)
{
	size_t n = 0;

	while (n < len && is_value_char(s[n]))
		n++;
	return n;
}

static bool is_secret_value(const char *s, size_t len)
{
	return len >= MIN_VALUE && len <= MAX_VALUE && is_random(s, len);
}

/* What a name is given on the rest of its line: a quoted string behind = or :,
 * or what follows a = at once, as in a file of settings. */
static bool is_given_secret(const char *s, size_t len)
{
	size_t i = 0;

	if (len > 2 * MAX_VALUE)
		len = 2 * MAX_VALUE;
	while (i < len && !strchr("=:(", s[i]))
		i++;
	if (i == len)
		return false;
	if (s[i] == '=' && i + 1 < len) {
		size_t n = value_length(s + i + 1, len - i - 1);

		if (is_secret_value(s + i + 1, n))
			return true;
	}
	while (i < len && s[i] != '"' && s[i] != '\'')
		i++;
	if (i == len)
		return false;
	size_t n = value_length(s + i + 1, len - i - 1);
	/* Up to the other quote: a sentence is not meant. */
	return i + 1 + n < len && s[i + 1 + n] == s[i] &&
	       is_secret_value(s + i + 1, n);
}

static bool holds_assignment(const char *line, size_t len)
{
	for (size_t at = 0; at < len; at++) {
		for (size_t i = 0; i < RC_COUNT(names); i++) {
			size_t n = strlen(names[i]);

			if (n < len - at &&
			    !strncasecmp(line + at, names[i], n) &&
			    is_given_secret(line + at + n, len - at - n))
				return true;
		}
	}
	return false;
}

bool rc_secret_find(const char *text, size_t len, const char **what,
		    unsigned *line)
{
	struct rc_secret_hit hit;
	bool any = rc_secret_find_token(text, len, &hit);
	unsigned number = 1;

	for (size_t at = 0; at < len; number++) {
		const char *newline = memchr(text + at, '\n', len - at);
		size_t end = newline ? (size_t)(newline - text) : len;
		bool token = any && hit.start < end;

		if (token || holds_assignment(text + at, end - at)) {
			*line = number;
			*what = token ? hit.what
				      : "a value that looks like a secret";
			return true;
		}
		at = end + 1;
	}
	return false;
}
