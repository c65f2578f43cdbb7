/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/event.h"
#include "base/mem.h"
#include "base/secret.h"

/* Put together here, so that a scanner of this repository stays calm. */
#define GITHUB \
	"ghp"  \
	"_0a1B2c3D4e5F6g7H8i9J0kLmNoPqRsTuVwXy"
#define AWS    \
	"AKIA" \
	"Q3EGRZ7XK2P9LMVB"
#define OPENAI \
	"sk"   \
	"-proj-a1B2c3D4e5F6g7H8i9J0"
#define PEM(kind)                        \
	"-----BEGIN " kind "PRIVATE KEY" \
	"-----\nMIIE\n"
#define RANDOM "x9Fq2LmZ7rTbW4kYc8Vd"

static void mask(const char *text, const char *expected)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf buf = RC_BUF_INIT(0);
	bool any = rc_secret_mask(&buf, text, strlen(text));

	assert_int_equal(any, expected != NULL);
	assert_string_equal(buf.ptr, expected ? expected : "");
}

static void redact(const char *text, const char *expected)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf buf = RC_BUF_INIT(0);
	bool any = rc_secret_redact(&buf, text, strlen(text));

	assert_string_equal(buf.ptr, expected);
	assert_int_equal(any, strcmp(text, expected) != 0);
}

/* First of all: nothing is registered yet. */
static void test_nothing_registered(void **state)
{
	(void)state;
	assert_false(rc_secret_any());
	mask("canary-one", NULL);
	rc_secret_register(NULL);
	rc_secret_register("short");
	assert_false(rc_secret_any());
	redact("a " GITHUB " b", "a [redacted] b");
	redact("plain", "plain");
}

static void test_mask(void **state)
{
	(void)state;
	rc_secret_register("canary-one");
	rc_secret_register("canary-one");
	rc_secret_register("canary-one-and-more");
	assert_true(rc_secret_any());
	mask("nothing", NULL);
	mask("canary-on!", NULL);
	mask("canary-one", "[redacted]");
	mask("acanary-onebcanary-onec", "a[redacted]b[redacted]c");
	mask("x canary-one-and-more y", "x [redacted] y");
	mask("canary-onecanary-one", "[redacted][redacted]");
	/* Perhaps the text was cut off there. */
	mask("key: canary-o", "key: [redacted]");
	mask("key: canary-", NULL);
	/* A patch stays one: what nobody registered is left alone. */
	mask(GITHUB, NULL);
}

static void test_redact(void **state)
{
	(void)state;
	redact("canary-one and " AWS ", " OPENAI ".",
	       "[redacted] and [redacted], [redacted].");
	redact("a\n" PEM("RSA ") "-----END RSA PRIVATE KEY-----\nb",
	       "a\n[redacted]\nb");
	redact("a\n" PEM(""), "a\n[redacted]");
}

static void test_errors(void **state)
{
	(void)state;
	struct rc_err err = RC_ERR_INIT;

	rc_err_set(&err, RC_EINVAL, "bad '%s'", "canary-one");
	assert_string_equal(err.msg, "bad '[redacted]'");
	rc_err_prefix(&err, "with canary-one-and-more");
	assert_string_equal(err.msg, "with [redacted]: bad '[redacted]'");
	rc_err_hint(&err, "not %s", "canary-one");
	assert_string_equal(err.hint, "not [redacted]");
}

static void on_event(const struct rc_event *event, void *data)
{
	RC_CLEANUP(rc_freep) char *json = rc_event_to_json(event);
	unsigned *count = data;

	if (strstr(json, "canary"))
		fail_msg("%s", json);
	if (event->kind != RC_EV_CHECK)
		assert_non_null(strstr(json, "[redacted]"));
	++*count;
}

