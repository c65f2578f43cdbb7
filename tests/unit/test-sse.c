/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "llm/sse.h"

struct seen {
	struct rc_buf text; /* "<data>" per event */
	size_t n, stop_at;
};

static int on_event(const char *data, size_t len, void *arg)
{
	struct seen *seen = arg;

	assert_int_equal(data[len], '\0');
	rc_buf_addc(&seen->text, '<');
	rc_buf_add(&seen->text, data, len);
	rc_buf_addc(&seen->text, '>');
	return ++seen->n == seen->stop_at ? 7 : 0;
}

/* The events are the same wherever the bytes are cut. */
static void check(const char *bytes, const char *events, bool is_cut)
{
	size_t len = strlen(bytes);

	for (size_t at = 0; at <= len; at++) {
		struct seen seen = { .text = RC_BUF_INIT(0) };
		struct rc_sse sse;

		rc_sse_init(&sse, on_event, &seen);
		assert_int_equal(rc_sse_feed(&sse, bytes, at), 0);
		assert_int_equal(rc_sse_feed(&sse, bytes + at, len - at), 0);
		assert_string_equal(seen.text.ptr, events);
		assert_int_equal(rc_sse_is_cut(&sse), is_cut);
		rc_sse_release(&sse);
		rc_buf_release(&seen.text);
	}
}

static void test_events(void **state)
{
	(void)state;
	check("data: a\n\ndata:b\n\n", "<a><b>", false);
	check("data:  two\n\n", "< two>", false);
	check("data: a\ndata: b\n\n", "<a\nb>", false);
	check("data\n\n", "<>", false);
	check("data\ndata\n\n", "<\n>", false);
	check("\n\n\n", "", false);
	check("data: a:b\n\n", "<a:b>", false);
	check("data: h\xc3\xa9\n\n", "<h\xc3\xa9>", false);
}

static void test_line_ends(void **state)
{
	(void)state;
	check("data: a\r\n\r\ndata: b\r\n\r\n", "<a><b>", false);
	check("data: a\r\rdata: b\r\r", "<a><b>", false);
	check("data: a\n\r\ndata: b\r\n\n", "<a><b>", false);
	check("data: a\r\n\ndata: b\n\n", "<a><b>", false);
}

static void test_what_is_skipped(void **state)
{
	(void)state;
	check(": ping\n\n: ping\n\ndata: a\n: ping\n\n", "<a>", false);
	check("event: x\nid: 1\nretry: 5\ndata: a\nother\n\n", "<a>", false);
	check("event: x\n\n", "", false);
	check("Data: a\ndatax: b\n\n", "", false);
	check("\xef\xbb\xbf"
	      "data: a\n\n",
	      "<a>", false);
	/* Only at the very beginning. */
	check("\n\xef\xbb\xbf"
	      "data: a\n\n",
	      "", false);
}

static void test_cut(void **state)
{
	(void)state;
	check("data: a\n\ndata: b", "<a>", true);
	check("data: a\n\ndata: b\n", "<a>", true);
	check("data: \xc3", "", true);
	check(": ping\n", "", false);
}

static void test_stop(void **state)
{
	(void)state;
	struct seen seen = { .text = RC_BUF_INIT(0), .stop_at = 2 };
	struct rc_sse sse;
	static const char bytes[] = "data: a\n\ndata: b\n\ndata: c\n\n";

	rc_sse_init(&sse, on_event, &seen);
	assert_int_equal(rc_sse_feed(&sse, bytes, sizeof(bytes) - 1), 7);
	assert_string_equal(seen.text.ptr, "<a><b>");
	rc_sse_release(&sse);
	rc_buf_release(&seen.text);
}

/* Feeds unit until it is refused; returns the bytes that were taken. */
static size_t flood(const char *unit, size_t n_max)
{
	struct seen seen = { .text = RC_BUF_INIT(0) };
	struct rc_sse sse;
	size_t n = 0;

	rc_sse_init(&sse, on_event, &seen);
	while (n < n_max && rc_sse_feed(&sse, unit, strlen(unit)) == 0)
		n++;
	assert_int_equal(sse.overflow, n < n_max);
	assert_int_equal(seen.n, 0);
	if (sse.overflow)
		assert_int_equal(rc_sse_feed(&sse, "\n\n", 2), 1);
	rc_sse_release(&sse);
	rc_buf_release(&seen.text);
	return n * strlen(unit);
}

static void test_caps(void **state)
{
	(void)state;
	static char line[RC_SSE_MAX_LINE + 3];

	/* All at once, its end included. */
	memset(line, 'x', sizeof(line) - 2);
	line[sizeof(line) - 2] = '\n';
	assert_int_equal(flood(line, 2), 0);
	size_t taken = flood("xxxxxxxxxxxxxxxx", 1000000);

	assert_true(taken <= RC_SSE_MAX_LINE);
	assert_true(taken > RC_SSE_MAX_LINE - 64);
	taken = flood("data: xxxxxxxxxxxxxxxxxxxxxxxxxx\n", 1000000);
	assert_true(taken <= RC_SSE_MAX_EVENT * 2);
	assert_true(taken > RC_SSE_MAX_EVENT);
	/* Comments are kept nowhere. */
	flood(": ping\n\n", 500000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_events),
		cmocka_unit_test(test_line_ends),
		cmocka_unit_test(test_what_is_skipped),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_stop),
		cmocka_unit_test(test_caps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
