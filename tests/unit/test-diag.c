/* SPDX-License-Identifier: MIT */

/* Messages are recorded from cargo 1.95 and 1.63, see tests/data/json. */

#include "rust/diag.h"

#include "scratch.h"

static void add(struct rc_diags *diags, const char *line)
{
	rc_diags_add_line(diags, line, strlen(line));
}

static void add_recorded(struct rc_diags *diags, const char *name)
{
	char path[4096];
	char *line = NULL;
	size_t cap = 0;
	ssize_t len;

	snprintf(path, sizeof(path), "%s/tests/data/json/%s.jsonl",
		 getenv("SRC_ROOT"), name);
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	while ((len = getline(&line, &cap, f)) > 0)
		rc_diags_add_line(diags, line, (size_t)len - 1);
	free(line);
	fclose(f);
}

/* A message of package p; fields are those of rustc's own object. */
static void add_message(struct rc_diags *diags, const char *kind,
			const char *fields)
{
	char line[8192];

	snprintf(
		line, sizeof(line),
		"{\"reason\":\"compiler-message\",\"package_id\":\"p 1 (x)\",\"target\":{\"kind\":[\"%s\"],\"name\":\"p\"},\"message\":{%s}}",
		kind, fields);
	add(diags, line);
}

static void test_mismatch(void **state)
{
	(void)state;
	struct rc_diags diags = RC_DIAGS_INIT;
	struct rc_event_diag event;

	add_recorded(&diags, "mismatch");
	assert_int_equal(diags.n, 1); /* bin and its test build */
	assert_int_equal(diags.errors, 1);
	assert_int_equal(diags.skipped, 0);
	assert_true(diags.finished);
	assert_false(diags.ice);
	assert_int_equal(diags.n_units, 1);
	const struct rc_unit *unit = &diags.units[0];
	assert_string_equal(unit->package, "mismatch");
	assert_string_equal(unit->kind, "bin");
	assert_string_equal(unit->manifest, "/home/user/mismatch/Cargo.toml");

	const struct rc_diag *diag = &diags.v[0];
	assert_string_equal(diag->code, "E0308");
	assert_string_equal(diag->message, "mismatched types");
	assert_int_equal(diag->phase, RC_PHASE_TYPES);
	assert_non_null(strstr(diag->rendered, "error[E0308]: mismatched"));
	const struct rc_span *span = rc_diag_primary(diag);
	assert_int_equal(span->start, 39);
	assert_int_equal(span->end, 46);
	assert_int_equal(span->line, 2);
	assert_int_equal(span->column, 28);
	assert_string_equal(span->file, "src/main.rs");
	assert_null(span->path);
	assert_null(span->replacement);
	assert_false(diag->spans[1].primary);

	const struct rc_subdiag *child = &diag->children[diag->n_children - 1];
	assert_string_equal(child->spans[0].replacement, ".to_string()");
	assert_int_equal(child->spans[0].applicability, RC_APPLY_MAYBE);

	rc_diag_event(&diags, diag, &event);
	assert_string_equal(event.code, "E0308");
	assert_string_equal(event.package, "mismatch");
	assert_string_equal(event.file, span->file);
	assert_int_equal(event.line, 2);
	rc_diags_release(&diags);
	assert_int_equal(diags.n, 0);
}

static void test_old_cargo(void **state)
{
	(void)state;
	struct rc_diags diags = RC_DIAGS_INIT;

	add_recorded(&diags, "mismatch-1.63");
	assert_int_equal(diags.n, 1); /* without "aborting due to" */
	assert_string_equal(diags.v[0].code, "E0308");
	assert_string_equal(diags.units[0].package, "mismatch");
	rc_diags_release(&diags);

	add_recorded(&diags, "imports-1.63");
	assert_int_equal(diags.n, 2); /* without "2 warnings emitted" */
	assert_int_equal(diags.errors, 0);
	assert_int_equal(diags.warnings, 2);
	rc_diags_release(&diags);
}

