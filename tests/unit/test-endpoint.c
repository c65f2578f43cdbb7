/* SPDX-License-Identifier: MIT */
#include "httpbox.h"

#include <time.h>

#include "base/event.h"
#include "llm/endpoint.h"

#define OK JSON "{}"
#define BUSY HEAD("429 Too Many Requests", "text/plain", "")
#define DOWN(status) HEAD(status, "text/plain", "") "down"

struct call {
	struct httpbox box;
	struct rc_endpoint_opts opts;
	struct rc_endpoint endpoint;
	struct rc_http_response response;
	struct rc_err err;
	struct rc_buf waits; /* "1.0 s" for each that was begun */
	struct rc_sink sink;
};

static void on_wait(const struct rc_event *event, void *data)
{
	static const char words[] = "asking again in ";
	struct call *call = data;
	const char *wait = strstr(event->text, words);

	assert_int_equal(event->kind, RC_EV_PROGRESS);
	assert_non_null(wait);
	rc_buf_addf(&call->waits, "%s\n", wait + sizeof(words) - 1);
}

static void open_call(struct call *call, const struct httpbox_answer *answers,
		      size_t n)
{
	*call = (struct call){
		.response = RC_HTTP_RESPONSE_INIT,
		.waits = RC_BUF_INIT(0),
		.sink = { on_wait, call },
	};
	httpbox_start(&call->box, answers, n);
	call->opts.url = call->box.url;
	call->opts.context = 0;
	assert_int_equal(rc_endpoint_init(&call->endpoint, &call->opts, NULL),
			 0);
	call->endpoint.sink = &call->sink;
	call->endpoint.backoff_ms = 1;
}

#define ANSWERS(...)                    \
	(const struct httpbox_answer[]) \
	{                               \
		__VA_ARGS__             \
	}
#define OPEN(call, ...)                          \
	open_call(call, ANSWERS(__VA_ARGS__),    \
		  sizeof(ANSWERS(__VA_ARGS__)) / \
			  sizeof(struct httpbox_answer))

static int ask(struct call *call)
{
	struct rc_http_request request = { .body = NULL };

	call->err = (struct rc_err)RC_ERR_INIT;
	int ret = rc_endpoint_send(&call->endpoint, "/x", &request,
				   &call->response, &call->err);
	assert_int_equal(ret, call->err.code);
	return ret;
}

static void close_call(struct call *call)
{
	rc_http_response_release(&call->response);
	rc_endpoint_release(&call->endpoint);
	httpbox_release(&call->box);
	rc_buf_release(&call->waits);
}

static int init(const char *url, const char *key)
{
	struct rc_endpoint_opts opts = { .url = url, .key = key };
	struct rc_endpoint endpoint;
	struct rc_err err = RC_ERR_INIT;
	int ret = rc_endpoint_init(&endpoint, &opts, &err);

	assert_int_equal(ret, err.code);
	if (!ret)
		assert_true(endpoint.base[strlen(endpoint.base) - 1] != '/');
	rc_endpoint_release(&endpoint);
	return ret;
}

static void test_init(void **state)
{
	(void)state;
	assert_int_equal(init("https://a.example/v1//", "key"), 0);
	assert_int_equal(init("http://127.0.0.1:8080/v1", "key"), 0);
	assert_int_equal(init("http://a.example/v1", NULL), 0);
	assert_int_equal(init("http://a.example/v1", "key"), RC_EINVAL);
	assert_int_equal(init(NULL, NULL), RC_EINVAL);
	assert_int_equal(init("", NULL), RC_EINVAL);
	assert_int_equal(init("a.example", NULL), RC_EINVAL);
	assert_int_equal(init("https://u:p@a.example/v1", NULL), RC_EINVAL);
	assert_int_equal(init("https://a.example/v1?x=y", NULL), RC_EINVAL);
}

/* The last of these answers is given for good. */
static void check_tries(const char *first, size_t tries)
{
	struct call call;

	OPEN(&call, { .bytes = first });
	assert_int_equal(ask(&call), 0);
	httpbox_stop(&call.box);
	assert_int_equal(call.box.n, tries);
	assert_int_equal(call.response.status, strtol(first + 9, NULL, 10));
	close_call(&call);
}

static void test_tries(void **state)
{
	(void)state;
	check_tries(OK, 1);
	check_tries(BUSY, 5);
	check_tries(DOWN("529 Overloaded"), 5);
	check_tries(DOWN("500 Oops"), 3);
	check_tries(DOWN("502 Bad Gateway"), 3);
	check_tries(DOWN("503 Loading"), 3);
	check_tries(DOWN("504 Slow"), 3);
	check_tries(DOWN("400 Bad"), 1);
	check_tries(DOWN("401 No"), 1);
	check_tries(DOWN("403 No"), 1);
	check_tries(DOWN("404 No"), 1);
	check_tries(DOWN("501 No"), 1);
	check_tries(DOWN("301 Moved"), 1);
	check_tries(HEAD("500 Oops", "text/plain", "") "The number of prompt "
						       "tokens (9) is greater "
						       "than the context size "
						       "(8)",
		    1);
}

