/* SPDX-License-Identifier: MIT */
#include "rust/tests.h"

#include <stdint.h>

#include "base/json.h"
#include "rust/diag_json.h"

#define MAX_TESTS 100000
#define MAX_NAME 512
#define MAX_BLOCKS 10000
#define MAX_ARTIFACTS 20000
#define MAX_MESSAGE ((size_t)1 << 20)
#define MAX_COUNT 1000000

/* What cargo built and may run. */
struct rc_test_artifact {
	const char *file; /* name of the program; NULL: a library */
	const char *target, *package, *manifest;
	bool documented; /* its documentation was run */
};

struct rc_test_block {
	size_t first, n; /* tests */
	size_t announced;
	bool ended, whole;
};

/* A part of a line. */
struct text {
	const char *s;
	size_t len;
};

static bool skip(struct text *text, const char *prefix)
{
	size_t len = strlen(prefix);

	if (text->len < len || memcmp(text->s, prefix, len) != 0)
		return false;
	text->s += len;
	text->len -= len;
	return true;
}

static bool is(struct text text, const char *word)
{
	return skip(&text, word) && !text.len;
}

static bool skip_number(struct text *text, size_t *out)
{
	size_t digits = 0;

	*out = 0;
	while (digits < text->len && text->s[digits] >= '0' &&
	       text->s[digits] <= '9' && *out < MAX_COUNT)
		*out = *out * 10 + (size_t)(text->s[digits++] - '0');
	text->s += digits;
	text->len -= digits;
	return digits > 0;
}

/* What stands before `mark`, which is skipped. */
static bool split(struct text *text, const char *mark, struct text *before)
{
	const char *at = memmem(text->s, text->len, mark, strlen(mark));

	if (!at)
		return false;
	*before = (struct text){ text->s, (size_t)(at - text->s) };
	text->len -= before->len + strlen(mark);
	text->s = at + strlen(mark);
	return true;
}

static const char *keep(struct rc_tests *tests, struct text text)
{
	return rc_arena_strndup(&tests->arena, text.s, text.len);
}

static const char *kept(struct rc_tests *tests, const char *s)
{
	return rc_arena_strndup(&tests->arena, s ? s : "",
				strnlen(s ? s : "", MAX_NAME));
}

static void add_artifact(struct rc_tests *tests, const struct rc_json *json)
{
	const struct rc_json *target = rc_json_get(json, "target");
	const char *file = rc_json_str(json, "executable");
	const char *id = rc_json_str(json, "package_id");
	const char *slash = file ? strrchr(file, '/') : NULL;

	if (!file && !rc_json_bool(target, "doctest"))
		return;
	RC_GROW(tests->artifacts, tests->n_artifacts, tests->artifacts_cap);
	tests->artifacts[tests->n_artifacts++] = (struct rc_test_artifact){
		.file = file ? kept(tests, slash ? slash + 1 : file) : NULL,
		.target = kept(tests, rc_json_str(target, "name")),
		.package = rc_package_name(&tests->arena, id ? id : ""),
		.manifest = kept(tests, rc_json_str(json, "manifest_path")),
	};
}

void rc_tests_add_message(struct rc_tests *tests, const char *line, size_t len)
{
	struct text text = { line, len };
	RC_CLEANUP(rc_json_freep) struct rc_json *json = NULL;

	/* Cargo writes the reason first; to parse all messages twice would be
	 * a waste. */
	if (!skip(&text, "{\"reason\":\"compiler-artifact\"") ||
	    len > MAX_MESSAGE || tests->n_artifacts >= MAX_ARTIFACTS)
		return;
	json = rc_json_parse(line, len, NULL);
	if (json)
		add_artifact(tests, json);
}

static void add_program(struct rc_tests *tests,
			const struct rc_test_artifact *artifact,
			struct text what, bool documentation)
{
	RC_GROW(tests->programs, tests->n_programs, tests->programs_cap);
	tests->programs[tests->n_programs++] = (struct rc_test_program){
		.label = rc_arena_printf(&tests->arena, "%s %.*s",
					 artifact->package, (int)what.len,
					 what.s),
		.manifest = artifact->manifest,
		.documentation = documentation,
	};
}

