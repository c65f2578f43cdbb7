/* SPDX-License-Identifier: MIT */
#include "llm/chat.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/strv.h"
#include "llm/chat_impl.h"

#define PATH "/chat/completions"

/* Every optional field refused once, an answer that was cut, and some. */
#define MAX_ROUNDS 10

/* Fields without which a request will do. */
static const struct {
	const char *name;
	size_t flag; /* in struct rc_endpoint: it was refused */
} optional[] = {
	{ "max_completion_tokens",
	  offsetof(struct rc_endpoint, no_max_completion_tokens) },
	{ "max_tokens", offsetof(struct rc_endpoint, no_max_tokens) },
	{ "stream_options", offsetof(struct rc_endpoint, no_usage) },
	{ "include_usage", offsetof(struct rc_endpoint, no_usage) },
	{ "temperature", offsetof(struct rc_endpoint, no_temperature) },
	{ "seed", offsetof(struct rc_endpoint, no_seed) },
	{ "stream", offsetof(struct rc_endpoint, no_stream) },
	{ "streaming", offsetof(struct rc_endpoint, no_stream) },
};

enum outcome {
	ANSWERED,
	FAILED,
	AGAIN,	   /* without what it refused */
	DISCARDED, /* cut or broken: once more may help */
};

struct exchange {
	struct rc_endpoint *endpoint;
	const struct rc_chat *chat;
	struct rc_chat_reply *reply;
	struct rc_http_response response;
	struct rc_chat_stream stream;
};

int64_t rc_chat_estimate(const char *text)
{
	return text ? (int64_t)((strlen(text) + 3) / 4) : 0;
}

void rc_chat_reply_release(struct rc_chat_reply *reply)
{
	rc_free(reply->text);
	*reply = (struct rc_chat_reply){ .text = NULL };
}

static int64_t estimate_prompt(const struct rc_chat *chat)
{
	int64_t tokens = 0;

	for (size_t i = 0; i < chat->n_messages; i++)
		tokens += rc_chat_estimate(chat->messages[i].content);
	return tokens;
}

/* Also what is thrown away was spent. */
static void account(struct exchange *x)
{
	const struct rc_chat_answer *answer = &x->stream.answer;
	struct rc_chat_reply *reply = x->reply;
	int64_t in = answer->tokens_in, out = answer->tokens_out;

	if (in < 0 || out < 0)
		reply->estimated = true;
	reply->tokens_in += in >= 0 ? in : estimate_prompt(x->chat);
	reply->tokens_out += out >= 0 ? out
				      : rc_chat_estimate(answer->text.ptr);
}

/* "gpt-4o" may answer as "gpt-4o-2024-08-06", a file as its path. */
static void compare_models(struct exchange *x)
{
	struct rc_endpoint *endpoint = x->endpoint;
	const char *wanted = endpoint->model, *got = x->stream.answer.model;

	if (!wanted || !*got || endpoint->other_model ||
	    strcasestr(got, wanted) || strcasestr(wanted, got))
		return;
	endpoint->other_model = true;
	rc_emit_note(endpoint->sink, "'rustcoder doctor' asks the endpoint",
		     "the endpoint answers as model '%s', not '%s'", got,
		     wanted);
}

static bool is_blank(const char *s)
{
	return !s[strspn(s, " \t\r\n")];
}

static enum rc_chat_finish finish_of(const struct rc_chat_answer *answer,
				     const char *text)
{
	if (answer->looping)
		return RC_CHAT_LOOPING;
	if (answer->refused)
		return RC_CHAT_REFUSED;
	if (answer->truncated)
		return RC_CHAT_TRUNCATED;
	return answer->choice && !is_blank(text) ? RC_CHAT_STOP : RC_CHAT_EMPTY;
}

