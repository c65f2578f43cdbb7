/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/buf.h"
#include "rules/decl.h"

/* A workspace in memory: its only file, and the set that holds it. */
struct fixture {
	const char *text;
	struct rc_sources sources;
	const struct rc_source *src;
	struct rc_buf out;
};

static const char *read_text(void *data, const char *path, size_t *len)
{
	const struct fixture *fixture = data;

	(void)path;
	*len = strlen(fixture->text);
	return fixture->text;
}

static void load(struct fixture *fixture, const char *text)
{
	struct rc_source_reader reader = { .text = read_text, .data = fixture };

	rc_sources_release(&fixture->sources);
	rc_buf_clear(&fixture->out);
	fixture->text = text;
	rc_sources_init(&fixture->sources, &reader);
	fixture->src = rc_source_get(&fixture->sources, "a.rs");
	assert_non_null(fixture->src);
}

static void add_range(struct fixture *fixture, const char *what, size_t from,
		      size_t to)
{
	if (from < to)
		rc_buf_addf(&fixture->out, " %s=%s", what,
			    rc_lex_text(fixture->src, from, to,
					&fixture->sources.arena));
}

/* All of a text's declarations, a line each. */
static const char *describe(struct fixture *fixture, const char *text)
{
	load(fixture, text);
	const struct rc_decls *decls =
		rc_decls_of(&fixture->sources, fixture->src);

	for (size_t k = 0; k < decls->n; k++) {
		const struct rc_decl *decl = &decls->v[k];

		rc_buf_addf(&fixture->out, "%s%s",
			    rc_lex_text(fixture->src, decl->keyword,
					decl->keyword + 1,
					&fixture->sources.arena),
			    *decl->name ? " " : "");
		rc_buf_adds(&fixture->out, decl->name);
		if (decl->trait)
			rc_buf_addf(&fixture->out, " trait=%s", decl->trait);
		if (decl->parent)
			rc_buf_addf(&fixture->out, " in=%s",
				    decl->parent->name);
		add_range(fixture, "before", decl->first, decl->keyword);
		add_range(fixture, "generics", decl->generics,
			  decl->generics_end);
		add_range(fixture, "params", decl->params, decl->params_end);
		add_range(fixture, "where", decl->where,
			  !decl->where		     ? 0
			  : decl->body > decl->where ? decl->body
						     : decl->end);
		add_range(fixture, "body", decl->body,
			  decl->body ? decl->end : 0);
		rc_buf_adds(&fixture->out, "\n");
	}
	return fixture->out.ptr;
}

static int set_up(void **state)
{
	struct fixture *fixture = rc_xcalloc(1, sizeof(*fixture));

	fixture->out = (struct rc_buf)RC_BUF_INIT(1 << 20);
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	rc_sources_release(&fixture->sources);
	rc_buf_release(&fixture->out);
	rc_free(fixture);
	return 0;
}

static void test_kinds(void **state)
{
	static const char *const cases[][2] = {
		{ "pub(crate) const unsafe fn f<'a, T: X<u8>>(x: &'a T) -> "
		  "Y<{ 1 }> where T: Z { g() }",
		  "fn f before=pub(crate) const unsafe generics=<'a, T: X<u8>> "
		  "params=(x: &'a T) where=where T: Z body={ g() }\n" },
		{ "#[a(b)]\n/// doc\n#[c]\npub struct S;",
		  "struct S before=#[a(b)]\n/// doc\n#[c]\npub\n" },
		{ "struct S<T>(T, u8) where T: A;",
		  "struct S generics=<T> params=(T, u8) where=where T: A; "
		  "body=(T, u8) where T: A;\n" },
		{ "enum E { A, B(u8) } union U { a: u8 }",
		  "enum E body={ A, B(u8) }\nunion U body={ a: u8 }\n" },
		{ "const A: [u8; 2] = [1; 2]; static mut B: u8 = 1 < 2;",
		  "const A\nstatic B\n" },
		{ "type A<T> = B<T>; mod m; mod n {}",
		  "type A generics=<T>\nmod m\nmod n body={}\n" },
		{ "pub use a::{b, c}; use {d, e::f}; fn g() {}",
		  "use before=pub\nuse\nfn g params=() body={}\n" },
		{ "extern crate a; extern \"C\" { fn f(); safe fn g(); }",
		  "extern\nextern body={ fn f(); safe fn g(); }\n"
		  "fn f in= params=()\nfn g in= before=safe params=()\n" },
		{ "extern { fn f(); fn g(); }",
		  "extern body={ fn f(); fn g(); }\nfn f in= params=()\n"
		  "fn g in= params=()\n" },
		{ "extern \"C\" fn f() {}",
		  "fn f before=extern \"C\" params=() body={}\n" },
		{ "macro_rules! m { () => { fn no() {} } } fn f() {}",
		  "macro_rules m body={ () => { fn no() {} } }\n"
		  "fn f params=() body={}\n" },
	};

	for (size_t i = 0; i < RC_COUNT(cases); i++)
		assert_string_equal(describe(*state, cases[i][0]), cases[i][1]);
}

