/* SPDX-License-Identifier: MIT */
/*
 * What endpoints say when they say no. Bodies are {"error":{"message":…}}
 * (OpenAI and most), {"error":"…"}, {"message":…} or {"detail":…}, a bare JSON
 * string (llama-nexus), plain text (LlamaEdge), or a web page of something in
 * between.
 */
#include "llm/endpoint.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/secret.h"
#include "base/utf8.h"

#define MAX_TEXT 300
#define MIN_CONTEXT 256

static const char *message_in(const struct rc_json *root)
{
	static const char *const keys[] = { "message", "detail", "error" };
	const struct rc_json *error = rc_json_get(root, "error");
	const char *text = rc_json_text(root);

	if (!text)
		text = rc_json_str(error, "message");
	for (size_t i = 0; !text && i < RC_COUNT(keys); i++)
		text = rc_json_str(root, keys[i]);
	return text;
}

/* One line of at most len - 1 bytes, whole characters, nothing hidden. */
static void copy_clean(const char *text, char *out, size_t len)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf safe = RC_BUF_INIT(0);
	RC_CLEANUP(rc_buf_release) struct rc_buf line = RC_BUF_INIT(0);
	RC_CLEANUP(rc_buf_release) struct rc_buf clean = RC_BUF_INIT(0);

	rc_secret_redact(&safe, text, strlen(text));
	for (const char *p = safe.ptr; *p && line.len < len; p++) {
		if (!isspace((unsigned char)*p))
			rc_buf_addc(&line, *p);
		else if (line.len && line.ptr[line.len - 1] != ' ')
			rc_buf_addc(&line, ' ');
	}
	rc_utf8_clean(&clean, line.ptr, line.len);
	while (clean.len && clean.ptr[clean.len - 1] == ' ')
		rc_buf_truncate(&clean, clean.len - 1);
	size_t n = 0;
	while (n < clean.len) {
		size_t size = rc_utf8_next(clean.ptr + n, clean.len - n, NULL);

		if (n + size >= len)
			break;
		n += size;
	}
	memcpy(out, clean.ptr, n);
	out[n] = '\0';
}

void rc_endpoint_error_text(const struct rc_http_response *response, char *out,
			    size_t len)
{
	const struct rc_buf *body = &response->body;
	RC_CLEANUP(rc_json_freep)
	struct rc_json *root = rc_json_parse(body->ptr, body->len, NULL);
	const char *text = message_in(root);

	copy_clean(text ? text : body->ptr, out,
		   len > MAX_TEXT + 1 ? MAX_TEXT + 1 : len);
}

static const struct {
	long status;
	enum rc_code code;
	const char *what;
	const char *hint;
} statuses[] = {
	{ 400, RC_EINVAL, "refuses the request", NULL },
	{ 401, RC_EINVAL, "does not accept the key", NULL },
	{ 403, RC_EINVAL, "does not permit it with this key", NULL },
	{ 404, RC_EINVAL, "has no such model or address",
	  "the URL mostly ends in /v1; 'rustcoder doctor' asks the endpoint" },
	{ 429, RC_ENET, "is busy, or a quota is used up", NULL },
	{ 529, RC_ENET, "is busy", NULL },
	{ 503, RC_ENET, "is not ready", NULL },
};

static int redirected(const struct rc_http_response *response,
		      struct rc_err *err)
{
	rc_err_set(
		err, RC_EINVAL,
		"the endpoint redirects to '%s' (HTTP %ld), which is not followed",
		response->location, response->status);
	return rc_err_hint(err, "set the endpoint to where it really is");
}

static void hint_at_key(const struct rc_endpoint *endpoint, struct rc_err *err)
{
	if (endpoint->key_source)
		rc_err_hint(err, "the key comes from %s", endpoint->key_source);
	else
		rc_err_hint(err, "no key is set, see rustcoder-config(5)");
}

int rc_endpoint_fail(const struct rc_endpoint *endpoint,
		     const struct rc_http_response *response,
		     struct rc_err *err)
{
	long status = response->status;
	const char *what = "fails", *hint = NULL;
	enum rc_code code = status < 500 ? RC_EINVAL : RC_ENET;
	char text[MAX_TEXT + 1];

	if (status >= 300 && status < 400)
		return redirected(response, err);
	for (size_t i = 0; i < RC_COUNT(statuses); i++) {
		if (statuses[i].status != status)
			continue;
		code = statuses[i].code;
		what = statuses[i].what;
		hint = statuses[i].hint;
	}
	rc_endpoint_error_text(response, text, sizeof(text));
	rc_err_set(err, code, "the endpoint %s (HTTP %ld)%s%s", what, status,
		   *text ? ": " : "", text);
	if (status == 401 || status == 403)
		hint_at_key(endpoint, err);
	else if (hint)
		rc_err_hint(err, "%s", hint);
	return code;
}

/* What is said of a prompt that is too long; the limit follows at once in the
 * first ones, the others give none. */
static const struct {
	const char *words;
	bool number;
} overflows[] = {
	{ "greater than the context size (", true },	/* LlamaEdge */
	{ "maximum context length is ", true },		/* OpenAI, vLLM */
	{ "available context size (", true },		/* llama.cpp */
	{ "\"n_ctx\":", true },				/* the same */
	{ "maximum number of tokens allowed (", true }, /* Gemini */
	{ "too large for model with ", true },		/* Mistral */
	{ "tokens > ", true },				/* Anthropic */
	{ "exceeds the available context size", false },
	{ "exceed_context_size", false },
	{ "context_length_exceeded", false },
	{ "maximum context length", false },
	{ "prompt is too long", false },
};

static unsigned number_at(const char *s)
{
	s += strspn(s, " ");
	unsigned long n = isdigit((unsigned char)*s) ? strtoul(s, NULL, 10) : 0;

	return n < UINT32_MAX ? (unsigned)n : 0;
}

bool rc_endpoint_overflow(struct rc_endpoint *endpoint, const char *text)
{
	unsigned limit = 0;
	bool over = false;

	for (size_t i = 0; i < RC_COUNT(overflows) && !limit; i++) {
		const char *hit = strcasestr(text, overflows[i].words);

		over = over || hit;
		if (hit && overflows[i].number)
			limit = number_at(hit + strlen(overflows[i].words));
	}
	if (!over)
		return false;
	/* A limit that we kept, as far as we can count: we count too low. */
	if (limit < MIN_CONTEXT || limit >= endpoint->context)
		limit = endpoint->context / 4 * 3;
	endpoint->context = limit > MIN_CONTEXT ? limit : MIN_CONTEXT;
	return true;
}