static void fill_reply(struct exchange *x)
{
	struct rc_chat_answer *answer = &x->stream.answer;
	struct rc_chat_reply *reply = x->reply;

	compare_models(x);
	memcpy(reply->model, answer->model, sizeof(reply->model));
	reply->text = rc_chat_text_take(answer);
	reply->finish = finish_of(answer, reply->text);
}

static const char *find_word(const char *text, const char *word)
{
	size_t len = strlen(word);
	const char *hit = text;

	while ((hit = strcasestr(hit, word))) {
		if ((hit == text || !rc_is_word(hit[-1])) &&
		    !rc_is_word(hit[len]))
			return hit;
		hit += len;
	}
	return NULL;
}

/*
 * The field that is named first is the one that is refused: "'max_tokens' is
 * not supported with this model, use 'max_completion_tokens' instead".
 */
static bool drop_refused(struct rc_endpoint *endpoint, const char *text)
{
	const char *first = NULL;
	bool *refused = NULL;

	for (size_t i = 0; i < RC_COUNT(optional); i++) {
		bool *flag = (bool *)((char *)endpoint + optional[i].flag);
		const char *hit = *flag ? NULL
					: find_word(text, optional[i].name);

		if (hit && (!first || hit < first)) {
			first = hit;
			refused = flag;
		}
	}
	if (refused)
		*refused = true;
	return refused;
}

static int too_long(const struct exchange *x, struct rc_err *err)
{
	return rc_err_set(
		err, RC_ELIMIT,
		"the prompt is too long for the model, whose context is about %u tokens",
		x->endpoint->context);
}

/* An answer that is an error. */
static enum outcome judge_status(struct exchange *x, int *ret,
				 struct rc_err *err)
{
	long status = x->response.status;
	const char *text = x->response.body.ptr;

	if ((status == 400 || status == 413 || status == 422 ||
	     status == 500) &&
	    rc_endpoint_overflow(x->endpoint, text)) {
		*ret = too_long(x, err);
		return FAILED;
	}
	if ((status == 400 || status == 422 || status == 501) &&
	    drop_refused(x->endpoint, text))
		return AGAIN;
	*ret = rc_endpoint_fail(x->endpoint, &x->response, err);
	return FAILED;
}

static int web_page(const struct exchange *x, struct rc_err *err)
{
	const struct rc_http_response page = { .body = x->stream.whole };
	char text[201];

	rc_endpoint_error_text(&page, text, sizeof(text));
	rc_err_set(err, RC_ENET, "the endpoint answers with a web page: %s",
		   text);
	return rc_err_hint(
		err, "check the URL, and whether the network wants a login");
}

static enum outcome judge_error(struct exchange *x, int *ret,
				struct rc_err *err)
{
	const struct rc_chat_answer *answer = &x->stream.answer;

	if (rc_endpoint_overflow(x->endpoint, answer->error)) {
		*ret = too_long(x, err);
		return FAILED;
	}
	struct rc_http_response said = RC_HTTP_RESPONSE_INIT;
	char text[301];
	rc_buf_adds(&said.body, answer->error);
	rc_endpoint_error_text(&said, text, sizeof(text));
	rc_http_response_release(&said);
	*ret = rc_err_set(err, RC_ENET, "the endpoint failed: %s", text);
	return DISCARDED;
}

/* Is what came whole, or as much of it as will ever come? What happens to a
 * connection after a finish_reason does not matter. */
static bool is_complete(const struct exchange *x, int ret)
{
	const struct rc_chat_stream *stream = &x->stream;

	if (stream->answer.looping || stream->answer.text.overflow)
		return true;
	if (ret == RC_ELIMIT && stream->shape == RC_CHAT_EVENTS)
		return true;
	return !stream->garbled && (stream->done || stream->answer.finished);
}

static enum outcome judge_answer(struct exchange *x, int *ret,
				 struct rc_err *err)
{
	struct rc_chat_stream *stream = &x->stream;

