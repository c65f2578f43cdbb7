/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * An OpenAI-compatible endpoint: where it is, with which key, what it can do.
 * Nothing is asked before the first use.
 */

#include "base/event.h"
#include "llm/http.h"
#include <rustcoder/fix.h>

struct rc_endpoint {
	const struct rc_endpoint_opts *opts;
	const struct rc_cancel *cancel;
	const struct rc_sink *sink; /* notes and progress; may be NULL */
	char *base;		    /* without a slash at its end */
	char *key;		    /* or NULL; a registered secret */
	const char *key_source;	    /* where it is from; static, or NULL */
	char *model;		    /* asked from /models when not set */
	unsigned context;	    /* tokens; RC_ENDPOINT_CONTEXT if unknown */
	bool asked;		    /* model and context were looked up */
	bool no_stream;		    /* it said so, or opts do */
	/* Fields of a request that it refused. */
	bool no_max_tokens, no_max_completion_tokens;
	bool no_usage, no_temperature, no_seed;
	bool other_model; /* it answers as another; was noted */
	unsigned calls;	  /* chat requests that were sent */
	int64_t ms;	  /* spent in all requests and waits */
	/* Limits; 0 as in struct rc_http_request. */
	int64_t idle_ms, total_ms;
	int64_t backoff_ms;  /* first wait of a retry; 0: 500 */
	unsigned max_calls;  /* of calls; 0: no limit. Also for asking again */
	int64_t deadline_ms; /* rc_now_ms() for all of it to end; 0: none */
};

#define RC_ENDPOINT_CONTEXT 8192

/*
 * RC_EINVAL: no URL, not http(s), or a key over plain http to a host that is
 * not this machine. The key is not fetched yet.
 */
int rc_endpoint_init(struct rc_endpoint *endpoint,
		     const struct rc_endpoint_opts *opts,
		     struct rc_err *err) RC_MUST_CHECK;
/*
 * Key, model and context size, once: the key by llm/key.h; the model from
 * /models unless set (names of embedding models passed over); the context
 * from /info (LlamaEdge, Gaia: ctx_size anywhere in it), /models (vLLM:
 * max_model_len; llama.cpp: meta.n_ctx_train), else the default. What the
 * endpoint answers never fails it; no key, no connection and a cancel do.
 */
int rc_endpoint_ready(struct rc_endpoint *endpoint,
		      struct rc_err *err) RC_MUST_CHECK;
void rc_endpoint_release(struct rc_endpoint *endpoint);

/*
 * One request with retries: 429, 500, 502, 503, 504, 529, and connections that
 * fail, with backoff, jitter and Retry-After; never another status, nor when
 * bytes of an answer were handed out. 0 for every status, also after retries.
 */
int rc_endpoint_send(struct rc_endpoint *endpoint, const char *path,
		     struct rc_http_request *request,
		     struct rc_http_response *response,
		     struct rc_err *err) RC_MUST_CHECK;
/* What an error body says, in any of its shapes, cleaned, at most 300 bytes. */
void rc_endpoint_error_text(const struct rc_http_response *response, char *out,
			    size_t len);
/* The error for a status that is not 200, with what to do about it. */
int rc_endpoint_fail(const struct rc_endpoint *endpoint,
		     const struct rc_http_response *response,
		     struct rc_err *err);
/*
 * Does this error say that the prompt is too long? Then endpoint->context is
 * lowered: to the number in the text when there is one.
 */
bool rc_endpoint_overflow(struct rc_endpoint *endpoint, const char *text);
