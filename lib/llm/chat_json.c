/* SPDX-License-Identifier: MIT */
/* The JSON of a chat, out and in. */
#include "llm/chat_impl.h"

#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/mem.h"

#define MAX_TOKENS INT64_C(1000000000)

static void write_messages(struct rc_json_out *out, const struct rc_chat *chat)
{
	rc_jw_open(out, "messages", '[');
	for (size_t i = 0; i < chat->n_messages; i++) {
		rc_jw_open(out, NULL, '{');
		rc_jw_str(out, "role", chat->messages[i].role);
		rc_jw_str(out, "content", chat->messages[i].content);
		rc_jw_close(out, '}');
	}
	rc_jw_close(out, ']');
}

static void write_stream(struct rc_json_out *out,
			 const struct rc_endpoint *endpoint)
{
	rc_jw_bool(out, "stream", !endpoint->no_stream);
	if (endpoint->no_stream || endpoint->no_usage)
		return;
	rc_jw_open(out, "stream_options", '{');
	rc_jw_bool(out, "include_usage", true);
	rc_jw_close(out, '}');
}

/* LlamaEdge reads the newer name of the limit only, others the older. */
static void write_limits(struct rc_json_out *out,
			 const struct rc_endpoint *endpoint,
			 const struct rc_chat *chat)
{
	if (chat->max_tokens && !endpoint->no_max_tokens)
		rc_jw_int(out, "max_tokens", chat->max_tokens);
	if (chat->max_tokens && !endpoint->no_max_completion_tokens)
		rc_jw_int(out, "max_completion_tokens", chat->max_tokens);
	if (!endpoint->no_temperature)
		rc_jw_num(out, "temperature", chat->temperature);
	if (chat->seed >= 0 && !endpoint->no_seed)
		rc_jw_int(out, "seed", chat->seed);
}

void rc_chat_json_write(struct rc_buf *buf, const struct rc_endpoint *endpoint,
			const struct rc_chat *chat)
{
	struct rc_json_out out = { buf, false };

	rc_jw_open(&out, NULL, '{');
	rc_jw_opt(&out, "model", endpoint->model);
	write_messages(&out, chat);
	write_limits(&out, endpoint, chat);
	write_stream(&out, endpoint);
	rc_jw_close(&out, '}');
}

static void copy(char *to, size_t size, const char *from)
{
	snprintf(to, size, "%s", from);
}

static void add_text(struct rc_chat_answer *answer, const char *text)
{
	rc_buf_adds(&answer->text, text);
	if (answer->text.overflow)
		answer->truncated = true;
}

/* A string, null, or an array of { type: "text", text }. */
static void add_content(struct rc_chat_answer *answer,
			const struct rc_json *content)
{
	const char *text = rc_json_text(content);

	if (text)
		add_text(answer, text);
	for (const struct rc_json *part = rc_json_first(content); part;
	     part = rc_json_next(part)) {
		text = rc_json_str(part, "text");
		if (text)
			add_text(answer, text);
	}
}

static void add_finish(struct rc_chat_answer *answer, const char *reason)
{
	static const struct {
		const char *reason;
		bool truncated, refused;
	} reasons[] = {
		{ "length", true, false },
		{ "max_tokens", true, false },
		{ "model_length", true, false },
		{ "content_filter", false, true },
		{ "refusal", false, true },
		{ "safety", false, true },
	};

	if (!reason || !*reason)
		return;
	answer->finished = true;
	for (size_t i = 0; i < RC_COUNT(reasons); i++) {
		if (strcasecmp(reasons[i].reason, reason) != 0)
			continue;
		answer->truncated |= reasons[i].truncated;
		answer->refused |= reasons[i].refused;
	}
}

/* reasoning_content is left aside, like anything else that is no answer. */
static void add_message(struct rc_chat_answer *answer,
			const struct rc_json *message)
{
	const char *refusal = rc_json_str(message, "refusal");

	add_content(answer, rc_json_get(message, "content"));
	if (refusal && *refusal) {
		answer->refused = true;
		add_text(answer, refusal);
	}
}

static void add_choice(struct rc_chat_answer *answer,
		       const struct rc_json *choice)
{
	const struct rc_json *delta = rc_json_get(choice, "delta");

	/* More than one was not asked for. */
	if (!choice || rc_json_int(choice, "index", 0) != 0)
		return;
	answer->choice = true;
	add_message(answer, delta ? delta : rc_json_get(choice, "message"));
	add_finish(answer, rc_json_str(choice, "finish_reason"));
}

static void read_count(int64_t *count, const struct rc_json *usage,
		       const char *name)
{
	int64_t n = rc_json_int(usage, name, -1);

	if (n >= 0 && n <= MAX_TOKENS)
		*count = n;
}

static void add_error(struct rc_chat_answer *answer, const struct rc_json *root)
{
	const struct rc_json *error = rc_json_get(root, "error");
	const char *text = rc_json_text(error);

	if (!text)
		text = rc_json_str(error, "message");
	/* "error": null is none. */
	if (text || rc_json_child(error))
		copy(answer->error, sizeof(answer->error),
		     text && *text ? text : "an error without a text");
}

bool rc_chat_json_add(struct rc_chat_answer *answer, const char *text,
		      size_t len)
{
	RC_CLEANUP(rc_json_freep)
	struct rc_json *root = rc_json_parse(text, len, NULL);
	const char *model = rc_json_str(root, "model");
	const struct rc_json *usage = rc_json_get(root, "usage");

	if (!root)
		return false;
	if (model && *model)
		copy(answer->model, sizeof(answer->model), model);
	read_count(&answer->tokens_in, usage, "prompt_tokens");
	read_count(&answer->tokens_out, usage, "completion_tokens");
	add_error(answer, root);
	add_choice(answer, rc_json_first(rc_json_get(root, "choices")));
	return true;
}