/* "unittests src/lib.rs (target/debug/deps/core-0f3a)" */
static void add_running(struct rc_tests *tests, struct text text)
{
	const char *open = memrchr(text.s, '(', text.len);
	const char *slash = memrchr(text.s, '/', text.len);

	if (!open || open - text.s < 2 || text.s[text.len - 1] != ')' || !slash)
		return;
	struct text file = { slash + 1,
			     (size_t)(text.s + text.len - 2 - slash) };
	struct text what = { text.s, (size_t)(open - 1 - text.s) };

	for (size_t i = 0; i < tests->n_artifacts; i++) {
		const struct rc_test_artifact *artifact = &tests->artifacts[i];

		if (artifact->file && is(file, artifact->file)) {
			add_program(tests, artifact, what, false);
			return;
		}
	}
}

/* Whether a hyphen becomes an underscore depends on cargo's version. */
static bool is_crate(struct text name, const char *target)
{
	for (size_t i = 0; i < name.len; i++) {
		char a = name.s[i] == '-' ? '_' : name.s[i];
		char b = target[i] == '-' ? '_' : target[i];

		if (a != b || !b)
			return false;
	}
	return !target[name.len];
}

static void add_documentation(struct rc_tests *tests, struct text name)
{
	static const struct text what = { "doc-tests", 9 };

	for (size_t i = 0; i < tests->n_artifacts; i++) {
		struct rc_test_artifact *artifact = &tests->artifacts[i];

		if (artifact->file || artifact->documented ||
		    !is_crate(name, artifact->target))
			continue;
		artifact->documented = true;
		add_program(tests, artifact, what, true);
		return;
	}
}

void rc_tests_add_status(struct rc_tests *tests, const char *line, size_t len)
{
	struct text text = { line, len };

	if (len > MAX_MESSAGE || tests->n_programs >= MAX_BLOCKS)
		return;
	if (skip(&text, "     Running "))
		add_running(tests, text);
	else if (skip(&text, "   Doc-tests "))
		add_documentation(tests, text);
}

static struct rc_test_block *open_block(struct rc_tests *tests)
{
	struct rc_test_block *last =
		tests->n_blocks ? &tests->blocks[tests->n_blocks - 1] : NULL;

	return last && !last->ended ? last : NULL;
}

/* "3 tests" */
static void begin_block(struct rc_tests *tests, struct text text)
{
	size_t announced;

	if (!skip_number(&text, &announced) ||
	    (!is(text, " tests") && !is(text, " test")) ||
	    tests->n_blocks >= MAX_BLOCKS)
		return;
	RC_GROW(tests->blocks, tests->n_blocks, tests->blocks_cap);
	tests->blocks[tests->n_blocks++] = (struct rc_test_block){
		.first = tests->n,
		.announced = announced,
	};
}

static unsigned count(const struct rc_tests *tests,
		      const struct rc_test_block *block,
		      enum rc_test_verdict verdict)
{
	unsigned n = 0;

	for (size_t i = block->first; i < block->first + block->n; i++)
		n += tests->v[i].verdict == verdict;
	return n;
}

/* "FAILED. 2 passed; 1 failed; …" */
static void end_block(struct rc_tests *tests, struct text text)
{
	struct rc_test_block *block = open_block(tests);
	size_t passed, failed;

	if (!block || (!skip(&text, "ok. ") && !skip(&text, "FAILED. ")) ||
	    !skip_number(&text, &passed) || !skip(&text, " passed; ") ||
	    !skip_number(&text, &failed) || !skip(&text, " failed; "))
		return;
	block->ended = true;
	block->whole = block->n == block->announced &&
		       passed == count(tests, block, RC_TEST_OK) &&
		       failed == count(tests, block, RC_TEST_FAILED);
}

/* "src/lib.rs - add (line 5) - compile fail": the line moves with every edit
 * above it. */