static void test_events(void **state)
{
	(void)state;
	static const char key[] = "a canary-one b";
	struct rc_event_diag diag = { .message = key,
				      .rendered = key,
				      .package = key,
				      .file = key,
				      .code = key };
	struct rc_event_candidate cand = {
		.fixer = key, .stage = key, .title = key, .model = key
	};
	struct rc_fix_report report = { .where = "canary-one",
					.stop = key,
					.endpoint_error = "at canary-one" };
	unsigned count = 0;
	struct rc_sink sink = { on_event, &count };

	for (int kind = RC_EV_START; kind <= RC_EV_REPORT; kind++) {
		struct rc_event event = {
			.kind = (enum rc_event_kind)kind,
			.text = kind == RC_EV_CHECKED ? NULL : key,
			.hint = key,
			.run = key,
			.root = key,
			.goal = key,
			.diff = key,
			.commit = key,
			.diag = &diag,
			.cand = &cand,
			.report = &report,
		};

		if (kind != RC_EV_CHECKED)
			rc_emit(&sink, &event);
	}
	assert_int_equal(count, RC_EV_REPORT - RC_EV_START);
	/* The caller's own are as they were. */
	assert_string_equal(diag.message, key);
	assert_string_equal(report.where, "canary-one");
}

static void found(const char *text, const char *what, unsigned line)
{
	const char *got = NULL;
	unsigned at = 0;

	if (!rc_secret_find(text, strlen(text), &got, &at))
		fail_msg("found nothing in: %s", text);
	assert_string_equal(got, what);
	assert_int_equal(at, line);
}

static void not_found(const char *text)
{
	const char *what = "";
	unsigned line = 0;

	if (rc_secret_find(text, strlen(text), &what, &line))
		fail_msg("%s in line %u of: %s", what, line, text);
}

static void test_find_tokens(void **state)
{
	(void)state;
	found("a\nb " GITHUB, "a GitHub token", 2);
	found(AWS "\n", "an AWS access key", 1);
	found("\n\n\"" OPENAI "\"", "an API key", 3);
	found("xoxb"
	      "-1234567890-aB3dE5fG7",
	      "a Slack token", 1);
	found("fn x() {}\n" PEM("OPENSSH "), "a private key", 2);
	found("AIza"
	      "SyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q",
	      "a Google API key", 1);
}

static void test_find_values(void **state)
{
	(void)state;
	static const char what[] = "a value that looks like a secret";

	found("let token = \"" RANDOM "\";", what, 1);
	found("x\nconst API_KEY: &str = \"" RANDOM "\";", what, 2);
	found("x\n\nDB_PASSWORD=" RANDOM "\n", what, 3);
	found("client_secret: '" RANDOM "'", what, 1);
	found(".with_token(\"" RANDOM "\")", what, 1);
}

static void test_find_nothing(void **state)
{
	(void)state;
	not_found("");
	not_found("fn main() { println!(\"hello\"); }\n");
	not_found("let token = next_token_of_this_line(input);");
	not_found("let password = \"correct horse battery staple\";");
	not_found("let token = \"your-token-goes-right-here\";");
	not_found("ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
	not_found("task"
		  "-a1B2c3D4e5F6g7H8i9J0k1L2");
	not_found("AKIAAAAAAAAAAAAAAAAA");
	not_found("let id = \"" RANDOM "\";");
	not_found("-----BEGIN CERTIFICATE-----\nMIIE\n");
	not_found("-----BEGIN PUBLIC KEY-----\n");
	not_found("let secret_version = \"rustc 1.63.0 (4b91a6ea7 2022)\";");
	not_found("token");
	not_found("password=");
}

/* Last: no room is left afterwards. */
static void test_too_many(void **state)
{
	(void)state;
	char key[32];

	for (int i = 0; i < 40; i++) {
		snprintf(key, sizeof(key), "secret-number-%02d", i);
		rc_secret_register(key);
	}
	mask("secret-number-05", "[redacted]");
	mask("secret-number-39", NULL);
	mask("canary-one", "[redacted]");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_registered),
		cmocka_unit_test(test_mask),
		cmocka_unit_test(test_redact),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_events),
		cmocka_unit_test(test_find_tokens),
		cmocka_unit_test(test_find_values),
		cmocka_unit_test(test_find_nothing),
		cmocka_unit_test(test_too_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