/* The note about the lint's level is in one of two equal warnings only. */
static void test_units_merge(void **state)
{
	(void)state;
	struct rc_diags diags = RC_DIAGS_INIT;

	add_recorded(&diags, "imports");
	assert_int_equal(diags.n, 2);
	assert_int_equal(diags.warnings, 2);
	assert_int_equal(diags.n_units, 1);
	assert_int_equal(diags.v[0].phase, RC_PHASE_LINT);
	rc_diags_release(&diags);
}

static void test_unit_does_not_depend_on_order(void **state)
{
	(void)state;
	static const char error[] =
		"\"level\":\"error\",\"message\":\"m\",\"spans\":[]";
	struct rc_diags a = RC_DIAGS_INIT, b = RC_DIAGS_INIT;

	add_message(&a, "bin", error);
	add_message(&a, "lib", error);
	add_message(&b, "lib", error);
	add_message(&b, "bin", error);
	assert_int_equal(a.n, 1);
	assert_string_equal(a.units[a.v[0].unit].kind, "bin");
	assert_string_equal(b.units[b.v[0].unit].kind, "bin");
	assert_int_equal(a.n_units, 2);
	rc_diags_release(&a);
	rc_diags_release(&b);
}

/* A unit without a diagnostic counts as well. */
static void test_artifact(void **state)
{
	(void)state;
	struct rc_diags diags = RC_DIAGS_INIT;

	add(&diags,
	    "{\"reason\":\"compiler-artifact\",\"package_id\":\"p 1 (x)\",\"target\":{\"kind\":[\"rlib\"],\"name\":\"p\"}}");
	assert_int_equal(diags.n_units, 1);
	assert_string_equal(diags.units[0].kind, "lib");
	add_message(&diags, "lib",
		    "\"level\":\"error\",\"message\":\"m\",\"spans\":[]");
	assert_int_equal(diags.n_units, 1); /* every library is one */
	rc_diags_release(&diags);
}

static void test_package_names(void **state)
{
	(void)state;
	static const char *const ids[][2] = {
		{ "a-b 0.1.0 (path+file:///x/y)", "a-b" },
		{ "path+file:///x/a-b#0.1.0", "a-b" },
		{ "path+file:///x/y%20z/dir#a-b@0.1.0", "a-b" },
		{ "registry+https://example.org/index#a-b@1.2.3", "a-b" },
		{ "nonsense", "nonsense" },
		{ "", "" },
	};

	for (size_t i = 0; i < RC_COUNT(ids); i++) {
		struct rc_diags diags = RC_DIAGS_INIT;
		char line[512];

		snprintf(
			line, sizeof(line),
			"{\"reason\":\"compiler-artifact\",\"package_id\":\"%s\"}",
			ids[i][0]);
		add(&diags, line);
		assert_string_equal(diags.units[0].package, ids[i][1]);
		rc_diags_release(&diags);
	}
}

static void test_macro_spans(void **state)
{
	(void)state;
	struct rc_diags diags = RC_DIAGS_INIT;

	add_recorded(&diags, "macros");
	assert_int_equal(diags.n, 3);
	for (size_t i = 0; i < diags.n; i++) {
		const struct rc_diag *diag = &diags.v[i];
		const struct rc_span *span = rc_diag_primary(diag);

		if (!diag->code) {
			assert_int_equal(diag->phase, RC_PHASE_RESOLVE);
		} else if (!strcmp(diag->code, "E0425")) {
			assert_string_equal(span->file, "src/lib.rs");
		}
	}
	rc_diags_release(&diags);
}

static void test_lints_and_lifetimes(void **state)
{
	(void)state;
	struct rc_diags diags = RC_DIAGS_INIT;

	add_recorded(&diags, "lints");
	assert_int_equal(diags.n, 2);
	for (size_t i = 0; i < diags.n; i++) {
		bool lint = diags.v[i].code != NULL;

		assert_int_equal(diags.v[i].phase,
				 lint ? RC_PHASE_LINT : RC_PHASE_BORROW);
	}
	rc_diags_release(&diags);
	add_recorded(&diags, "syntax");
	assert_int_equal(diags.n, 1);
	assert_int_equal(diags.v[0].phase, RC_PHASE_PARSE);
	rc_diags_release(&diags);
}