static const char *stable_name(struct rc_tests *tests, struct text name)
{
	struct text rest = name, before, number;
	size_t line;

	if (!split(&rest, " (line ", &before))
		return keep(tests, name);
	number = rest;
	if (!skip_number(&number, &line) || !skip(&number, ")"))
		return keep(tests, name);
	return rc_arena_printf(&tests->arena, "%.*s%.*s", (int)before.len,
			       before.s, (int)number.len, number.s);
}

static bool read_verdict(struct text text, enum rc_test_verdict *out)
{
	*out = is(text, "ok")	    ? RC_TEST_OK
	       : is(text, "FAILED") ? RC_TEST_FAILED
				    : RC_TEST_OTHER;
	return *out != RC_TEST_OTHER || skip(&text, "ignored") ||
	       skip(&text, "bench: ");
}

/* "tests::adds ... ok" */
static void add_test(struct rc_tests *tests, struct text text)
{
	struct rc_test_block *block = open_block(tests);
	enum rc_test_verdict verdict;
	struct text name;

	if (!block || tests->n >= MAX_TESTS || !split(&text, " ... ", &name) ||
	    !name.len || name.len > MAX_NAME || memchr(name.s, 0, name.len) ||
	    !read_verdict(text, &verdict))
		return;
	RC_GROW(tests->v, tests->n, tests->cap);
	tests->v[tests->n++] = (struct rc_test){
		.name = stable_name(tests, name),
		.program = SIZE_MAX,
		.verdict = verdict,
	};
	block->n++;
	tests->passed += verdict == RC_TEST_OK;
	tests->failed += verdict == RC_TEST_FAILED;
}

void rc_tests_add_output(struct rc_tests *tests, const char *line, size_t len)
{
	struct text text = { line, len };

	if (skip(&text, "running "))
		begin_block(tests, text);
	else if (skip(&text, "test result: "))
		end_block(tests, text);
	else if (skip(&text, "test "))
		add_test(tests, text);
}

/* Documentation of one package may run in several portions; it comes last. */
static bool can_tell(const struct rc_tests *tests)
{
	size_t docs = 0;

	for (size_t i = 0; i < tests->n_programs; i++)
		docs += tests->programs[i].documentation;
	return tests->whole && tests->n_programs &&
	       (tests->n_blocks == tests->n_programs ||
		(docs == 1 && !tests->crashed &&
		 tests->n_blocks > tests->n_programs &&
		 tests->programs[tests->n_programs - 1].documentation));
}

static void assign(struct rc_tests *tests)
{
	for (size_t i = 0; i < tests->n_programs; i++)
		tests->programs[i].whole = true;
	for (size_t i = 0; i < tests->n_blocks; i++) {
		const struct rc_test_block *block = &tests->blocks[i];
		size_t at = i < tests->n_programs ? i : tests->n_programs - 1;

		tests->programs[at].whole &= block->whole;
		tests->programs[at].crashed |= !block->ended;
		for (size_t k = 0; k < block->n; k++)
			tests->v[block->first + k].program = at;
	}
}

void rc_tests_end(struct rc_tests *tests)
{
	tests->whole = tests->n < MAX_TESTS && tests->n_blocks < MAX_BLOCKS;
	for (size_t i = 0; i < tests->n_blocks; i++) {
		const struct rc_test_block *block = &tests->blocks[i];

		tests->crashed |= !block->ended;
		tests->whole &= block->whole || !block->ended;
	}
	tests->by_program = can_tell(tests);
	if (tests->by_program)
		assign(tests);
}

void rc_tests_release(struct rc_tests *tests)
{
	rc_arena_release(&tests->arena);
	rc_free(tests->v);
	rc_free(tests->programs);
	rc_free(tests->artifacts);
	rc_free(tests->blocks);
	*tests = (struct rc_tests)RC_TESTS_INIT;
}

bool rc_tests_passed_in(const struct rc_tests *tests, const char *manifest)
{
	for (size_t i = 0; i < tests->n && tests->by_program; i++) {
		const struct rc_test *test = &tests->v[i];

		if (test->verdict == RC_TEST_OK &&
		    !strcmp(tests->programs[test->program].manifest, manifest))
			return true;
	}
	return false;
}
