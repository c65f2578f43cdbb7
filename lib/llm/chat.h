/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * One chat completion: /chat/completions, streaming where the endpoint can.
 * Written against OpenAI, llama.cpp, Ollama, vLLM, LlamaEdge and Gaia, which
 * differ in what they take (chat.c), say (chat_json.c) and how they end
 * (chat_stream.c).
 */

#include "llm/endpoint.h"

struct rc_chat_message {
	const char *role; /* "system", "user", "assistant" */
	const char *content;
};

struct rc_chat {
	const struct rc_chat_message *messages;
	size_t n_messages;
	unsigned max_tokens; /* of the answer */
	double temperature;
	int64_t seed; /* < 0: none */
	/* The answer as it grows, for -v; may be NULL. */
	void (*on_text)(const char *text, size_t len, void *data);
	void *data;
};

enum rc_chat_finish {
	RC_CHAT_STOP,	   /* whole */
	RC_CHAT_TRUNCATED, /* length, context full, or cut off */
	RC_CHAT_REFUSED,   /* refusal, content filter */
	RC_CHAT_EMPTY,	   /* no choice, or no text */
	RC_CHAT_LOOPING,   /* it repeats itself; ended by us */
};

struct rc_chat_reply {
	char *text; /* without <think>…</think> at its start */
	enum rc_chat_finish finish;
	char model[96]; /* as the endpoint names it */
	/* Counted by the endpoint, else estimated (bytes / 4, rounded up). */
	int64_t tokens_in, tokens_out;
	bool estimated;
	int64_t ms;
};

/*
 * 0 for every answer, whatever its finish. RC_ENET, RC_ETIMEOUT, RC_EPARSE
 * (no JSON where it should be): the endpoint failed after retries; RC_EINVAL:
 * it refuses the request (401, 403, 404, 400), or redirects it; a prompt over
 * its context is RC_ELIMIT, with endpoint->context lowered to what it says.
 * The reply is to be released in each case; its tokens are what was spent.
 */
int rc_chat_send(struct rc_endpoint *endpoint, const struct rc_chat *chat,
		 struct rc_chat_reply *reply, struct rc_err *err) RC_MUST_CHECK;
void rc_chat_reply_release(struct rc_chat_reply *reply);
/* A cautious estimate of the tokens in text. */
int64_t rc_chat_estimate(const char *text);