static void test_recovers(void **state)
{
	(void)state;
	struct call call;

	OPEN(&call, { .bytes = "" }, { .bytes = DOWN("503 Loading") },
	     { .bytes = BUSY }, { .bytes = OK });
	assert_int_equal(ask(&call), 0);
	httpbox_stop(&call.box);
	assert_int_equal(call.box.n, 4);
	assert_int_equal(call.response.status, 200);
	/* Nothing of the failed ones is left. */
	assert_string_equal(call.response.body.ptr, "{}");
	close_call(&call);
}

/* How long is waited for the second answer, in seconds. */
static double wait_after(const char *retry_after)
{
	struct call call;
	RC_CLEANUP(rc_freep)
	char *first = rc_xasprintf("HTTP/1.1 429 Busy\r\nRetry-After: %s\r\n"
				   "Content-Length: 0\r\n\r\n",
				   retry_after);
	int64_t start = rc_now_ms();

	OPEN(&call, { .bytes = first }, { .bytes = OK });
	assert_int_equal(ask(&call), 0);
	httpbox_stop(&call.box);
	assert_int_equal(call.box.n, 2);
	double wait = strtod(call.waits.ptr, NULL);
	/* It is told in tenths of a second. */
	assert_true(rc_now_ms() - start >= (int64_t)(wait * 1000) - 50);
	assert_true(call.endpoint.ms <= rc_now_ms() - start);
	close_call(&call);
	return wait;
}

static void check_too_long(const char *retry_after)
{
	struct call call;
	RC_CLEANUP(rc_freep)
	char *first = rc_xasprintf("HTTP/1.1 429 Busy\r\nRetry-After: %s\r\n"
				   "Content-Length: 0\r\n\r\n",
				   retry_after);

	OPEN(&call, { .bytes = first }, { .bytes = OK });
	assert_int_equal(ask(&call), RC_ENET);
	httpbox_stop(&call.box);
	assert_int_equal(call.box.n, 1);
	assert_non_null(strstr(call.err.msg, "asks to wait"));
	assert_int_equal(call.waits.len, 0);
	close_call(&call);
}

static void date_in(int seconds, char *date, size_t size)
{
	time_t at = time(NULL) + seconds;
	struct tm tm;

	gmtime_r(&at, &tm);
	strftime(date, size, "%a, %d %b %Y %H:%M:%S GMT", &tm);
}

static void test_retry_after(void **state)
{
	(void)state;
	char date[64];
	double wait = wait_after("1");

	assert_true(wait >= 1.0 && wait <= 1.1);
	date_in(3, date, sizeof(date));
	assert_true(wait_after(date) <= 3.3);
	/* Longer than anybody wants to wait. */
	check_too_long("61");
	check_too_long("99999999999999");
	date_in(600, date, sizeof(date));
	check_too_long(date);
	/* No such thing. */
	assert_true(wait_after("-5") == 0);
	assert_true(wait_after("soon") == 0);
	assert_true(wait_after("") == 0);
}

static void *trigger(void *cancel)
{
	usleep(100000);
	rc_cancel_trigger(cancel);
	return NULL;
}

static void test_cancel_while_waiting(void **state)
{
	(void)state;
	struct call call;
	struct rc_cancel *cancel = rc_cancel_new();
	pthread_t thread;

	OPEN(&call, { .bytes = BUSY });
	/* A minute, the most there is, and the test has no more either. */
	call.endpoint.backoff_ms = 1000000;
	call.endpoint.cancel = cancel;
	pthread_create(&thread, NULL, trigger, cancel);
	assert_int_equal(ask(&call), RC_ECANCELLED);
	assert_string_equal(call.waits.ptr, "60.0 s\n");
	pthread_join(thread, NULL);
	assert_int_equal(ask(&call), RC_ECANCELLED);
	httpbox_stop(&call.box);
	close_call(&call);
	rc_cancel_free(cancel);
}

static void test_deadline(void **state)
{
	(void)state;
	struct call call;

	OPEN(&call, { .bytes = BUSY }, { .bytes = OK, .hang = true });
	call.endpoint.backoff_ms = 1000000;
	call.endpoint.deadline_ms = rc_now_ms() + 50000;
	/* The wait would end too late, so it does not begin. */
	assert_int_equal(ask(&call), RC_ETIMEOUT);
	assert_int_equal(call.waits.len, 0);
	/* Nor does a request once there is no time. */
	call.endpoint.deadline_ms = rc_now_ms() + 1000;
	assert_int_equal(ask(&call), RC_ETIMEOUT);
	assert_int_equal(ask(&call), RC_ETIMEOUT);
	httpbox_stop(&call.box);
	assert_int_equal(call.box.n, 2);
	close_call(&call);
}

