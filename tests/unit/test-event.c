/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/event.h"
#include "base/mem.h"
#include "base/secret.h"

static void check(const struct rc_event *event, const char *json)
{
	RC_CLEANUP(rc_freep) char *line = rc_event_to_json(event);

	assert_string_equal(line, json);
	assert_null(strchr(line, '\n'));
}

static void test_simple_kinds(void **state)
{
	(void)state;
	check(&(struct rc_event){ .kind = RC_EV_START,
				  .run = "r1",
				  .root = "/w",
				  .goal = "check",
				  .text = "0.1.0",
				  .hint = "not shown" },
	      "{\"schema\":\"rustcoder/1\",\"event\":\"start\",\"run\":\"r1\","
	      "\"root\":\"/w\",\"goal\":\"check\",\"text\":\"0.1.0\"}");
	check(&(struct rc_event){ .kind = RC_EV_CHECKED, .errors = 2, .ms = 9 },
	      "{\"schema\":\"rustcoder/1\",\"event\":\"checked\",\"errors\":2,"
	      "\"warnings\":0,\"ms\":9}");
	check(&(struct rc_event){ .kind = RC_EV_NOTE, .text = "a\nb" },
	      "{\"schema\":\"rustcoder/1\",\"event\":\"note\",\"text\":\"a\\nb\"}");
}

static void test_diag(void **state)
{
	(void)state;
	struct rc_event_diag diag = {
		.level = RC_LEVEL_WARNING,
		.message = "m",
		.line = 3,
	};
	struct rc_event event = { .kind = RC_EV_DIAG, .diag = &diag };

	check(&event,
	      "{\"schema\":\"rustcoder/1\",\"event\":\"diag\",\"diag\":{"
	      "\"level\":\"warning\",\"message\":\"m\"}}");
	diag.file = "src/main.rs";
	diag.code = "E0308";
	diag.level = RC_LEVEL_ERROR;
	check(&event,
	      "{\"schema\":\"rustcoder/1\",\"event\":\"diag\",\"diag\":{"
	      "\"level\":\"error\",\"code\":\"E0308\",\"message\":\"m\","
	      "\"file\":\"src/main.rs\",\"line\":3,\"column\":0,"
	      "\"end_line\":0,\"end_column\":0}}");
}

static void test_accepted(void **state)
{
	(void)state;
	struct rc_event_candidate cand = {
		.fixer = "rustc",
		.stage = "machine",
		.title = "t",
		.rank = 0.5,
		.edits = 2,
	};

	check(&(struct rc_event){ .kind = RC_EV_ACCEPTED,
				  .cand = &cand,
				  .iteration = 1,
				  .before = 5,
				  .errors = 2,
				  .diff = "d",
				  .text = "not shown" },
	      "{\"schema\":\"rustcoder/1\",\"event\":\"accepted\",\"cand\":{"
	      "\"fixer\":\"rustc\",\"stage\":\"machine\",\"title\":\"t\","
	      "\"rank\":0.5,\"edits\":2},\"iteration\":1,\"before\":5,"
	      "\"errors\":2,\"diff\":\"d\"}");
}

static void test_model(void **state)
{
	(void)state;
	struct rc_event_candidate cand = {
		.fixer = "llm",
		.stage = "llm",
		.title = "t",
		.model = "m",
		.tokens = 1200,
	};

	check(&(struct rc_event){ .kind = RC_EV_PROMPT,
				  .text = "ask",
				  .hint = "not shown",
				  .iteration = 2 },
	      "{\"schema\":\"rustcoder/1\",\"event\":\"prompt\",\"call\":2,"
	      "\"text\":\"ask\"}");
	check(&(struct rc_event){ .kind = RC_EV_REPLY,
				  .text = "answer",
				  .hint = "stop",
				  .iteration = 2,
				  .ms = 70 },
	      "{\"schema\":\"rustcoder/1\",\"event\":\"reply\",\"call\":2,"
	      "\"finish\":\"stop\",\"text\":\"answer\",\"ms\":70}");
	check(&(struct rc_event){ .kind = RC_EV_TRY, .cand = &cand },
	      "{\"schema\":\"rustcoder/1\",\"event\":\"try\",\"cand\":{"
	      "\"fixer\":\"llm\",\"stage\":\"llm\",\"title\":\"t\","
	      "\"rank\":0,\"edits\":0,\"model\":\"m\",\"tokens\":1200}}");
}

static const char *const red[] = { "tests::a", "tests::b", NULL };

