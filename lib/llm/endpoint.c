/* SPDX-License-Identifier: MIT */
#include "llm/endpoint.h"

#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "base/cancel.h"
#include "base/err.h"
#include "base/mem.h"
#include "llm/endpoint_look.h"
#include "llm/key.h"
#include "llm/url.h"

#define MAX_WAIT (60 * 1000)
#define FIRST_WAIT 500
#define TOTAL_MS (600 * 1000)

/* How often a request is sent at most. */
static const struct {
	long status;
	unsigned tries;
} status_tries[] = {
	{ 429, 5 }, { 529, 5 }, { 500, 3 }, { 502, 3 }, { 503, 3 }, { 504, 3 },
};

static const unsigned failure_tries[] = {
	[RC_HTTP_FINE] = 1, [RC_HTTP_NO_CONNECTION] = 2, [RC_HTTP_BROKEN] = 3,
	[RC_HTTP_LATE] = 1, [RC_HTTP_HOPELESS] = 1,
};

static bool is_set(const char *s)
{
	return s && *s;
}

static int check_url(const struct rc_endpoint_opts *opts, struct rc_err *err)
{
	struct rc_url url;

	if (!is_set(opts->url))
		return rc_err_set(err, RC_EINVAL, "no endpoint is set");
	int ret = rc_url_parse(opts->url, &url, err);
	if (ret)
		return ret;
	if (url.extra)
		return rc_err_set(err, RC_EINVAL,
				  "the endpoint '%s' has a query or fragment",
				  url.shown);
	bool has_key = is_set(opts->key) || is_set(opts->key_file) ||
		       is_set(opts->key_command);
	if (!has_key || url.https || url.loopback)
		return 0;
	rc_err_set(err, RC_EINVAL, "the key for '%s' would travel in the clear",
		   url.shown);
	return rc_err_hint(err, "use https, or no key");
}

int rc_endpoint_init(struct rc_endpoint *endpoint,
		     const struct rc_endpoint_opts *opts, struct rc_err *err)
{
	*endpoint = (struct rc_endpoint){
		.opts = opts,
		.context = opts->context ? opts->context : RC_ENDPOINT_CONTEXT,
		.no_stream = opts->no_stream,
		.idle_ms = opts->idle_ms,
		/* In one piece an answer is silence for all of its time. */
		.total_ms = opts->idle_ms > TOTAL_MS ? opts->idle_ms : TOTAL_MS,
	};
	int ret = check_url(opts, err);
	if (ret)
		return ret;
	size_t len = strlen(opts->url);
	while (opts->url[len - 1] == '/')
		len--;
	endpoint->base = rc_xstrndup(opts->url, len);
	if (is_set(opts->model))
		endpoint->model = rc_xstrdup(opts->model);
	return 0;
}

int rc_endpoint_ready(struct rc_endpoint *endpoint, struct rc_err *err)
{
	if (endpoint->asked)
		return 0;
	int ret = 0;
	if (!endpoint->key)
		ret = rc_key_get(endpoint->opts, endpoint->cancel,
				 &endpoint->key, &endpoint->key_source, err);
	if (!ret && (!endpoint->model || !endpoint->opts->context))
		ret = rc_endpoint_look(endpoint, err);
	endpoint->asked = !ret;
	return ret;
}

void rc_endpoint_release(struct rc_endpoint *endpoint)
{
	rc_key_free(endpoint->key);
	rc_free(endpoint->base);
	rc_free(endpoint->model);
	*endpoint = (struct rc_endpoint){ .context = RC_ENDPOINT_CONTEXT };
}

static unsigned tries_for(const struct rc_http_response *response)
{
	if (response->failure != RC_HTTP_FINE)
		return response->status ? 1 : failure_tries[response->failure];
	for (size_t i = 0; i < RC_COUNT(status_tries); i++)
		if (status_tries[i].status == response->status)
			return status_tries[i].tries;
	return 1;
}

/* LlamaEdge says so with status 500: it will not fit the next time either. */
static bool is_hopeless(struct rc_endpoint *endpoint,
			const struct rc_http_response *response)
{
	unsigned context = endpoint->context;

	if (response->status != 500)
		return false;
	bool over = rc_endpoint_overflow(endpoint, response->body.ptr);
	endpoint->context = context;
	return over;
}

/* Doubles each time; half of it is chance, so that clients do not march in
 * step. What the endpoint asks for is the least. */
