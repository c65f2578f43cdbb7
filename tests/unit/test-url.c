/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "llm/url.h"

static void test_parts(void **state)
{
	(void)state;
	struct rc_url url;

	assert_int_equal(rc_url_parse("https://API.Example.org/v1", &url, NULL),
			 0);
	assert_true(url.https);
	assert_false(url.loopback || url.extra);
	assert_int_equal(url.port, 0);
	assert_string_equal(url.host, "api.example.org");
	assert_string_equal(url.shown, "https://API.Example.org/v1");
	assert_int_equal(rc_url_parse("HTTP://[::1]:8080?a=b", &url, NULL), 0);
	assert_false(url.https);
	assert_true(url.loopback && url.extra);
	assert_int_equal(url.port, 8080);
	assert_string_equal(url.host, "::1");
	assert_string_equal(url.shown, "HTTP://[::1]:8080");
}

static void test_loopback(void **state)
{
	(void)state;
	static const struct {
		const char *url;
		bool loopback;
	} cases[] = {
		{ "http://localhost", true },
		{ "http://127.0.0.1:1/", true },
		{ "http://127.255.0.9", true },
		{ "http://[0:0:0:0:0:0:0:1]", true },
		{ "http://localhost.example.org", false },
		{ "http://127.0.0.1.example.org", false },
		{ "http://127.1", false },
		{ "http://2130706433", false },
		{ "http://0.0.0.0", false },
		{ "http://[::]", false },
		{ "http://128.0.0.1", false },
		{ "http://192.168.0.1", false },
	};

	for (size_t i = 0; i < RC_COUNT(cases); i++) {
		struct rc_url url;

		assert_int_equal(rc_url_parse(cases[i].url, &url, NULL), 0);
		if (url.loopback != cases[i].loopback)
			fail_msg("%s", cases[i].url);
	}
}

static void test_refused(void **state)
{
	(void)state;
	static const char *const cases[] = {
		"",
		"example.org",
		"ftp://example.org",
		"file:///etc/passwd",
		"http://",
		"http:///v1",
		"https://:80",
		"https://a b/",
		"https://a\r\nX: y/",
		"https://a\\@b/",
		"https://a:0/",
		"https://a:65536/",
		"https://a:80x/",
		"https://a:/",
		"https://[::1",
		"https://[::1]x/",
		"https://a%2eb/",
		"https://a,b/",
		"https://\xc3\xa9.example/",
		"https://key@a/",
		"https://u:p@a/",
		"https://127.0.0.1@example.org/",
	};

	for (size_t i = 0; i < RC_COUNT(cases); i++) {
		struct rc_url url;
		struct rc_err err = RC_ERR_INIT;

		if (rc_url_parse(cases[i], &url, &err) != RC_EINVAL)
			fail_msg("%s", cases[i]);
		assert_true(err.msg[0]);
	}
}

static void show(const char *url, const char *expected)
{
	char out[60];

	rc_url_show(url, out, sizeof(out));
	assert_string_equal(out, expected);
}

static void test_shown(void **state)
{
	(void)state;
	show("https://user:p@ss@a.example/x?key=1#f", "https://a.example/x");
	show("https://a.example/x@y", "https://a.example/x@y");
	show("user:secret@a.example", "a.example");
	show("https://a/\x1b[2J", "https://a/?[2J");
	show("", "");
	show("https://u:p@", "https://");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_loopback),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_shown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