static void test_phases(void **state)
{
	(void)state;
	static const struct {
		const char *code;
		enum rc_phase phase;
	} codes[] = {
		{ "E0583", RC_PHASE_PARSE },
		{ "E0765", RC_PHASE_PARSE },
		{ "E0432", RC_PHASE_RESOLVE },
		{ "E0603", RC_PHASE_RESOLVE },
		{ "E0308", RC_PHASE_TYPES },
		{ "E0599", RC_PHASE_TYPES },
		{ "E9999", RC_PHASE_TYPES },
		{ "E0004", RC_PHASE_BORROW },
		{ "E0382", RC_PHASE_BORROW },
		{ "E0716", RC_PHASE_BORROW },
		{ "dead_code", RC_PHASE_LINT },
		{ "E03080", RC_PHASE_LINT },
		{ "clippy::needless_return", RC_PHASE_LINT },
	};

	for (size_t i = 0; i < RC_COUNT(codes); i++)
		assert_int_equal(rc_diag_phase(codes[i].code, ""),
				 codes[i].phase);
	assert_int_equal(rc_diag_phase(NULL, "expected `;`, found `}`"),
			 RC_PHASE_PARSE);
	assert_int_equal(rc_diag_phase(NULL, "cannot find macro `x`"),
			 RC_PHASE_RESOLVE);
}

static void test_ice(void **state)
{
	(void)state;
	struct rc_diags diags = RC_DIAGS_INIT;

	add_recorded(&diags, "ice");
	assert_true(diags.ice);
	assert_int_equal(diags.errors, 1);
	rc_diags_release(&diags);
	add_message(
		&diags, "lib",
		"\"level\":\"error\",\"message\":\"the compiler unexpectedly panicked. this is a bug.\"");
	assert_true(diags.ice);
	rc_diags_release(&diags);
}

static void test_garbage(void **state)
{
	(void)state;
	static const char *const lines[] = {
		"",
		"hello from a proc macro",
		"{",
		"{}",
		"[1,2]",
		" {\"reason\":\"compiler-message\"}",
		"{\"reason\":7}",
		"{\"reason\":\"compiler-message\"} trailing",
	};
	static const char *const harmless[] = {
		"{\"reason\":\"compiler-message\"}",
		"{\"reason\":\"compiler-message\",\"message\":[]}",
		"{\"reason\":\"something-new\"}",
	};
	struct rc_diags diags = RC_DIAGS_INIT;

	for (size_t i = 0; i < RC_COUNT(lines); i++)
		add(&diags, lines[i]);
	assert_int_equal(diags.skipped, RC_COUNT(lines));
	for (size_t i = 0; i < RC_COUNT(harmless); i++)
		add(&diags, harmless[i]);
	assert_int_equal(diags.skipped, RC_COUNT(lines));
	assert_int_equal(diags.n, 0);
	add_message(
		&diags, "lib",
		"\"level\":\"error\",\"spans\":[{\"byte_start\":-5,\"byte_end\":9e99,\"line_start\":-1,\"suggested_replacement\":\"x\"},{}],\"children\":[7,{}]");
	assert_int_equal(diags.n, 1);
	assert_string_equal(diags.v[0].message, "");
	assert_int_equal(diags.v[0].n_spans, 2);
	assert_null(diags.v[0].spans[0].replacement);
	assert_int_equal(diags.v[0].spans[0].line, 0);
	assert_null(rc_diag_primary(&diags.v[0]));
	add(&diags, "{\"reason\":\"build-finished\"}");
	add_message(&diags, "lib", "\"level\":\"error\",\"message\":\"real\"");
	assert_int_equal(diags.n, 2); /* a macro had printed the line before */
	rc_diags_release(&diags);
}

