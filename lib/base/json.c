/* SPDX-License-Identifier: MIT */
#include "base/json.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/utf8.h"
#include <rustcoder/event.h>

/* struct rc_json is never defined: its pointers are cJSON's, renamed. */
static const cJSON *item(const struct rc_json *value)
{
	return (const cJSON *)value;
}

static const struct rc_json *value_of(const cJSON *json)
{
	return (const struct rc_json *)json;
}

static size_t skip_space(const char *text, size_t len, size_t at)
{
	while (at < len && strchr(" \t\r\n", text[at]) && text[at])
		at++;
	return at;
}

/* Else a line would seem malformed where memory is short. */
static void set_hooks(void)
{
	cJSON_InitHooks(&(cJSON_Hooks){ rc_xmalloc, rc_free });
}

struct rc_json *rc_json_parse(const char *text, size_t len, struct rc_err *err)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, set_hooks);
	const char *end = NULL;
	cJSON *root = cJSON_ParseWithLengthOpts(text, len, &end, 0);
	size_t at = end ? (size_t)(end - text) : 0;

	if (root && skip_space(text, len, at) == len)
		return (struct rc_json *)root;
	cJSON_Delete(root);
	rc_err_set(err, RC_EPARSE, "invalid JSON at byte %zu of %zu", at, len);
	return NULL;
}

void rc_json_free(struct rc_json *root)
{
	cJSON_Delete((cJSON *)root);
}

void rc_json_freep(struct rc_json **root)
{
	rc_json_free(*root);
	*root = NULL;
}

const struct rc_json *rc_json_get(const struct rc_json *object, const char *key)
{
	if (!cJSON_IsObject(item(object)))
		return NULL;
	return value_of(cJSON_GetObjectItemCaseSensitive(item(object), key));
}

const char *rc_json_str(const struct rc_json *object, const char *key)
{
	return rc_json_text(rc_json_get(object, key));
}

int64_t rc_json_int(const struct rc_json *object, const char *key, int64_t def)
{
	const cJSON *json = item(rc_json_get(object, key));

	if (!cJSON_IsNumber(json))
		return def;
	double d = json->valuedouble;
	if (isnan(d))
		return def;
	/* Numbers are doubles: what does not fit becomes the nearest end. */
	if (d >= 0x1p63)
		return INT64_MAX;
	if (d < -0x1p63)
		return INT64_MIN;
	return d == (double)(int64_t)d ? (int64_t)d : def;
}

bool rc_json_bool(const struct rc_json *object, const char *key)
{
	return cJSON_IsTrue(item(rc_json_get(object, key)));
}

const struct rc_json *rc_json_first(const struct rc_json *array)
{
	return cJSON_IsArray(item(array)) ? value_of(item(array)->child) : NULL;
}

const struct rc_json *rc_json_next(const struct rc_json *value)
{
	return value_of(item(value)->next);
}

const char *rc_json_text(const struct rc_json *value)
{
	return cJSON_GetStringValue(item(value));
}

const struct rc_json *rc_json_child(const struct rc_json *value)
{
	return value ? value_of(item(value)->child) : NULL;
}

const char *rc_json_key(const struct rc_json *value)
{
	return item(value)->string;
}

/* \uXXXX, outside the basic plane as a surrogate pair. */
static void add_escaped(struct rc_buf *buf, uint32_t cp)
{
	if (cp == '"' || cp == '\\')
		rc_buf_addf(buf, "\\%c", (int)cp);
	else if (cp == '\n')
		rc_buf_adds(buf, "\\n");
	else if (cp == '\t')
		rc_buf_adds(buf, "\\t");
	else if (cp < 0x10000)
		rc_buf_addf(buf, "\\u%04x", (unsigned)cp);
	else
		rc_buf_addf(buf, "\\u%04x\\u%04x",
			    (unsigned)(0xd7c0 + (cp >> 10)),
			    (unsigned)(0xdc00 + (cp & 0x3ff)));
}

/*
 * Hidden characters are escaped too, although JSON allows them: a line of it
 * then shows on a terminal just what is in it, and nothing is lost.
 */
static bool needs_escape(uint32_t cp)
{
	return cp == '"' || cp == '\\' || rc_utf8_hidden(cp);
}

static void add_string(struct rc_buf *buf, const char *s, size_t len)
{
	rc_buf_addc(buf, '"');
	rc_utf8_replace(buf, s, len, needs_escape, add_escaped);
	rc_buf_addc(buf, '"');
}

static void begin(struct rc_json_out *out, const char *key)
{
	if (out->comma)
		rc_buf_addc(out->buf, ',');
	out->comma = true;
	if (key) {
		add_string(out->buf, key, strlen(key));
		rc_buf_addc(out->buf, ':');
	}
}

void rc_jw_open(struct rc_json_out *out, const char *key, char bracket)
{
	begin(out, key);
	rc_buf_addc(out->buf, bracket);
	out->comma = false;
}

void rc_jw_close(struct rc_json_out *out, char bracket)
{
	rc_buf_addc(out->buf, bracket);
	out->comma = true;
}

void rc_jw_str(struct rc_json_out *out, const char *key, const char *value)
{
	begin(out, key);
	if (value)
		add_string(out->buf, value, strlen(value));
	else
		rc_buf_adds(out->buf, "null");
}

void rc_jw_opt(struct rc_json_out *out, const char *key, const char *value)
{
	if (value)
		rc_jw_str(out, key, value);
}

void rc_jw_int(struct rc_json_out *out, const char *key, int64_t value)
{
	begin(out, key);
	rc_buf_addf(out->buf, "%lld", (long long)value);
}

void rc_jw_num(struct rc_json_out *out, const char *key, double value)
{
	char text[40];

	begin(out, key);
	/* Fifteen digits show 2.3 as 2.3, and no caller here needs more. */
	snprintf(text, sizeof(text), "%.15g", value);
	/* A host program's locale may have a comma. */
	for (char *p = text; *p; p++)
		if (*p == ',')
			*p = '.';
	rc_buf_adds(out->buf, isfinite(value) ? text : "null");
}

void rc_jw_bool(struct rc_json_out *out, const char *key, bool value)
{
	begin(out, key);
	rc_buf_adds(out->buf, value ? "true" : "false");
}

char *rc_text_json(const char *text)
{
	struct rc_buf buf = RC_BUF_INIT(0);
	struct rc_json_out out = { &buf, false };

	rc_jw_str(&out, NULL, text);
	return rc_buf_take(&buf);
}