static void test_refused_twice(void **state)
{
	(void)state;
	struct call call;

	OPEN(&call, { .bytes = OK });
	httpbox_stop(&call.box);
	call.endpoint.backoff_ms = 200;
	int64_t start = rc_now_ms();
	assert_int_equal(ask(&call), RC_ENET);
	assert_true(rc_now_ms() - start >= 100);
	/* Once more, and no more. */
	assert_ptr_equal(strchr(call.waits.ptr, '\n'),
			 call.waits.ptr + call.waits.len - 1);
	assert_non_null(strstr(call.err.msg, "connection refused"));
	assert_int_equal(call.response.failure, RC_HTTP_NO_CONNECTION);
	/* No connection is the one thing that makes it fail early. */
	assert_int_equal(rc_endpoint_ready(&call.endpoint, NULL), RC_ENET);
	assert_false(call.endpoint.asked);
	close_call(&call);
}

static void test_silence(void **state)
{
	(void)state;
	struct call call;

	OPEN(&call, { .bytes = "", .hang = true });
	rc_endpoint_release(&call.endpoint);
	call.opts.idle_ms = 1000;
	assert_int_equal(rc_endpoint_init(&call.endpoint, &call.opts, NULL), 0);
	assert_int_equal(ask(&call), RC_ETIMEOUT);
	httpbox_stop(&call.box);
	assert_int_equal(call.box.n, 1);
	close_call(&call);
}

/* What /models and /info say. */
static void check_look(const char *models, const char *info, const char *model,
		       unsigned context)
{
	struct call call;

	OPEN(&call, { .bytes = models }, { .bytes = info });
	assert_int_equal(rc_endpoint_ready(&call.endpoint, NULL), 0);
	assert_int_equal(rc_endpoint_ready(&call.endpoint, NULL), 0);
	httpbox_stop(&call.box);
	assert_int_equal(call.box.n, 2);
	httpbox_assert_asked(&call.box, 0, "GET /v1/models HTTP");
	httpbox_assert_asked(&call.box, 1, "GET /v1/info HTTP");
	if (model)
		assert_string_equal(call.endpoint.model, model);
	else
		assert_null(call.endpoint.model);
	assert_int_equal(call.endpoint.context, context);
	close_call(&call);
}

static void test_look(void **state)
{
	(void)state;
	static const char no[] = DOWN("404 No");

	check_look(no, no, NULL, RC_ENDPOINT_CONTEXT);
	check_look(JSON "nonsense", JSON "[[[[", NULL, RC_ENDPOINT_CONTEXT);
	check_look(JSON "{\"data\":[{\"id\":\"nomic-embed-text\"},"
			"{\"id\":\"bge-small\"},{\"id\":\"Qwen\"},"
			"{\"id\":\"Yi\"}]}",
		   no, "Qwen", RC_ENDPOINT_CONTEXT);
	/* vLLM */
	check_look(JSON "{\"data\":[{\"id\":\"q\",\"max_model_len\":32768}]}",
		   no, "q", 32768);
	/* llama.cpp */
	check_look(JSON "{\"models\":[],\"data\":[{\"id\":\"q.gguf\",\"meta\":"
			"{\"n_ctx_train\":131072}}]}",
		   no, "q.gguf", 131072);
	/* LlamaEdge */
	check_look(JSON "{\"data\":[{\"id\":\"q\"}]}",
		   JSON
		   "{\"embedding_model\":{\"ctx_size\":512},\"chat_model\":"
		   "{\"name\":\"q\",\"ctx_size\":16384}}",
		   "q", 16384);
	/* rag-api-server */
	check_look(no,
		   JSON "{\"models\":[{\"name\":\"n\",\"type\":\"embedding\","
			"\"ctx_size\":512},{\"name\":\"q\",\"type\":\"chat\","
			"\"ctx_size\":4096}]}",
		   NULL, 4096);
	/* Gaia */
	check_look(no,
		   JSON "{\"node_version\":\"0.5\",\"servers\":{\"a\":"
			"{\"embedding_model\":{\"ctx_size\":512}},\"b\":"
			"{\"chat_model\":{\"ctx_size\":8191}}}}",
		   NULL, 8191);
	/* Not to be believed. */
	check_look(no, JSON "{\"ctx_size\":1e300}", NULL, RC_ENDPOINT_CONTEXT);
	check_look(no, JSON "{\"ctx_size\":-1}", NULL, RC_ENDPOINT_CONTEXT);
}

static void test_nothing_to_look_for(void **state)
{
	(void)state;
	struct call call;

	OPEN(&call, { .bytes = OK });
	rc_endpoint_release(&call.endpoint);
	call.opts.model = "m";
	call.opts.context = 1000;
	assert_int_equal(rc_endpoint_init(&call.endpoint, &call.opts, NULL), 0);
	assert_int_equal(rc_endpoint_ready(&call.endpoint, NULL), 0);
	httpbox_stop(&call.box);
	assert_int_equal(call.box.n, 0);
	assert_int_equal(call.endpoint.context, 1000);
	close_call(&call);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_init),
		cmocka_unit_test(test_tries),
		cmocka_unit_test(test_recovers),
		cmocka_unit_test(test_retry_after),
		cmocka_unit_test(test_cancel_while_waiting),
		cmocka_unit_test(test_deadline),
		cmocka_unit_test(test_refused_twice),
		cmocka_unit_test(test_silence),
		cmocka_unit_test(test_look),
		cmocka_unit_test(test_nothing_to_look_for),
	};

	return cmocka_run_group_tests(tests, httpbox_setup, NULL);
}
