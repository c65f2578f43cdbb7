/* SPDX-License-Identifier: MIT */
#include "vcs/message.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/secret.h"
#include "base/utf8.h"

#define PREFIX "Rustcoder-"
#define SUBJECT_MAX 200
#define BODY_MAX (64 * 1024)

/* Some of it was said by an endpoint, which knows its key. */
static void add_masked(struct rc_buf *out, const char *text, size_t len)
{
	if (!rc_secret_mask(out, text, len))
		rc_buf_add(out, text, len);
}

static void add_clean(struct rc_buf *out, const char *text, size_t len)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf masked = RC_BUF_INIT(0);

	add_masked(&masked, text, len);
	rc_utf8_clean(out, masked.ptr, masked.len);
}

static void add_line(struct rc_buf *out, const char *line, size_t len)
{
	if (!strncmp(line, PREFIX, strlen(PREFIX)))
		rc_buf_addc(out, ' ');
	add_clean(out, line, len);
	rc_buf_addc(out, '\n');
}

/* Up to max bytes, but no half character. */
static size_t cut(const char *text, size_t max)
{
	size_t len = strnlen(text, max + 1);

	if (len <= max)
		return len;
	len = max;
	while (len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80)
		len--;
	return len;
}

void rc_message_start(struct rc_buf *out, const char *subject, const char *body)
{
	size_t len = cut(subject, SUBJECT_MAX);
	size_t line = strcspn(subject, "\r\n");

	add_line(out, subject, line < len ? line : len);
	rc_buf_addc(out, '\n');
	if (!body || !*body)
		return;
	const char *end = body + cut(body, BODY_MAX);
	while (body < end) {
		const char *eol = memchr(body, '\n', (size_t)(end - body));

		if (!eol)
			eol = end;
		add_line(out, body, (size_t)(eol - body));
		body = eol < end ? eol + 1 : end;
	}
	rc_buf_addc(out, '\n');
}

void rc_message_trailer(struct rc_buf *out, const char *key, const char *fmt,
			...)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf value = RC_BUF_INIT(0);
	va_list ap;

	va_start(ap, fmt);
	rc_buf_vaddf(&value, fmt, ap);
	va_end(ap);
	for (char *p = value.ptr; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			*p = '?';
	rc_buf_addf(out, "%s: ", key);
	add_masked(out, value.ptr, value.len);
	rc_buf_addc(out, '\n');
}

/* Start of the value when this line is that trailer. */
static const char *value_of(const char *line, const char *key)
{
	size_t len = strlen(key);

	if (strncmp(line, key, len) != 0 || strncmp(line + len, ": ", 2) != 0)
		return NULL;
	return line + len + 2;
}

bool rc_message_get(const char *message, const char *key, char *out,
		    size_t size)
{
	const char *found = NULL;

	for (const char *line = message; line && *line;) {
		const char *value = value_of(line, key);

		if (value)
			found = value;
		line = strchr(line, '\n');
		line = line ? line + 1 : NULL;
	}
	if (!found)
		return false;
	int len = (int)strcspn(found, "\r\n");
	/* A value that does not fit is not one that we wrote. */
	return snprintf(out, size, "%.*s", len, found) < (int)size;
}

bool rc_message_iterations(const char *message, unsigned *first, unsigned *last)
{
	char text[32];
	char *end;

	if (!rc_message_get(message, RC_TRAILER_ITERATION, text, sizeof(text)))
		return false;
	*first = *last = (unsigned)strtoul(text, &end, 10);
	if (*end == '-')
		*last = (unsigned)strtoul(end + 1, &end, 10);
	return *first > 0 && !*end;
}

bool rc_message_is(const char *message, const char *run, unsigned iteration)
{
	char found[64];
	unsigned first, last;

	return rc_message_get(message, RC_TRAILER_RUN, found, sizeof(found)) &&
	       !strcmp(found, run) &&
	       rc_message_iterations(message, &first, &last) &&
	       first <= iteration && iteration <= last;
}
