/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "rust/suggest.h"

/* A diagnostic with one child, and what is made of it. */
struct fixture {
	struct rc_span spans[8];
	struct rc_subdiag child;
	struct rc_diag diag;
	struct rc_arena arena;
	struct rc_suggestions out;
};

static void add_in(struct fixture *fixture, const char *path, size_t start,
		   size_t end, const char *text)
{
	fixture->spans[fixture->child.n_spans++] = (struct rc_span){
		.file = path ? path : "/elsewhere/x.rs",
		.path = path,
		.start = start,
		.end = end,
		.replacement = text,
		.replacement_len = text ? strlen(text) : 0,
		.applicability = RC_APPLY_MAYBE,
	};
}

static void add(struct fixture *fixture, size_t start, size_t end,
		const char *text)
{
	add_in(fixture, "src/lib.rs", start, end, text);
}

static const struct rc_suggestions *suggest(struct fixture *fixture)
{
	fixture->child.message = "try this";
	fixture->child.spans = fixture->spans;
	fixture->diag.children = &fixture->child;
	fixture->diag.n_children = 1;
	rc_suggest(&fixture->diag, &fixture->arena, &fixture->out);
	return &fixture->out;
}

static int set_up(void **state)
{
	*state = calloc(1, sizeof(struct fixture));
	return *state ? 0 : -1;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	rc_arena_release(&fixture->arena);
	rc_free(fixture->out.v);
	free(fixture);
	return 0;
}

static void assert_edit(const struct rc_suggestion *suggestion, size_t i,
			size_t start, size_t end, const char *text)
{
	assert_true(i < suggestion->n_edits);
	const struct rc_edit *edit = &suggestion->edits[i];
	assert_int_equal(edit->start, start);
	assert_int_equal(edit->end, end);
	assert_int_equal(edit->len, strlen(text));
	assert_string_equal(edit->text, text);
}

static void test_alternatives(void **state)
{
	struct fixture *fixture = *state;

	add(fixture, 0, 0, "use a::E;\n");
	add(fixture, 0, 0, "use b::E;\n");
	add(fixture, 0, 0, "use c::E;\n");
	const struct rc_suggestions *out = suggest(fixture);
	assert_int_equal(out->n, 3);
	for (unsigned i = 0; i < 3; i++) {
		assert_int_equal(out->v[i].alternative, i);
		assert_int_equal(out->v[i].n_edits, 1);
		assert_string_equal(out->v[i].message, "try this");
		assert_int_equal(out->v[i].applicability, RC_APPLY_MAYBE);
		assert_true(out->v[i].legal_text);
	}
	assert_edit(&out->v[1], 0, 0, 0, "use b::E;\n");
}

static void test_parts(void **state)
{
	struct fixture *fixture = *state;

	/* unused imports: neither sorted nor apart */
	add(fixture, 23, 31, "");
	add(fixture, 38, 47, "");
	add(fixture, 22, 23, "");
	add(fixture, 47, 48, "");
	const struct rc_suggestions *out = suggest(fixture);
	assert_int_equal(out->n, 1);
	assert_int_equal(out->v[0].n_edits, 4);
	assert_edit(&out->v[0], 2, 22, 23, "");
}

static void test_insert_beside_replacement(void **state)
{
	struct fixture *fixture = *state;

	add(fixture, 10, 10, "(");
	add(fixture, 10, 14, "self");
	add(fixture, 14, 14, ")");
	assert_int_equal(suggest(fixture)->n, 1);
	assert_int_equal(fixture->out.v[0].n_edits, 3);
}

static void test_alternatives_of_parts(void **state)
{
	struct fixture *fixture = *state;

	add(fixture, 10, 12, "a1");
	add(fixture, 20, 20, "b1");
	add(fixture, 10, 12, "a2");
	add(fixture, 20, 20, "b2");
	const struct rc_suggestions *out = suggest(fixture);
	assert_int_equal(out->n, 2);
	assert_edit(&out->v[0], 0, 10, 12, "a1");
	assert_edit(&out->v[0], 1, 20, 20, "b1");
	assert_edit(&out->v[1], 0, 10, 12, "a2");
	assert_edit(&out->v[1], 1, 20, 20, "b2");
}

/* The first part in common is no repetition. */
static void test_common_first_part(void **state)
{
	struct fixture *fixture = *state;

	add(fixture, 10, 10, "(");
	add(fixture, 20, 20, ").x()");
	add(fixture, 10, 10, "(");
	add(fixture, 20, 20, ").y()");
	const struct rc_suggestions *out = suggest(fixture);
	assert_int_equal(out->n, 2);
	assert_int_equal(out->v[1].n_edits, 2);
	assert_edit(&out->v[1], 1, 20, 20, ").y()");
}

static void test_repetitions(void **state)
{
	struct fixture *fixture = *state;

	add(fixture, 1, 2, "x");
	add(fixture, 4, 5, "y");
	add(fixture, 4, 5, "y");
	add(fixture, 1, 2, "x");
	add(fixture, 4, 5, "y");
	const struct rc_suggestions *out = suggest(fixture);
	assert_int_equal(out->n, 1);
	assert_int_equal(out->v[0].n_edits, 2);
}