static void test_impls(void **state)
{
	static const char *const cases[][2] = {
		{ "impl A {}", "impl A body={}\n" },
		{ "unsafe impl<T> !a::B<T> for c::D<T> where T: E {}",
		  "impl D trait=B before=unsafe generics=<T> "
		  "where=where T: E body={}\n" },
		{ "impl<'a> F for &'a mut dyn for<'b> G<'b> {}",
		  "impl G trait=F generics=<'a> body={}\n" },
		{ "impl H<dyn for<'a> I<'a>> for [u8; 3] {}",
		  "impl trait=H body={}\n" },
		{ "impl J for dyn K + Send {}", "impl K trait=J body={}\n" },
		{ "trait L: M { type N; const O: u8; fn p(&self); }",
		  "trait L body={ type N; const O: u8; fn p(&self); }\n"
		  "type N in=L\nconst O in=L\nfn p in=L params=(&self)\n" },
	};

	for (size_t i = 0; i < RC_COUNT(cases); i++)
		assert_string_equal(describe(*state, cases[i][0]), cases[i][1]);
}

/* Words that are no declarations where they stand. */
static void test_no_decls(void **state)
{
	static const char *const cases[] = {
		"",
		"x(union, a.default, y as fn(u8))",
		"let x: *const T = y; let union = 3;",
		"a::<impl X>(b, &impl Y)",
		"// fn f() {}\n/* struct S; */ \"enum E {}\"",
		"fn",
		"pub",
		"r#fn f",
	};

	for (size_t i = 0; i < RC_COUNT(cases); i++)
		assert_string_equal(describe(*state, cases[i]), "");
}

/* Code that is cut off, or has too much. */
static void test_broken(void **state)
{
	static const char *const cases[][2] = {
		{ "fn f(", "fn f params=(\n" },
		{ "impl", "" },
		{ "use", "" },
		{ "impl X", "impl X\n" },
		{ "struct S {", "struct S body={\n" },
		{ "mod m { fn f() -> } fn g() {}",
		  "mod m body={ fn f() -> }\nfn f in=m params=()\n"
		  "fn g params=() body={}\n" },
		{ "} fn f() {} )", "fn f params=() body={}\n" },
		{ "fn f<T(x: u8) { let a = 1 < 2; }",
		  "fn f body={ let a = 1 < 2; }\n" },
		{ "use a::{b; fn f() {}", "use\n" },
	};

	for (size_t i = 0; i < RC_COUNT(cases); i++)
		assert_string_equal(describe(*state, cases[i][0]), cases[i][1]);
}

static void test_around(void **state)
{
	struct fixture *fixture = *state;
	const char *text = "impl A { fn f() { fn g() { h } } } fn i() {}";

	load(fixture, text);
	size_t byte = (size_t)(strchr(text, 'h') - text);
	const struct rc_decl *decl = rc_decl_around(
		&fixture->sources, fixture->src, byte, RC_DECL_FN);

	assert_non_null(decl);
	assert_string_equal(decl->name, "g");
	assert_string_equal(decl->parent->name, "f");
	assert_string_equal(decl->parent->parent->name, "A");
	decl = rc_decl_around(&fixture->sources, fixture->src, byte,
			      RC_DECL_IMPL);
	assert_int_equal(decl->kind, RC_DECL_IMPL);
	assert_null(rc_decl_member(&fixture->sources, decl, RC_DECL_FN, "g"));
	assert_non_null(
		rc_decl_member(&fixture->sources, decl, RC_DECL_FN, "f"));
	assert_null(rc_decl_around(&fixture->sources, fixture->src, byte,
				   RC_DECL_TRAIT));
	assert_null(rc_decl_around(&fixture->sources, fixture->src,
				   strlen(text) + 9, RC_DECL_ANY));
}

/* Many of them one behind the other, and inside each other. */
static void test_many(void **state)
{
	struct fixture *fixture = *state;
	struct rc_buf text = RC_BUF_INIT(1 << 22);

	for (unsigned i = 0; i < 20000; i++)
		rc_buf_adds(&text, "const A: u8 = 1;\n");
	for (unsigned i = 0; i < 300; i++)
		rc_buf_adds(&text, "fn f() {\n");
	load(fixture, text.ptr);
	const struct rc_decls *decls =
		rc_decls_of(&fixture->sources, fixture->src);

	assert_int_equal(decls->n, 20300);
	assert_null(decls->v[19999].parent);
	assert_null(decls->v[20000].parent);
	assert_ptr_equal(decls->v[20299].parent, &decls->v[20298]);
	rc_sources_release(&fixture->sources);
	rc_buf_release(&text);
}

#define test_with_fixture(test) \
	cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test_with_fixture(test_kinds),
		test_with_fixture(test_impls),
		test_with_fixture(test_no_decls),
		test_with_fixture(test_broken),
		test_with_fixture(test_around),
		test_with_fixture(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
