/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"
#include "base/mem.h"

static struct rc_json *parse(const char *text)
{
	struct rc_err err = RC_ERR_INIT;
	struct rc_json *root = rc_json_parse(text, strlen(text), &err);

	if (!root) {
		assert_int_equal(err.code, RC_EPARSE);
		assert_true(err.msg[0]);
	}
	return root;
}

static void test_reads(void **state)
{
	(void)state;
	RC_CLEANUP(rc_json_freep)
	struct rc_json *root =
		parse(" {\"s\":\"x\",\"n\":7,\"t\":true,\"z\":null,"
		      "\"a\":[\"p\",2],\"o\":{\"k\":\"v\"}} \n");

	assert_non_null(root);
	assert_string_equal(rc_json_str(root, "s"), "x");
	assert_int_equal(rc_json_int(root, "n", -1), 7);
	assert_true(rc_json_bool(root, "t"));
	assert_null(rc_json_str(root, "z"));
	assert_string_equal(rc_json_str(rc_json_get(root, "o"), "k"), "v");
	const struct rc_json *v = rc_json_first(rc_json_get(root, "a"));
	assert_string_equal(rc_json_text(v), "p");
	v = rc_json_next(v);
	assert_null(rc_json_text(v));
	assert_null(rc_json_next(v));
}

static void test_missing_or_mistyped_is_absent(void **state)
{
	(void)state;
	RC_CLEANUP(rc_json_freep)
	struct rc_json *root = parse("{\"s\":\"x\",\"n\":7,\"S\":1,\"a\":[]}");

	assert_null(rc_json_str(root, "n"));
	assert_null(rc_json_str(root, "none"));
	assert_int_equal(rc_json_int(root, "s", -1), -1);
	assert_false(rc_json_bool(root, "n"));
	assert_null(rc_json_first(rc_json_get(root, "a")));
	assert_null(rc_json_first(root));
	assert_null(rc_json_first(NULL));
	assert_null(rc_json_get(NULL, "x"));
	assert_null(rc_json_str(rc_json_get(root, "s"), "x"));
	assert_null(rc_json_text(NULL));
}

static void test_integers(void **state)
{
	(void)state;
	RC_CLEANUP(rc_json_freep)
	struct rc_json *root =
		parse("{\"big\":1e300,\"low\":-1e300,\"half\":1.5,"
		      "\"exact\":9007199254740992,\"neg\":-3,"
		      "\"edge\":9223372036854775807,\"over\":1e999}");

	assert_true(rc_json_int(root, "big", 0) == INT64_MAX);
	assert_true(rc_json_int(root, "over", 0) == INT64_MAX);
	assert_true(rc_json_int(root, "edge", 0) == INT64_MAX);
	assert_true(rc_json_int(root, "low", 0) == INT64_MIN);
	assert_int_equal(rc_json_int(root, "half", 9), 9);
	assert_int_equal(rc_json_int(root, "neg", 0), -3);
	assert_true(rc_json_int(root, "exact", 0) == INT64_C(9007199254740992));
}

static void test_rejects(void **state)
{
	(void)state;
	static const char *const bad[] = {
		"", " ", "{", "{} x", "{}{}", "[1,]", "nul", "\"open",
	};

	for (size_t i = 0; i < RC_COUNT(bad); i++)
		assert_null(parse(bad[i]));
	assert_null(rc_json_parse("{}\0", 3, NULL));
	/* Only len bytes count. */
	struct rc_json *root = rc_json_parse("{}garbage", 2, NULL);
	assert_non_null(root);
	rc_json_free(root);
	/* Deep nesting must not eat the stack. */
	char deep[100001];
	memset(deep, '[', sizeof(deep) - 1);
	deep[sizeof(deep) - 1] = '\0';
	assert_null(parse(deep));
}

static void test_writer(void **state)
{
	(void)state;
	RC_CLEANUP(rc_buf_release) struct rc_buf buf = RC_BUF_INIT(0);
	struct rc_json_out out = { &buf, false };

	rc_jw_open(&out, NULL, '{');
	rc_jw_str(&out, "s", "a\"\\\n\t\r\x01\x7f");
	rc_jw_str(&out, "null", NULL);
	rc_jw_opt(&out, "absent", NULL);
	rc_jw_int(&out, "i", INT64_MIN);
	rc_jw_num(&out, "d", 2.3);
	rc_jw_num(&out, "nan", NAN);
	rc_jw_open(&out, "a", '[');
	rc_jw_bool(&out, NULL, true);
	rc_jw_open(&out, NULL, '{');
	rc_jw_close(&out, '}');
	rc_jw_str(&out, NULL, "");
	rc_jw_close(&out, ']');
	rc_jw_open(&out, "e", '[');
	rc_jw_close(&out, ']');
	rc_jw_close(&out, '}');
	assert_string_equal(
		buf.ptr,
		"{\"s\":\"a\\\"\\\\\\n\\t\\u000d\\u0001\\u007f\",\"null\":null,"
		"\"i\":-9223372036854775808,\"d\":2.3,\"nan\":null,"
		"\"a\":[true,{},\"\"],\"e\":[]}");
}

static void test_writer_keeps_text(void **state)
{
	(void)state;
	static const char text[] =
		"\xe2\x80\xae \xc2\x9b \xf3\xa0\x81\x81 \xf0\x9f\xa6\x80 \x1b";
	RC_CLEANUP(rc_buf_release) struct rc_buf buf = RC_BUF_INIT(0);
	struct rc_json_out out = { &buf, false };

	rc_jw_open(&out, NULL, '{');
	rc_jw_str(&out, "ok", text);
	rc_jw_str(&out, "broken", "a\xff\x62");
	rc_jw_close(&out, '}');
	assert_non_null(strstr(buf.ptr, "\\u202e \\u009b \\udb40\\udc41 "));
	assert_non_null(strstr(buf.ptr, "\xf0\x9f\xa6\x80"));
	RC_CLEANUP(rc_json_freep) struct rc_json *root = parse(buf.ptr);
	assert_string_equal(rc_json_str(root, "ok"), text);
	assert_string_equal(rc_json_str(root, "broken"), "a\xef\xbf\xbd\x62");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reads),
		cmocka_unit_test(test_missing_or_mistyped_is_absent),
		cmocka_unit_test(test_integers),
		cmocka_unit_test(test_rejects),
		cmocka_unit_test(test_writer),
		cmocka_unit_test(test_writer_keeps_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