/* A suggestion that would be cut is none; other texts are cut. */
static void test_caps(void **state)
{
	(void)state;
	struct rc_diags diags = RC_DIAGS_INIT;
	const size_t big = (size_t)70 << 10;
	char *text = calloc(1, big + 1);
	char *line = malloc(3 * big);

	/* é is two bytes, so an odd cut would split one */
	for (size_t i = 0; i + 1 < big; i += 2)
		memcpy(text + i, "\xc3\xa9", 2);
	snprintf(
		line, 3 * big,
		"{\"reason\":\"compiler-message\",\"message\":{\"level\":\"error\",\"message\":\"m\\nx\",\"rendered\":\"x%s\",\"children\":[{\"spans\":[{\"byte_start\":1,\"byte_end\":1,\"suggested_replacement\":\"a\"},{\"byte_start\":2,\"byte_end\":2,\"suggested_replacement\":\"%s\"}]}]}}",
		text, text);
	add(&diags, line);
	assert_int_equal(diags.n, 1);
	assert_int_equal(strlen(diags.v[0].rendered), (64 << 10) - 1);
	assert_string_equal(diags.v[0].title, "m");
	assert_null(diags.v[0].children[0].spans[0].replacement);
	assert_null(diags.v[0].children[0].spans[1].replacement);
	free(text);
	free(line);
	rc_diags_release(&diags);
}

static void test_many(void **state)
{
	(void)state;
	struct rc_diags diags = RC_DIAGS_INIT;

	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 20100; i++) {
			char fields[128];

			snprintf(fields, sizeof(fields),
				 "\"level\":\"error\",\"message\":\"m%d\"", i);
			add_message(&diags, "lib", fields);
		}
		assert_int_equal(diags.n, 20000);
	}
	assert_int_equal(diags.skipped, 20200);
	rc_diags_release(&diags);
}

static void add_file_error(struct rc_diags *diags, const char *file)
{
	char fields[512];

	snprintf(
		fields, sizeof(fields),
		"\"level\":\"error\",\"message\":\"m\",\"spans\":[{\"file_name\":\"%s\",\"is_primary\":true}]",
		file);
	add_message(diags, "lib", fields);
}

static void test_resolve(void **state)
{
	(void)state;
	static const char *const files[][2] = {
		{ "src/lib.rs", "src/lib.rs" },
		{ "src/../src/lib.rs", "src/lib.rs" },
		{ "src/link.rs", "src/lib.rs" },
		{ "src", NULL },
		{ "src/none.rs", NULL },
		{ "target/out.rs", NULL },
		{ "vendor/dep/src/lib.rs", NULL },
		{ "module/src/lib.rs", NULL },
		{ "/etc/passwd", NULL },
		{ "/rustc/0123/library/core/src/lib.rs", NULL },
		{ "<anon>", NULL },
		{ "", NULL },
	};
	static const char *const made[] = { "src/lib.rs",
					    "target/out.rs",
					    "vendor/dep/src/lib.rs",
					    "vendor/dep/.cargo-checksum.json",
					    "module/src/lib.rs",
					    "module/.git" };
	struct rc_diags diags = RC_DIAGS_INIT;

	for (size_t i = 0; i < RC_COUNT(made); i++)
		put(made[i], "");
	assert_int_equal(symlink("lib.rs", "src/link.rs"), 0);
	for (size_t i = 0; i < RC_COUNT(files); i++)
		add_file_error(&diags, files[i][0]);
	rc_diags_resolve(&diags, scratch_root, scratch_root, at("target"));
	assert_int_equal(diags.n, RC_COUNT(files));
	for (size_t i = 0; i < RC_COUNT(files); i++) {
		const char *got = diags.v[i].spans[0].path;

		if (files[i][1])
			assert_string_equal(got, files[i][1]);
		else
			assert_null(got);
	}
	rc_diags_release(&diags);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mismatch),
		cmocka_unit_test(test_old_cargo),
		cmocka_unit_test(test_units_merge),
		cmocka_unit_test(test_unit_does_not_depend_on_order),
		cmocka_unit_test(test_artifact),
		cmocka_unit_test(test_package_names),
		cmocka_unit_test(test_macro_spans),
		cmocka_unit_test(test_lints_and_lifetimes),
		cmocka_unit_test(test_phases),
		cmocka_unit_test(test_ice),
		cmocka_unit_test(test_garbage),
		cmocka_unit_test(test_caps),
		cmocka_unit_test(test_many),
		scratch_test(test_resolve),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
