/* SPDX-License-Identifier: MIT */
#include "httpbox.h"

#include "base/event.h"
#include "llm/chat.h"

#define CHUNK(content)                                                 \
	"data: {\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{" \
	"\"role\":\"assistant\",\"content\":" content "},"             \
	"\"finish_reason\":null}]}\n\n"
#define FINISH(reason)                                                     \
	"data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":" \
	"\"" reason "\"}]}\n\n"
#define USAGE                                                    \
	"data: {\"choices\":[],\"usage\":{\"prompt_tokens\":11," \
	"\"completion_tokens\":7,\"total_tokens\":18}}\n\n"
#define DONE "data: [DONE]\n\n"
#define WHOLE(message, reason)                                          \
	JSON "{\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{" \
	     "\"role\":\"assistant\"," message "},\"finish_reason\":"   \
	     "\"" reason "\"}],\"usage\":{\"prompt_tokens\":5,"         \
	     "\"completion_tokens\":6}}"

struct call {
	struct httpbox box;
	struct rc_endpoint_opts opts;
	struct rc_endpoint endpoint;
	struct rc_chat_reply reply;
	struct rc_err err;
	struct rc_buf notes, shown;
	struct rc_sink sink;
};

static void on_note(const struct rc_event *event, void *data)
{
	struct call *call = data;

	if (event->kind == RC_EV_NOTE)
		rc_buf_addf(&call->notes, "%s\n", event->text);
}

static void on_text(const char *text, size_t len, void *data)
{
	struct call *call = data;

	rc_buf_add(&call->shown, text, len);
}

static void open_call(struct call *call, const struct httpbox_answer *answers,
		      size_t n)
{
	*call = (struct call){
		.notes = RC_BUF_INIT(0),
		.shown = RC_BUF_INIT(0),
		.sink = { on_note, call },
	};
	httpbox_start(&call->box, answers, n);
	call->opts.url = call->box.url;
	call->opts.model = "m";
	call->opts.key = "canary-0123456789";
	call->opts.context = 8192;
	assert_int_equal(rc_endpoint_init(&call->endpoint, &call->opts, NULL),
			 0);
	call->endpoint.sink = &call->sink;
	call->endpoint.backoff_ms = 1;
	assert_int_equal(rc_endpoint_ready(&call->endpoint, NULL), 0);
}

static int ask(struct call *call)
{
	static const struct rc_chat_message messages[] = {
		{ "system", "You repair." },
		{ "user", "Say \"hi\"\n" },
	};
	struct rc_chat chat = {
		.messages = messages,
		.n_messages = RC_COUNT(messages),
		.max_tokens = 64,
		.temperature = 0.2,
		.seed = 3,
		.on_text = on_text,
		.data = call,
	};

	rc_chat_reply_release(&call->reply);
	call->err = (struct rc_err)RC_ERR_INIT;
	int ret =
		rc_chat_send(&call->endpoint, &chat, &call->reply, &call->err);
	assert_int_equal(ret, call->err.code);
	if (ret == 0)
		assert_non_null(call->reply.text);
	assert_null(strstr(call->err.msg, "canary"));
	assert_null(strstr(call->err.hint, "canary"));
	return ret;
}