	if (*ret == RC_ECANCELLED)
		return FAILED;
	if (*stream->answer.error)
		return judge_error(x, ret, err);
	if (stream->shape == RC_CHAT_PAGE) {
		*ret = web_page(x, err);
		return FAILED;
	}
	if (is_complete(x, *ret)) {
		stream->answer.truncated |= *ret == RC_ELIMIT;
		*ret = 0;
		return ANSWERED;
	}
	if (*ret == RC_ETIMEOUT)
		return FAILED;
	/* RC_ELIMIT is for prompts. */
	if (*ret == RC_ELIMIT || (stream->garbled && !*ret)) {
		*ret = rc_err_set(
			err, RC_EPARSE,
			"the endpoint's answer is too large, or no JSON");
		return DISCARDED;
	}
	if (!*ret)
		*ret = rc_err_set(err, RC_ENET,
				  "the endpoint's answer ended too early");
	return DISCARDED;
}

static enum outcome judge(struct exchange *x, int *ret, struct rc_err *err)
{
	if (x->response.status != 200)
		return *ret ? FAILED : judge_status(x, ret, err);
	enum outcome outcome = judge_answer(x, ret, err);
	if (outcome == ANSWERED && x->stream.shape == RC_CHAT_JSON)
		x->endpoint->no_stream = true;
	return outcome;
}

static enum outcome send_once(struct exchange *x, int *ret, struct rc_err *err)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf body = RC_BUF_INIT(0);

	rc_chat_json_write(&body, x->endpoint, x->chat);
	if (body.overflow) {
		*ret = rc_err_set(err, RC_ELIMIT, "the prompt is too large");
		return FAILED;
	}
	struct rc_http_request request = {
		.body = body.ptr,
		.body_len = body.len,
		.stream = !x->endpoint->no_stream,
		.on_data = rc_chat_stream_feed,
		.data = &x->stream,
	};
	x->endpoint->calls++;
	*ret = rc_endpoint_send(x->endpoint, PATH, &request, &x->response, err);
	if (x->response.status == 200 && !*ret)
		rc_chat_stream_end(&x->stream);
	return judge(x, ret, err);
}

static enum outcome exchange(struct rc_endpoint *endpoint,
			     const struct rc_chat *chat,
			     struct rc_chat_reply *reply, int *ret,
			     struct rc_err *err)
{
	struct exchange x = {
		.endpoint = endpoint,
		.chat = chat,
		.reply = reply,
		.response = RC_HTTP_RESPONSE_INIT,
	};

	rc_chat_stream_init(&x.stream, chat, &x.response);
	enum outcome outcome = send_once(&x, ret, err);
	if (x.response.status == 200)
		account(&x);
	if (outcome == ANSWERED)
		fill_reply(&x);
	rc_chat_stream_release(&x.stream);
	rc_http_response_release(&x.response);
	return outcome;
}

int rc_chat_send(struct rc_endpoint *endpoint, const struct rc_chat *chat,
		 struct rc_chat_reply *reply, struct rc_err *err)
{
	struct rc_err own = RC_ERR_INIT;
	int64_t start = rc_now_ms();
	bool discarded = false;
	int ret = 0;

	*reply = (struct rc_chat_reply){ .text = NULL };
	for (int round = 0; round < MAX_ROUNDS; round++) {
		enum outcome outcome =
			exchange(endpoint, chat, reply, &ret, &own);

		if (outcome == ANSWERED || outcome == FAILED ||
		    (outcome == DISCARDED && discarded) ||
		    (endpoint->max_calls &&
		     endpoint->calls >= endpoint->max_calls))
			break;
		if (outcome == DISCARDED) {
			discarded = true;
			rc_emit_note(endpoint->sink, NULL, "%s, asking again",
				     own.msg);
		}
	}
	reply->ms = rc_now_ms() - start;
	if (!ret && !reply->text)
		ret = rc_err_set(&own, RC_EINVAL,
				 "the endpoint gave no answer to use");
	if (ret && err)
		*err = own;
	return ret;
}