static int64_t backoff(const struct rc_endpoint *endpoint, unsigned tried,
		       int64_t asked)
{
	int64_t wait = endpoint->backoff_ms ? endpoint->backoff_ms : FIRST_WAIT;
	uint32_t chance = 0;
	ssize_t ignored = getrandom(&chance, sizeof(chance), GRND_NONBLOCK);

	(void)ignored; /* then without chance */
	wait <<= tried - 1;
	if (asked > 0)
		wait = asked + (int64_t)(chance % (asked / 10 + 1));
	else
		wait = wait / 2 + (int64_t)(chance % (wait / 2 + 1));
	return wait < MAX_WAIT ? wait : MAX_WAIT;
}

static int too_long(const struct rc_http_response *response, struct rc_err *err)
{
	return rc_err_set(
		err, RC_ENET,
		"the endpoint is busy (HTTP %ld) and asks to wait %lld s",
		response->status, (long long)(response->retry_after_ms / 1000));
}

static int out_of_time(struct rc_err *err)
{
	return rc_err_set(err, RC_ETIMEOUT, "no time is left for the endpoint");
}

static void tell(const struct rc_endpoint *endpoint,
		 const struct rc_http_response *response, int64_t wait)
{
	char text[120], why[40] = "cannot be reached";

	if (response->status)
		snprintf(why, sizeof(why), "is busy (HTTP %ld)",
			 response->status);
	snprintf(text, sizeof(text), "the endpoint %s, asking again in %.1f s",
		 why, (double)wait / 1000);
	rc_emit(endpoint->sink,
		&(struct rc_event){ .kind = RC_EV_PROGRESS, .text = text });
}

static int wait_for_next(const struct rc_endpoint *endpoint,
			 const struct rc_http_response *response,
			 unsigned tried, struct rc_err *err)
{
	int64_t wait = backoff(endpoint, tried, response->retry_after_ms);

	if (response->retry_after_ms > MAX_WAIT)
		return too_long(response, err);
	if (endpoint->deadline_ms &&
	    rc_now_ms() + wait >= endpoint->deadline_ms)
		return out_of_time(err);
	tell(endpoint, response, wait);
	if (rc_cancel_wait(endpoint->cancel, wait))
		return rc_err_set(err, RC_ECANCELLED, "cancelled");
	return 0;
}

static int64_t shorter(int64_t limit, int64_t def, int64_t left)
{
	if (!limit)
		limit = def;
	return left < limit ? left : limit;
}

static int send_once(const struct rc_endpoint *endpoint,
		     const struct rc_http_request *given,
		     struct rc_http_response *response, struct rc_err *err)
{
	struct rc_http_request request = *given;

	if (!request.idle_ms)
		request.idle_ms = endpoint->idle_ms;
	if (!request.total_ms)
		request.total_ms = endpoint->total_ms;
	if (endpoint->deadline_ms) {
		int64_t left = endpoint->deadline_ms - rc_now_ms();

		if (left <= 0) {
			response->failure = RC_HTTP_HOPELESS;
			return out_of_time(err);
		}
		request.total_ms = shorter(request.total_ms, TOTAL_MS, left);
		request.connect_ms = shorter(request.connect_ms, 10000, left);
	}
	return rc_http_send(&request, response, err);
}

static int send_all(struct rc_endpoint *endpoint,
		    const struct rc_http_request *request,
		    struct rc_http_response *response, struct rc_err *err)
{
	for (unsigned tried = 1;; tried++) {
		int ret = send_once(endpoint, request, response, err);

		if (tried >= tries_for(response) ||
		    is_hopeless(endpoint, response))
			return ret;
		ret = wait_for_next(endpoint, response, tried, err);
		if (ret) {
			response->failure = RC_HTTP_HOPELESS;
			return ret;
		}
		rc_http_response_release(response);
	}
}

int rc_endpoint_send(struct rc_endpoint *endpoint, const char *path,
		     struct rc_http_request *request,
		     struct rc_http_response *response, struct rc_err *err)
{
	RC_CLEANUP(rc_freep)
	char *url = rc_xasprintf("%s%s", endpoint->base, path);
	struct rc_http_request whole = *request;
	struct rc_err own = RC_ERR_INIT;
	int64_t start = rc_now_ms();

	whole.url = url;
	whole.bearer = endpoint->key;
	whole.ca_file = endpoint->opts->ca_file;
	whole.cancel = endpoint->cancel;
	/* What failed before it went well is no error. */
	int ret = send_all(endpoint, &whole, response, &own);
	if (ret && err)
		*err = own;
	endpoint->ms += rc_now_ms() - start;
	return ret;
}