static void close_call(struct call *call)
{
	rc_chat_reply_release(&call->reply);
	rc_endpoint_release(&call->endpoint);
	httpbox_release(&call->box);
	rc_buf_release(&call->notes);
	rc_buf_release(&call->shown);
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

/* One request with one answer, which is understood. */
static void check(const char *bytes, enum rc_chat_finish finish,
		  const char *text)
{
	struct call call;

	OPEN(&call, { .bytes = bytes });
	if (ask(&call) < 0)
		fail_msg("%s: %s", bytes, call.err.msg);
	httpbox_stop(&call.box);
	assert_string_equal(call.reply.text, text);
	assert_int_equal(call.reply.finish, finish);
	assert_int_equal(call.box.n, 1);
	close_call(&call);
}

/* Answers that lead to an error in so many requests. */
static void check_error(const char *bytes, int code, size_t n,
			const char *words)
{
	struct call call;

	OPEN(&call, { .bytes = bytes });
	assert_int_equal(ask(&call), code);
	httpbox_stop(&call.box);
	assert_int_equal(call.box.n, n);
	if (!strstr(call.err.msg, words) && !strstr(call.err.hint, words))
		fail_msg("no '%s' in: %s (%s)", words, call.err.msg,
			 call.err.hint);
	close_call(&call);
}

static void test_stream(void **state)
{
	(void)state;
	struct call call;

	OPEN(&call,
	     { .bytes = EVENTS ": hello\n\n" CHUNK("\"\"") CHUNK("\"h\\u00e9\"")
		       CHUNK("\"llo\\n\"") FINISH("stop") USAGE DONE });
	assert_int_equal(ask(&call), 0);
	httpbox_stop(&call.box);
	assert_string_equal(call.reply.text, "h\xc3\xa9llo\n");
	assert_string_equal(call.shown.ptr, "h\xc3\xa9llo\n");
	assert_string_equal(call.reply.model, "m");
	assert_int_equal(call.reply.finish, RC_CHAT_STOP);
	assert_int_equal(call.reply.tokens_in, 11);
	assert_int_equal(call.reply.tokens_out, 7);
	assert_false(call.reply.estimated);
	assert_int_equal(call.endpoint.calls, 1);
	httpbox_assert_asked(&call.box, 0,
			     "POST /v1/chat/completions HTTP/1.1");
	httpbox_assert_asked(&call.box, 0,
			     "Authorization: Bearer canary-0123456789\r\n");
	httpbox_assert_asked(&call.box, 0, "text/event-stream");
	httpbox_assert_asked(
		&call.box, 0,
		"{\"model\":\"m\",\"messages\":["
		"{\"role\":\"system\",\"content\":\"You repair.\"},"
		"{\"role\":\"user\",\"content\":\"Say \\\"hi\\\"\\n\"}],"
		"\"max_tokens\":64,\"max_completion_tokens\":64,"
		"\"temperature\":0.2,\"seed\":3,\"stream\":true,"
		"\"stream_options\":{\"include_usage\":true}}");
	httpbox_assert_not_asked(&call.box, 0, "Expect:");
	close_call(&call);
}

static void test_split_at_every_byte(void **state)
{
	(void)state;
	struct call call;

	OPEN(&call, { .bytes = EVENTS CHUNK("\"\xc3\xa9\"")
			      CHUNK("\"\xf0\x9f\xa6\x80\"") FINISH("stop") DONE,
		      .piece = 1 });
	assert_int_equal(ask(&call), 0);
	httpbox_stop(&call.box);
	assert_string_equal(call.reply.text, "\xc3\xa9\xf0\x9f\xa6\x80");
	/* Counted by nobody: four bytes to a token. */
	assert_true(call.reply.estimated);
	assert_int_equal(call.reply.tokens_out, 2);
	assert_int_equal(call.reply.tokens_in, 3 + 3);
	close_call(&call);
}

static void test_ends(void **state)
{
	(void)state;
	check(EVENTS CHUNK("\"a\"") DONE, RC_CHAT_STOP, "a");
	check(EVENTS CHUNK("\"a\"") "data:[DONE]\r\n\r\n", RC_CHAT_STOP, "a");
	check(EVENTS CHUNK("\"a\"") FINISH("stop"), RC_CHAT_STOP, "a");
	check(EVENTS CHUNK("\"a\"") FINISH("eos_token") DONE, RC_CHAT_STOP,
	      "a");
	check(EVENTS CHUNK("\"a\"") FINISH("length") DONE, RC_CHAT_TRUNCATED,
	      "a");
	check(EVENTS CHUNK("\"a\"") FINISH("content_filter") DONE,
	      RC_CHAT_REFUSED, "a");
	check(EVENTS CHUNK("null") DONE, RC_CHAT_EMPTY, "");
	check(EVENTS CHUNK("\" \\n\"") DONE, RC_CHAT_EMPTY, " \n");
	check(EVENTS USAGE DONE, RC_CHAT_EMPTY, "");
	check(EVENTS "data: {\"choices\":[{\"delta\":{\"refusal\":\"No.\"}}]}"
		     "\n\n" DONE,
	      RC_CHAT_REFUSED, "No.");
	check(EVENTS CHUNK("\"a\"") CHUNK("\"<|WASMEDGE-GGML-CONTEXT-FULL|>\"")
		      FINISH("length") DONE,
	      RC_CHAT_TRUNCATED, "a");
	/* After a finish_reason the connection may do what it likes. */
	check("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
	      "Content-Length: 9999\r\n\r\n" CHUNK("\"a\"") FINISH("stop"),
	      RC_CHAT_STOP, "a");
}

static void test_content_shapes(void **state)
{
	(void)state;
	check(WHOLE("\"content\":\"a\"", "stop"), RC_CHAT_STOP, "a");
	check(WHOLE("\"content\":null,\"tool_calls\":[]", "tool_calls"),
	      RC_CHAT_EMPTY, "");
	check(WHOLE("\"content\":[{\"type\":\"text\",\"text\":\"a\"},"
		    "{\"type\":\"image\"},{\"type\":\"text\",\"text\":\"b\"}]",
		    "stop"),
	      RC_CHAT_STOP, "ab");
	check(WHOLE("\"reasoning_content\":\"hm\",\"content\":\"a\"", "stop"),
	      RC_CHAT_STOP, "a");
	check(JSON "{\"choices\":[]}", RC_CHAT_EMPTY, "");
	check(JSON "{}", RC_CHAT_EMPTY, "");
	/* The type is wrong, the bytes are clear. */
	check(HEAD("200 OK", "text/plain", "") "\n{\"choices\":[{\"message\":"
					       "{\"content\":\"a\"}}]}",
	      RC_CHAT_STOP, "a");
	check(JSON CHUNK("\"a\"") DONE, RC_CHAT_STOP, "a");
}

static void test_reasoning(void **state)
{
	(void)state;
	check(EVENTS CHUNK("\"\\n<\"") CHUNK("\"think>\\nb <x> c\\n</think>\"")
		      CHUNK("\"\\n\\n    a\"") DONE,
	      RC_CHAT_STOP, "    a");
	check(EVENTS CHUNK("\"<think></think>\\n\\na <think>b</think>\"") DONE,
	      RC_CHAT_STOP, "a <think>b</think>");
	check(EVENTS CHUNK("\"<thinking>x</thinking>\\n<think>y</think>a\"")
		      DONE,
	      RC_CHAT_STOP, "a");
	check(EVENTS CHUNK("\"<think>no end\"") FINISH("length") DONE,
	      RC_CHAT_TRUNCATED, "");
	check(EVENTS CHUNK("\"<think>no end\"") DONE, RC_CHAT_TRUNCATED, "");
	/* Opened in the prompt. */
	check(EVENTS CHUNK("\"hm\\n</think>\\n\\na\"") DONE, RC_CHAT_STOP, "a");
	check(EVENTS CHUNK("\"let s = \\\"</think>\\\";\"") DONE, RC_CHAT_STOP,
	      "let s = \"</think>\";");
	check(EVENTS CHUNK("\"a\\n</think>;\"") DONE, RC_CHAT_STOP,
	      "a\n</think>;");
	check(EVENTS CHUNK("\"  indented\"") DONE, RC_CHAT_STOP, "  indented");
}

static void test_cut_is_discarded(void **state)
{
	(void)state;
	struct call call;

	OPEN(&call, { .bytes = EVENTS CHUNK("\"half an\"") },
	     { .bytes = EVENTS CHUNK("\"whole\"") FINISH("stop") USAGE DONE });
	assert_int_equal(ask(&call), 0);
	httpbox_stop(&call.box);
	assert_string_equal(call.reply.text, "whole");
	assert_int_equal(call.box.n, 2);
	assert_int_equal(call.endpoint.calls, 2);
	/* What was thrown away was spent, too: 6 and 2 as estimated. */
	assert_int_equal(call.reply.tokens_in, 11 + 6);
	assert_int_equal(call.reply.tokens_out, 7 + 2);
	assert_true(call.reply.estimated);
	assert_non_null(strstr(call.notes.ptr, "asking again"));
	close_call(&call);
}

static void test_cut_twice(void **state)
{
	(void)state;
	check_error(EVENTS CHUNK("\"a\""), RC_ENET, 2, "too early");
	check_error(EVENTS CHUNK("\"a\"") "data: {\"choices\":[{\"delta\":{\"c",
		    RC_ENET, 2, "too early");
	check_error(EVENTS CHUNK("\"a\"") "data: \"\xc3", RC_ENET, 2,
		    "too early");
	check_error(EVENTS, RC_ENET, 2, "too early");
	check_error("HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n" CHUNK(
			    "\"a\""),
		    RC_ENET, 2, "cut");
}

static void test_garbage(void **state)
{
	(void)state;
	check_error(EVENTS CHUNK("\"a\"") "data: nonsense\n\n" DONE, RC_EPARSE,
		    2, "JSON");
	check_error(EVENTS "data: {\"choices\":[{\"delta\":{\"content\":"
			   "\"\\ud800\"}}]}\n\n" DONE,
		    RC_EPARSE, 2, "JSON");
	check_error(JSON "{\"choices\":[", RC_EPARSE, 2, "JSON");
	check_error("\x80\x81\x82\r\n\r\n", RC_ENET, 1, "HTTP");
}

static void test_long_line(void **state)
{
	(void)state;
	RC_CLEANUP(rc_buf_release) struct rc_buf bytes = RC_BUF_INIT(0);

	rc_buf_adds(&bytes, EVENTS "data: {\"x\":\"");
	while (bytes.len < (size_t)1 << 20)
		rc_buf_adds(&bytes, "0123456789abcdef");
	rc_buf_adds(&bytes, "\"}\n\n" DONE);
	check_error(bytes.ptr, RC_EPARSE, 2, "too large");
}

static void test_error_in_stream(void **state)
{
	(void)state;
	check_error(EVENTS CHUNK("\"a\"") "data: {\"error\":{\"message\":"
					  "\"out of\\nmemory\"}}\n\n",
		    RC_ENET, 2, "the endpoint failed: out of memory");
	check_error(JSON "{\"error\":\"broken\"}", RC_ENET, 2, "broken");
	check_error(JSON "{\"error\":{\"message\":\"This model's maximum "
			 "context length is 4096 tokens\"}}",
		    RC_ELIMIT, 1, "4096");
	check(JSON "{\"error\":null,\"choices\":[{\"message\":{\"content\":"
		   "\"a\"}}]}",
	      RC_CHAT_STOP, "a");
}

static void test_web_page(void **state)
{
	(void)state;
	check_error(HEAD("200 OK", "text/html; charset=utf-8",
			 "") "<html>\n<title>Log in\x1b[2J</title>",
		    RC_ENET, 1,
		    "a web page: <html> <title>Log in\xe2\x90\x9b[2J</title>");
	check_error(EVENTS "<p>canary-0123456789", RC_ENET, 1,
		    "a web page: <p>[redacted]");
}

static void test_error_bodies(void **state)
{
	(void)state;
	check_error(
		HEAD("400 Bad", "application/json",
		     "") "{\"error\":{\"message\":\"first\",\"type\":\"x\"}}",
		RC_EINVAL, 1, ": first");
	check_error(HEAD("404 No", "application/json", "") "\"second\"",
		    RC_EINVAL, 1, ": second");
	check_error(HEAD("400 Bad", "text/plain", "") "400 Bad Request:\n"
						      "third \xff",
		    RC_EINVAL, 1, ": 400 Bad Request: third \xef\xbf\xbd");
	check_error(HEAD("400 Bad", "application/json",
			 "") "{\"detail\":\"fourth\"}",
		    RC_EINVAL, 1, ": fourth");
	check_error(HEAD("400 Bad", "application/json",
			 "") "{\"error\":\"fifth\"}",
		    RC_EINVAL, 1, ": fifth");
	check_error(HEAD("404 No", "text/plain", ""), RC_EINVAL, 1, "/v1");
	check_error(
		HEAD("401 No", "text/plain",
		     "") "Invalid API key canary-0123456789, sk-0a1B2c3D4e5F6g7H8i9J0k.",
		RC_EINVAL, 1, "Invalid API key [redacted], [redacted].");
	check_error(HEAD("403 No", "text/plain", ""), RC_EINVAL, 1,
		    "the key comes from the environment or the options");
	check_error(HEAD("302 Found", "text/plain",
			 "Location: https://user:pw@other.example/v1?t=1\r\n"),
		    RC_EINVAL, 1, "'https://other.example/v1'");
}

static void test_no_key_hint(void **state)
{
	(void)state;
	struct call call;

	OPEN(&call, { .bytes = HEAD("401 No", "text/plain", "") });
	rc_endpoint_release(&call.endpoint);
	call.opts.key = NULL;
	assert_int_equal(rc_endpoint_init(&call.endpoint, &call.opts, NULL), 0);
	assert_int_equal(rc_endpoint_ready(&call.endpoint, NULL), 0);
	assert_int_equal(ask(&call), RC_EINVAL);
	httpbox_stop(&call.box);
	assert_non_null(strstr(call.err.hint, "no key is set"));
	httpbox_assert_not_asked(&call.box, 0, "Authorization");
	close_call(&call);
}

static void check_overflow(const char *bytes, unsigned context)
{
	struct call call;

	OPEN(&call, { .bytes = bytes });
	assert_int_equal(ask(&call), RC_ELIMIT);
	httpbox_stop(&call.box);
	assert_int_equal(call.box.n, 1);
	assert_int_equal(call.endpoint.context, context);
	close_call(&call);
}

static void test_overflow(void **state)
{
	(void)state;
	check_overflow(
		HEAD("500 Internal Server Error", "text/plain",
		     "") "500 Internal Server Error: The number of prompt tokens "
			 "(5000) is greater than the context size (4096). Please",
		4096);
	check_overflow(
		HEAD("400 Bad", "application/json",
		     "") "{\"error\":{\"message\":\"This model's maximum context "
			 "length is 2048 tokens. However, you requested 'max_tokens'"
			 "\",\"code\":\"context_length_exceeded\"}}",
		2048);
	check_overflow(
		HEAD("400 Bad", "application/json",
		     "") "{\"error\":{\"code\":400,\"message\":\"the request exceeds "
			 "the available context size. try\",\"type\":"
			 "\"exceed_context_size_error\",\"n_prompt_tokens\":9,"
			 "\"n_ctx\": 1024}}",
		1024);
	/* No number, or one that we kept: lower all the same. */
	check_overflow(
		HEAD("413 Big", "application/json",
		     "") "{\"error\":{\"code\":\"context_length_exceeded\"}}",
		6144);
	check_overflow(HEAD("400 Bad", "text/plain",
			    "") "maximum context length is 99999999999 tokens",
		       6144);
	check_overflow(HEAD("400 Bad", "text/plain",
			    "") "maximum context length is 9999 tokens",
		       6144);
}

static void test_refused_fields(void **state)
{
	(void)state;
	struct call call;

	/* Both are named; the first one is meant. */
	OPEN(&call,
	     { .bytes = HEAD(
		       "400 Bad", "application/json",
		       "") "{\"error\":{\"message\":\"Unsupported parameter: 'max_tokens' is "
			   "not supported with this model. Use 'max_completion_tokens' "
			   "instead.\",\"param\":\"max_tokens\"}}" },
	     { .bytes = HEAD(
		       "400 Bad", "application/json",
		       "") "{\"error\":{\"message\":\"Unsupported value: 'temperature'\"}}" },
	     { .bytes = HEAD(
		       "422 Bad", "application/json",
		       "") "{\"detail\":[{\"loc\":[\"body\",\"stream_options\"]}]}" },
	     { .bytes = EVENTS CHUNK("\"a\"") DONE });
	assert_int_equal(ask(&call), 0);
	assert_int_equal(ask(&call), 0);
	httpbox_stop(&call.box);
	assert_string_equal(call.reply.text, "a");
	assert_int_equal(call.box.n, 5);
	httpbox_assert_asked(&call.box, 1, "\"max_completion_tokens\":64");
	httpbox_assert_not_asked(&call.box, 1, "\"max_tokens\"");
	httpbox_assert_asked(&call.box, 1, "temperature");
	httpbox_assert_not_asked(&call.box, 2, "temperature");
	httpbox_assert_asked(&call.box, 2, "stream_options");
	for (size_t i = 3; i < 5; i++) {
		httpbox_assert_not_asked(&call.box, i, "\"max_tokens\"");
		httpbox_assert_not_asked(&call.box, i, "stream_options");
		httpbox_assert_asked(&call.box, i, "\"stream\":true");
	}
	close_call(&call);
}

static void test_streaming_refused(void **state)
{
	(void)state;
	struct call call;

	OPEN(&call,
	     { .bytes = HEAD("400 Bad", "text/plain",
			     "") "Streaming is not supported" },
	     { .bytes = WHOLE("\"content\":\"a\"", "stop") });
	assert_int_equal(ask(&call), 0);
	httpbox_stop(&call.box);
	assert_true(call.endpoint.no_stream);
	httpbox_assert_asked(&call.box, 1, "\"stream\":false");
	httpbox_assert_not_asked(&call.box, 1, "event-stream");
	assert_int_equal(call.reply.tokens_out, 6);
	assert_string_equal(call.shown.ptr, "a");
	close_call(&call);
}

static void test_streaming_unwanted(void **state)
{
	(void)state;
	struct call call;

	OPEN(&call, { .bytes = WHOLE("\"content\":\"a\"", "stop") });
	rc_endpoint_release(&call.endpoint);
	call.opts.no_stream = true;
	assert_int_equal(rc_endpoint_init(&call.endpoint, &call.opts, NULL), 0);
	assert_int_equal(ask(&call), 0);
	httpbox_stop(&call.box);
	httpbox_assert_asked(&call.box, 0, "\"stream\":false");
	httpbox_assert_not_asked(&call.box, 0, "event-stream");
	close_call(&call);
}

static void test_endless_refusal(void **state)
{
	(void)state;
	check_error(
		HEAD("400 Bad", "text/plain",
		     "") "stream, seed, temperature, include_usage, max_tokens, "
			 "max_completion_tokens",
		RC_EINVAL, 7, "refuses the request");
}

static void check_loop(const char *unit)
{
	struct call call;
	RC_CLEANUP(rc_buf_release) struct rc_buf bytes = RC_BUF_INIT(0);

	rc_buf_adds(&bytes, EVENTS CHUNK("\"Fine so far.\\n\""));
	size_t start = bytes.len;
	rc_buf_addf(&bytes, CHUNK("\"%s\""), unit);
	RC_CLEANUP(rc_freep)
	char *again = rc_xstrdup(bytes.ptr + start);
	for (int i = 0; i < 1999; i++)
		rc_buf_adds(&bytes, again);
	rc_buf_adds(&bytes, DONE);
	OPEN(&call, { .bytes = bytes.ptr });
	assert_int_equal(ask(&call), 0);
	httpbox_stop(&call.box);
	assert_int_equal(call.reply.finish, RC_CHAT_LOOPING);
	assert_int_equal(call.box.n, 1);
	/* Ended by us, long before its end. */
	assert_true(strlen(call.reply.text) < 40000);
	close_call(&call);
}

static void test_loops(void **state)
{
	(void)state;
	char paragraph[800];
	size_t len = 0;

	check_loop("    0,\\n");
	check_loop("\\n");
	check_loop("na ");
	for (int i = 0; len + 20 < sizeof(paragraph); i++)
		len += (size_t)snprintf(paragraph + len, 20, "let a%d = %d;\\n",
					i, i * i);
	check_loop(paragraph);
}

static void test_no_loop(void **state)
{
	(void)state;
	struct call call;
	RC_CLEANUP(rc_buf_release) struct rc_buf bytes = RC_BUF_INIT(0);

	rc_buf_adds(&bytes, EVENTS);
	for (int i = 0; i < 1000; i++)
		rc_buf_addf(&bytes, CHUNK("\"    f%d(%d),\\n%s\""), i, i * 7,
			    i % 50 < 39 ? "" : "    same,\\n");
	for (int i = 0; i < 39; i++)
		rc_buf_adds(&bytes, CHUNK("\"}\\n\""));
	rc_buf_adds(&bytes, DONE);
	OPEN(&call, { .bytes = bytes.ptr });
	assert_int_equal(ask(&call), 0);
	httpbox_stop(&call.box);
	assert_int_equal(call.reply.finish, RC_CHAT_STOP);
	close_call(&call);
}

/* The server hangs for ever: without its limit a test runs out of time. */
static void test_endless_stream(void **state)
{
	(void)state;
	struct call call;

	OPEN(&call, { .bytes = EVENTS ": ping\n\n", .hang = true });
	call.endpoint.total_ms = 1000;
	assert_int_equal(ask(&call), RC_ETIMEOUT);
	assert_non_null(strstr(call.err.msg, "too long"));
	httpbox_stop(&call.box);
	assert_int_equal(call.box.n, 1);
	close_call(&call);
	OPEN(&call, { .bytes = EVENTS CHUNK("\"a\""), .hang = true });
	call.endpoint.idle_ms = 1000;
	assert_int_equal(ask(&call), RC_ETIMEOUT);
	assert_non_null(strstr(call.err.msg, "silent"));
	httpbox_stop(&call.box);
	assert_int_equal(call.box.n, 1);
	close_call(&call);
}

static void test_finished_but_open(void **state)
{
	(void)state;
	struct call call;

	OPEN(&call,
	     { .bytes = EVENTS CHUNK("\"a\"") FINISH("stop"), .hang = true });
	call.endpoint.idle_ms = 1000;
	assert_int_equal(ask(&call), 0);
	assert_string_equal(call.reply.text, "a");
	httpbox_stop(&call.box);
	close_call(&call);
}

static void *trigger(void *cancel)
{
	usleep(100000);
	rc_cancel_trigger(cancel);
	return NULL;
}

static void test_cancel(void **state)
{
	(void)state;
	struct call call;
	struct rc_cancel *cancel = rc_cancel_new();
	pthread_t thread;

	OPEN(&call, { .bytes = EVENTS CHUNK("\"a\""), .hang = true });
	call.endpoint.cancel = cancel;
	pthread_create(&thread, NULL, trigger, cancel);
	assert_int_equal(ask(&call), RC_ECANCELLED);
	pthread_join(thread, NULL);
	httpbox_stop(&call.box);
	assert_int_equal(call.box.n, 1);
	close_call(&call);
	rc_cancel_free(cancel);
}

static void test_other_model(void **state)
{
	(void)state;
	struct call call;

	OPEN(&call, { .bytes = EVENTS
		      "data: {\"model\":\"llama\",\"choices\":[{\"delta\":"
		      "{\"content\":\"a\"}}]}\n\n" DONE });
	rc_free(call.endpoint.model);
	call.endpoint.model = rc_xstrdup("qwen");
	assert_int_equal(ask(&call), 0);
	assert_int_equal(ask(&call), 0);
	httpbox_stop(&call.box);
	assert_string_equal(
		call.notes.ptr,
		"the endpoint answers as model 'llama', not 'qwen'\n");
	assert_string_equal(call.reply.model, "llama");
	close_call(&call);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stream),
		cmocka_unit_test(test_split_at_every_byte),
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_content_shapes),
		cmocka_unit_test(test_reasoning),
		cmocka_unit_test(test_cut_is_discarded),
		cmocka_unit_test(test_cut_twice),
		cmocka_unit_test(test_garbage),
		cmocka_unit_test(test_long_line),
		cmocka_unit_test(test_error_in_stream),
		cmocka_unit_test(test_web_page),
		cmocka_unit_test(test_error_bodies),
		cmocka_unit_test(test_no_key_hint),
		cmocka_unit_test(test_overflow),
		cmocka_unit_test(test_refused_fields),
		cmocka_unit_test(test_streaming_refused),
		cmocka_unit_test(test_streaming_unwanted),
		cmocka_unit_test(test_endless_refusal),
		cmocka_unit_test(test_loops),
		cmocka_unit_test(test_no_loop),
		cmocka_unit_test(test_endless_stream),
		cmocka_unit_test(test_finished_but_open),
		cmocka_unit_test(test_cancel),
		cmocka_unit_test(test_other_model),
	};

	return cmocka_run_group_tests(tests, httpbox_setup, NULL);
}