static void test_report(void **state)
{
	(void)state;
	struct rc_event_repair gone = {
		.part = { .stage = "maybe",
			  .title = "t",
			  .rank = 1.2,
			  .file = "a.rs",
			  .line = 3,
			  .end_line = 4 },
		.iteration = 2,
		.tests = red,
		.proven = true,
	};
	struct rc_fix_report report = {
		.run = "r",
		.clean = true,
		.stop = "clean",
		.errors_before = 4,
		.wall_ms = 12,
		.calls = 2,
		.tokens_in = INT64_C(5000000000),
		.tokens_out = 30,
		.endpoint_ms = 900,
		.endpoint_error = "gone",
		.where = "main",
		.tests = "compared",
		.baseline = "1a2b",
		.tests_passed = 7,
		.untested = &gone,
		.n_untested = 1,
		.taken_back = &gone,
		.n_taken_back = 1,
		.failed_before = red + 1,
		.n_failed_before = 1,
	};
#define GONE                                                 \
	"{\"stage\":\"maybe\",\"title\":\"t\",\"rank\":1.2," \
	"\"file\":\"a.rs\",\"line\":3,\"end_line\":4,\"iteration\":2"

	check(&(struct rc_event){ .kind = RC_EV_REPORT,
				  .report = &report,
				  .diff = "p" },
	      "{\"schema\":\"rustcoder/1\",\"event\":\"report\",\"run\":\"r\","
	      "\"clean\":true,\"changed\":false,\"would_change\":false,"
	      "\"stop\":\"clean\",\"errors_before\":4,\"errors_after\":0,"
	      "\"warnings_before\":0,\"warnings_after\":0,\"repaired\":0,\"iterations\":0,"
	      "\"tried\":0,\"rejected\":0,\"cargo_calls\":0,\"wall_ms\":12,"
	      "\"cargo_ms\":0,\"calls\":2,\"tokens_in\":5000000000,"
	      "\"tokens_out\":30,\"endpoint_ms\":900,"
	      "\"endpoint_error\":\"gone\",\"published\":0,\"where\":\"main\","
	      "\"tests\":\"compared\",\"baseline\":\"1a2b\","
	      "\"tests_passed\":7,\"tests_failed\":0,"
	      "\"untested\":[" GONE "}],\"taken_back\":[" GONE
	      ",\"proven\":true,\"tests\":[\"tests::a\",\"tests::b\"]}],\"red\":[],"
	      "\"failed_before\":[\"tests::b\"],"
	      "\"patch\":\"p\"}");
}

static void test_too_large(void **state)
{
	(void)state;
	size_t len = (size_t)65 << 20;
	RC_CLEANUP(rc_freep) char *big = rc_xmalloc(len + 1);

	memset(big, 'x', len);
	big[len] = '\0';
	check(&(struct rc_event){ .kind = RC_EV_PROGRESS, .text = big },
	      "{\"schema\":\"rustcoder/1\",\"event\":\"progress\","
	      "\"truncated\":true}");
}

static void on_event(const struct rc_event *event, void *data)
{
	int *count = data;

	assert_int_equal(event->kind, RC_EV_NOTE);
	assert_string_equal(event->text, "n 7");
	assert_string_equal(event->hint, "h");
	++*count;
}

static void test_emit(void **state)
{
	(void)state;
	int count = 0;
	struct rc_sink sink = { on_event, &count }, deaf = { NULL, NULL };

	rc_emit_note(&sink, "h", "n %d", 7);
	rc_emit_note(&deaf, NULL, "x");
	rc_emit_note(NULL, NULL, "x");
	assert_int_equal(count, 1);
}

static void test_clock(void **state)
{
	(void)state;
	const struct timespec nap = { 0, 20000000 };
	int64_t before = rc_now_ms();

	nanosleep(&nap, NULL);
	assert_true(rc_now_ms() - before >= 19);
}

static void on_masked(const struct rc_event *event, void *data)
{
	char **out = data;

	*out = rc_event_to_json(event);
}

/* Registers a secret for good, so it comes last. */
static void test_masked_lists(void **state)
{
	static const char *const tests[] = { "canary-in-lists::a", NULL };
	struct rc_event_repair repair = { .part = { .title = "canary-in-lists",
						    .file = "a.rs" },
					  .tests = tests };
	struct rc_fix_report report = { .stop = "clean",
					.untested = &repair,
					.n_untested = 1,
					.taken_back = &repair,
					.n_taken_back = 1,
					.failed_before = tests,
					.n_failed_before = 1 };
	RC_CLEANUP(rc_freep) char *out = NULL;
	struct rc_sink sink = { on_masked, &out };

	(void)state;
	rc_secret_register("canary-in-lists");
	rc_emit(&sink,
		&(struct rc_event){ .kind = RC_EV_REPORT, .report = &report });
	assert_null(strstr(out, "canary"));
	assert_non_null(strstr(out, "::a\"]"));
	assert_string_equal(repair.part.title, "canary-in-lists");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_simple_kinds),
		cmocka_unit_test(test_diag),
		cmocka_unit_test(test_accepted),
		cmocka_unit_test(test_model),
		cmocka_unit_test(test_report),
		cmocka_unit_test(test_too_large),
		cmocka_unit_test(test_emit),
		cmocka_unit_test(test_clock),
		cmocka_unit_test(test_masked_lists),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
