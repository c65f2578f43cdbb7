/* SPDX-License-Identifier: MIT */
#include "agent/doctor_impl.h"

#include <string.h>

#include "llm/chat.h"
#include "llm/url.h"

#define PATIENCE_MS (120 * 1000) /* it may have to load the model */

static const char what[] = "endpoint";

struct question {
	const struct rc_doctor *doctor;
	const struct rc_fix_opts *opts;
	struct rc_endpoint endpoint;
	struct rc_chat_reply reply;
};

static void find_key_origin(const struct rc_config_entry *entry, void *data)
{
	if (entry->effective && !strcmp(entry->key, "apiKey"))
		*(const char **)data = entry->origin;
}

/* Where it is from, never what it is. */
static void look_at_key(const struct question *q)
{
	const struct rc_endpoint_opts *opts = &q->opts->endpoint;
	const char *origin = q->endpoint.key_source;

	if (opts->key && !opts->key_file)
		rc_config_each(q->doctor->config, find_key_origin, &origin);
	rc_doctor_row(q->doctor, RC_HEALTH_OK, "key", NULL, "%s%s",
		      q->endpoint.key ? "from " : "none",
		      q->endpoint.key ? origin : "");
}

static void look_at_model(const struct question *q)
{
	const struct rc_endpoint *endpoint = &q->endpoint;
	bool told = q->opts->endpoint.context ||
		    endpoint->context != RC_ENDPOINT_CONTEXT;
	const char *how = told ? "" : " (assumed)";

	if (endpoint->other_model)
		rc_doctor_row(q->doctor, RC_HEALTH_WARN, "model",
			      "the endpoint may not have the one that is set",
			      "'%s' answered, not '%s'; context of %u tokens%s",
			      q->reply.model, endpoint->model,
			      endpoint->context, how);
	else
		rc_doctor_row(q->doctor, RC_HEALTH_OK, "model", NULL,
			      "%s, context of %u tokens%s",
			      endpoint->model ? endpoint->model
					      : q->reply.model,
			      endpoint->context, how);
}

static const char *token_fields(const struct rc_endpoint *endpoint)
{
	if (endpoint->no_max_tokens && endpoint->no_max_completion_tokens)
		return "no limit of tokens";
	if (endpoint->no_max_tokens)
		return "max_completion_tokens only";
	if (endpoint->no_max_completion_tokens)
		return "max_tokens only";
	return "max_tokens and max_completion_tokens";
}

static void look_at_chat(const struct question *q)
{
	rc_doctor_row(q->doctor, RC_HEALTH_OK, "chat", NULL,
		      "%s, %s, %.1fs, %lld tokens%s",
		      q->endpoint.no_stream ? "no streaming" : "streaming",
		      token_fields(&q->endpoint), (double)q->reply.ms / 1000,
		      (long long)(q->reply.tokens_in + q->reply.tokens_out),
		      q->reply.estimated ? " (estimated)" : "");
}

static void look_at_url(const struct question *q)
{
	struct rc_url url;

	if (rc_url_parse(q->endpoint.base, &url, NULL) < 0)
		return;
	if (url.https || url.loopback)
		rc_doctor_row(q->doctor, RC_HEALTH_OK, what, NULL, "%s",
			      url.shown);
	else
		rc_doctor_row(
			q->doctor, RC_HEALTH_WARN, what,
			"on the way everybody can read your source: https",
			"%s: not encrypted", url.shown);
}

static int ask(struct question *q, struct rc_err *err)
{
	const struct rc_chat_message message = { "user",
						 "Reply with the word ok." };
	const struct rc_chat chat = {
		.messages = &message,
		.n_messages = 1,
		.max_tokens = 8,
		.seed = -1,
	};
	int ret = rc_endpoint_init(&q->endpoint, &q->opts->endpoint, err);

	q->endpoint.deadline_ms = rc_now_ms() + PATIENCE_MS;
	if (ret == 0)
		ret = rc_endpoint_ready(&q->endpoint, err);
	return ret ? ret : rc_chat_send(&q->endpoint, &chat, &q->reply, err);
}

void rc_doctor_endpoint(struct rc_doctor *doctor)
{
	struct rc_fix_opts opts = RC_FIX_OPTS_INIT;
	struct rc_err err = RC_ERR_INIT;
	struct question q = { .doctor = doctor, .opts = &opts };

	if (!doctor->config || !rc_config_get(doctor->config, "endpoint"))
		return;
	rc_config_fix_opts(doctor->config, &opts);
	if (!opts.endpoint.url || doctor->opts->offline) {
		rc_doctor_row(doctor, RC_HEALTH_OK, what, NULL,
			      "not asked: offline");
	} else if (ask(&q, &err) < 0) {
		rc_doctor_row(doctor, RC_HEALTH_BAD, what, err.hint, "%s",
			      err.msg);
	} else {
		look_at_url(&q);
		look_at_key(&q);
		look_at_model(&q);
		look_at_chat(&q);
	}
	rc_chat_reply_release(&q.reply);
	rc_endpoint_release(&q.endpoint);
}