static void test_overlap(void **state)
{
	struct fixture *fixture = *state;

	add(fixture, 10, 20, "long");
	add(fixture, 15, 15, "in it");
	assert_int_equal(suggest(fixture)->n, 2);
}

static void test_same_place_in_other_file(void **state)
{
	struct fixture *fixture = *state;

	add(fixture, 0, 0, "pub ");
	add_in(fixture, "src/b.rs", 0, 0, "pub ");
	assert_int_equal(suggest(fixture)->n, 1);
	assert_string_equal(fixture->out.v[0].edits[1].path, "src/b.rs");
}

/* Out with the alternative as a whole; the others keep their number. */
static void test_outside(void **state)
{
	struct fixture *fixture = *state;

	add_in(fixture, NULL, 3, 3, "pub ");
	add(fixture, 9, 9, "x");
	add(fixture, 9, 9, "y");
	const struct rc_suggestions *out = suggest(fixture);
	assert_int_equal(out->n, 1);
	assert_int_equal(out->v[0].alternative, 1);
	assert_edit(&out->v[0], 0, 9, 9, "y");
}

static void test_no_suggestion(void **state)
{
	struct fixture *fixture = *state;

	add(fixture, 3, 5, NULL);
	assert_int_equal(suggest(fixture)->n, 0);
}

static void test_legal_text(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool placeholders, legal;
	} texts[] = {
		{ "", false, true },
		{ ".clone()", false, true },
		{ ".expect(\"REASON\")", true, true },
		{ "Box<", true, true },
		{ "unsafe_cell", false, true },
		{ "my_todo!()", false, true },
		{ "..Default::default()", false, true },
		{ "142", true, true },
		{ "42", false, true },
		{ "#[derive(Clone)]\n", false, true },
		{ ": /* Type */", true, false },
		{ "todo!()", true, false },
		{ "{ unimplemented!() }", false, false },
		{ "panic!()", false, false },
		{ "unsafe { ", false, false },
		{ "#[allow(dead_code)]\n", false, false },
		{ "#![feature(x)]\n", false, false },
		{ ": <type>", true, false },
		{ " = 42", true, false },
	};

	for (size_t i = 0; i < RC_COUNT(texts); i++) {
		struct fixture *fixture = NULL;

		assert_int_equal(set_up((void **)&fixture), 0);
		add(fixture, 1, 1, texts[i].text);
		if (texts[i].placeholders)
			fixture->spans[0].applicability = RC_APPLY_PLACEHOLDERS;
		assert_int_equal(suggest(fixture)->n, 1);
		if (fixture->out.v[0].legal_text != texts[i].legal)
			fail_msg("'%s'", texts[i].text);
		tear_down((void **)&fixture);
	}
}

static void read_recorded(struct rc_diags *diags, const char *name)
{
	char path[4096], line[1 << 16];

	snprintf(path, sizeof(path), "%s/tests/data/json/%s.jsonl",
		 getenv("SRC_ROOT"), name);
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	while (fgets(line, sizeof(line), f))
		rc_diags_add_line(diags, line, strlen(line));
	fclose(f);
}

/* The crates are not here, so nothing can be resolved. */
static void set_paths(const struct rc_diag *diag)
{
	for (size_t i = 0; i < diag->n_children; i++) {
		const struct rc_subdiag *child = &diag->children[i];
		struct rc_span *spans = (struct rc_span *)child->spans;

		for (size_t j = 0; j < child->n_spans; j++)
			spans[j].path = "src/x.rs";
	}
}

/* From recorded lines to edits. */
static void test_recorded(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		size_t n, edits;
	} files[] = {
		{ "alternatives", 4, 4 },
		{ "imports", 2, 4 },
		{ "imports-1.63", 2, 2 },
		{ "mismatch", 1, 1 },
	};

	for (size_t i = 0; i < RC_COUNT(files); i++) {
		struct rc_diags diags = RC_DIAGS_INIT;
		struct rc_suggestions out = { NULL, 0, 0 };
		size_t edits = 0;

		read_recorded(&diags, files[i].name);
		for (size_t j = 0; j < diags.n; j++) {
			set_paths(&diags.v[j]);
			rc_suggest(&diags.v[j], &diags.arena, &out);
		}
		for (size_t j = 0; j < out.n; j++)
			edits += out.v[j].n_edits;
		assert_int_equal(out.n, files[i].n);
		assert_int_equal(edits, files[i].edits);
		rc_free(out.v);
		rc_diags_release(&diags);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_alternatives),
		TEST(test_parts),
		TEST(test_insert_beside_replacement),
		TEST(test_alternatives_of_parts),
		TEST(test_common_first_part),
		TEST(test_repetitions),
		TEST(test_overlap),
		TEST(test_same_place_in_other_file),
		TEST(test_outside),
		TEST(test_no_suggestion),
		cmocka_unit_test(test_legal_text),
		cmocka_unit_test(test_recorded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
