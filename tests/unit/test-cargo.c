/* SPDX-License-Identifier: MIT */

/* Runs the real cargo, offline, on crates of a few lines. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/fs.h"
#include "base/path.h"
#include "rust/cargo.h"
#include "rust/manifest.h"

/* One crate, one call. */
struct fixture {
	char root[64];
	struct rc_toolchain toolchain;
	struct rc_cargo_opts opts;
	struct rc_crate crate;
	struct rc_cargo cargo;
	struct rc_build build;
	struct rc_err err;
	struct rc_sink sink;
	unsigned progress;
	char last_progress[256];
};

static void put(const struct fixture *fixture, const char *name,
		const char *text)
{
	RC_CLEANUP(rc_freep) char *path = rc_path_join(fixture->root, name);
	RC_CLEANUP(rc_freep) char *dir = rc_path_dirname(path);

	assert_int_equal(rc_fs_mkdirs(dir, 0700, NULL), 0);
	assert_int_equal(rc_fs_write(path, text, strlen(text), 0700, NULL), 0);
}

static void put_manifest(const struct fixture *fixture, const char *more)
{
	char text[1024];

	snprintf(
		text, sizeof(text),
		"[package]\nname = \"demo\"\nversion = \"0.1.0\"\nedition = \"2021\"\n%s",
		more);
	put(fixture, "Cargo.toml", text);
}

static void on_event(const struct rc_event *event, void *data)
{
	struct fixture *fixture = data;

	if (event->kind != RC_EV_PROGRESS)
		return;
	fixture->progress++;
	snprintf(fixture->last_progress, sizeof(fixture->last_progress), "%s",
		 event->text);
}

static int set_up(void **state)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	*state = fixture;
	snprintf(fixture->root, sizeof(fixture->root), "/tmp/rc-cargo-XXXXXX");
	assert_non_null(mkdtemp(fixture->root));
	RC_CLEANUP(rc_freep)
	char *cache = rc_path_join(fixture->root, "cache");
	setenv("XDG_CACHE_HOME", cache, 1);
	fixture->opts.offline = true;
	put_manifest(fixture, "");
	put(fixture, "src/lib.rs", "pub fn f() {}\n");
	return rc_toolchain_find(&fixture->toolchain, fixture->root, NULL);
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;
	int ret = rc_fs_remove_tree(fixture->root, NULL);

	rc_build_release(&fixture->build);
	rc_crate_release(&fixture->crate);
	rc_toolchain_release(&fixture->toolchain);
	unsetenv("RUSTC_WRAPPER");
	unsetenv("RUSTFLAGS");
	free(fixture);
	return ret;
}

static int run(struct fixture *fixture, enum rc_cargo_verb verb)
{
	if (!fixture->crate.manifest)
		assert_int_equal(rc_crate_find(&fixture->crate, fixture->root,
					       NULL, NULL),
				 0);
	fixture->sink = (struct rc_sink){ on_event, fixture };
	fixture->cargo.toolchain = &fixture->toolchain;
	fixture->cargo.opts = &fixture->opts;
	fixture->cargo.manifest = fixture->crate.manifest;
	fixture->cargo.cwd = fixture->crate.dir;
	fixture->cargo.sink = &fixture->sink;
	rc_build_release(&fixture->build);
	return rc_cargo_build(&fixture->cargo, verb, &fixture->build,
			      &fixture->err);
}

static void assert_fails(struct fixture *fixture, enum rc_cargo_verb verb,
			 int code, const char *msg, const char *hint)
{
	assert_int_equal(run(fixture, verb), code);
	if (!strstr(fixture->err.msg, msg))
		fail_msg("'%s' is not in '%s'", msg, fixture->err.msg);
	if (hint && !strstr(fixture->err.hint, hint))
		fail_msg("'%s' is not in '%s'", hint, fixture->err.hint);
	assert_false(fixture->build.success);
	assert_non_null(fixture->build.stderr_tail);
}

static void test_clean(void **state)
{
	struct fixture *fixture = *state;

	assert_int_equal(run(fixture, RC_CARGO_CHECK), 0);
	assert_true(fixture->build.success);
	assert_int_equal(fixture->build.diags.n, 0);
	assert_int_equal(fixture->build.diags.skipped, 0);
	assert_int_equal(fixture->build.diags.n_units, 1);
	assert_true(fixture->build.started > 0);
	assert_int_equal(fixture->cargo.calls, 1);
	assert_true(fixture->progress > 0);
	assert_non_null(strstr(fixture->last_progress, "Checking demo"));
	/* the second time there is nothing to do */
	fixture->progress = 0;
	assert_int_equal(run(fixture, RC_CARGO_CHECK), 0);
	assert_int_equal(fixture->progress, 0);
	assert_int_equal(fixture->cargo.calls, 2);
	assert_true(fixture->cargo.ms >= fixture->build.ms);
}

static void test_errors(void **state)
{
	struct fixture *fixture = *state;

	put(fixture, "src/lib.rs", "pub fn f() -> u8 {\n    \"x\"\n}\n");
	put(fixture, "src/main.rs", "fn main() {\n    g();\n}\n");
	fixture->opts.all_targets = true;
	assert_int_equal(run(fixture, RC_CARGO_CHECK), 0);
	assert_false(fixture->build.success);
	/* the program is only reached with --keep-going */
	if (fixture->toolchain.minor < 74)
		return;
	struct rc_diags *diags = &fixture->build.diags;
	rc_diags_resolve(diags, fixture->root, fixture->root, NULL);
	assert_int_equal(diags->errors, 1);
	assert_string_equal(diags->v[0].code, "E0308");
	assert_string_equal(rc_diag_primary(&diags->v[0])->path, "src/lib.rs");
	assert_string_equal(diags->units[diags->v[0].unit].kind, "lib");
}

/* Also what only a test or only a program sees. */
static void test_test_builds(void **state)
{
	struct fixture *fixture = *state;

	put(fixture, "src/lib.rs",
	    "#[cfg(test)]\nmod tests {\n    fn f() -> u8 {}\n}\n");
	put(fixture, "src/main.rs",
	    "#[cfg(not(test))]\nfn main() {\n    g();\n}\n#[cfg(test)]\nfn main() {}\n");
	assert_int_equal(run(fixture, RC_CARGO_CHECK), 0);
	assert_int_equal(fixture->build.diags.errors, 1);
	assert_string_equal(fixture->build.diags.v[0].code, "E0425");
	fixture->opts.tests = true;
	assert_int_equal(run(fixture, RC_CARGO_CHECK), 0);
	if (fixture->toolchain.minor >= 74)
		assert_int_equal(fixture->build.diags.errors, 2);
	put(fixture, "src/main.rs", "fn main() {}\n");
	assert_int_equal(run(fixture, RC_CARGO_CHECK), 0);
	assert_int_equal(fixture->build.diags.errors, 1);
	assert_string_equal(fixture->build.diags.v[0].code, "E0308");
}

static void test_packages_and_features(void **state)
{
	struct fixture *fixture = *state;
	static const char *const packages[] = { "demo", NULL };
	static const char *const features[] = { "extra", NULL };
	static const char *const unknown[] = { "nope", NULL };

	put_manifest(fixture, "[features]\nextra = []\n");
	put(fixture, "src/lib.rs",
	    "#[cfg(feature = \"extra\")]\ncompile_error!(\"seen\");\n");
	fixture->opts.packages = packages;
	fixture->opts.features = features;
	assert_int_equal(run(fixture, RC_CARGO_CHECK), 0);
	assert_int_equal(fixture->build.diags.errors, 1);
	assert_string_equal(fixture->build.diags.v[0].message, "seen");
	fixture->opts.features = unknown;
	assert_fails(fixture, RC_CARGO_CHECK, RC_EINVAL, "nope", NULL);
	fixture->opts.features = NULL;
	fixture->opts.packages = unknown;
	assert_fails(fixture, RC_CARGO_CHECK, RC_EINVAL,
		     "package ID specification `nope`", NULL);
}

static void test_bad_manifest(void **state)
{
	struct fixture *fixture = *state;

	put(fixture, "Cargo.toml", "[package]\nname = = \"x\"\n");
	assert_fails(fixture, RC_CARGO_CHECK, RC_EINVAL, "Cargo.toml", NULL);
	put_manifest(fixture, "[dependencies]\nx = { path = \"none\" }\n");
	assert_fails(fixture, RC_CARGO_CHECK, RC_EINVAL, "none/Cargo.toml",
		     NULL);
	put_manifest(fixture, "rust-version = \"1.999\"\n");
	assert_fails(fixture, RC_CARGO_CHECK, RC_EINVAL, "rustc 1.999",
		     "newer toolchain");
}

static void test_offline(void **state)
{
	struct fixture *fixture = *state;

	put_manifest(fixture, "[dependencies]\nno-such-crate-here = \"1\"\n");
	assert_fails(fixture, RC_CARGO_CHECK, RC_ENET, "no-such-crate-here",
		     "cargo fetch");
}

static void test_locked(void **state)
{
	struct fixture *fixture = *state;

	fixture->opts.locked = true;
	assert_fails(fixture, RC_CARGO_CHECK, RC_EINVAL, "--locked",
		     "Cargo.lock");
}

static void test_targets(void **state)
{
	struct fixture *fixture = *state;

	fixture->opts.target = "no-such-target";
	assert_fails(fixture, RC_CARGO_CHECK, RC_EINVAL, "no such target",
		     "--print target-list");
	fixture->opts.target = "riscv64gc-unknown-fuchsia";
	if (run(fixture, RC_CARGO_CHECK) == RC_EINVAL)
		return; /* unknown to old compilers */
	assert_fails(fixture, RC_CARGO_CHECK, RC_ECHILD,
		     "standard library for the target", "rustup target add");
}

static void test_build_script(void **state)
{
	struct fixture *fixture = *state;

	put(fixture, "build.rs",
	    "fn main() {\n    println!(\"to stdout\");\n    panic!(\"no libfoo found\");\n}\n");
	assert_fails(fixture, RC_CARGO_CHECK, RC_ECHILD,
		     "build script of 'demo' failed: ", NULL);
	assert_non_null(strstr(fixture->err.msg, "no libfoo found"));
	assert_non_null(strstr(fixture->build.stderr_tail, "to stdout"));
	put(fixture, "build.rs",
	    "fn main() {\n    eprintln!(\"some words\");\n    std::process::exit(3);\n}\n");
	assert_fails(fixture, RC_CARGO_CHECK, RC_ECHILD,
		     "build script of 'demo' failed: some words", NULL);
}

static void test_timeout(void **state)
{
	struct fixture *fixture = *state;
	struct timespec before, after;

	put(fixture, "build.rs",
	    "fn main() {\n    std::thread::sleep(std::time::Duration::from_secs(60));\n}\n");
	fixture->cargo.timeout_ms = 1500;
	clock_gettime(CLOCK_MONOTONIC, &before);
	assert_fails(fixture, RC_CARGO_CHECK, RC_ETIMEOUT, "in time", NULL);
	clock_gettime(CLOCK_MONOTONIC, &after);
	assert_true(after.tv_sec - before.tv_sec < 15);
}

static void test_cancel(void **state)
{
	struct fixture *fixture = *state;
	struct rc_cancel *cancel = rc_cancel_new();

	rc_cancel_trigger(cancel);
	fixture->cargo.cancel = cancel;
	assert_fails(fixture, RC_CARGO_CHECK, RC_ECANCELLED, "cancelled", NULL);
	rc_cancel_free(cancel);
}

/* rustc as it is but for one that ends in a bad way. */
static void use_wrapper(const struct fixture *fixture, const char *bad)
{
	char text[512];
	RC_CLEANUP(rc_freep) char *path = rc_path_join(fixture->root, "wrap");

	snprintf(
		text, sizeof(text),
		"#!/bin/sh\ncase \"$*\" in *'--crate-name demo'*) %s;; esac\nexec \"$@\"\n",
		bad);
	put(fixture, "wrap", text);
	setenv("RUSTC_WRAPPER", path, 1);
}

static void test_rustc_killed(void **state)
{
	struct fixture *fixture = *state;

	use_wrapper(fixture, "kill -9 $$");
	assert_fails(fixture, RC_CARGO_CHECK, RC_ECHILD,
		     "rustc was killed while it compiled 'demo'", "memory");
	use_wrapper(fixture, "kill -11 $$");
	assert_fails(fixture, RC_CARGO_CHECK, RC_ECHILD,
		     "rustc crashed while it compiled 'demo'", NULL);
}

static void test_rustc_crashed(void **state)
{
	struct fixture *fixture = *state;

	use_wrapper(
		fixture,
		"echo 'error: the compiler unexpectedly panicked. this is a bug.' >&2; exit 101");
	assert_fails(fixture, RC_CARGO_CHECK, RC_ECHILD,
		     "internal compiler error", "toolchain");
}

/* Also beside errors: what was found is not all there is. */
static void test_disk_full(void **state)
{
	struct fixture *fixture = *state;

	use_wrapper(
		fixture,
		"echo '{\"$message_type\":\"diagnostic\",\"message\":\"m\",\"code\":null,\"level\":\"error\",\"spans\":[{\"file_name\":\"src/lib.rs\",\"byte_start\":0,\"byte_end\":1,\"line_start\":1,\"line_end\":1,\"column_start\":1,\"column_end\":1,\"is_primary\":true,\"text\":[],\"label\":null,\"suggested_replacement\":null,\"suggestion_applicability\":null,\"expansion\":null}],\"children\":[],\"rendered\":\"r\"}' >&2; echo 'error: could not write output: No space left on device (os error 28)' >&2; exit 1");
	assert_fails(fixture, RC_CARGO_CHECK, RC_EIO, "no space left",
		     "make room");
}

static void test_no_linker(void **state)
{
	struct fixture *fixture = *state;

	put(fixture, "build.rs", "fn main() {}\n");
	setenv("RUSTFLAGS", "-Clinker=no-such-linker", 1);
	assert_fails(fixture, RC_CARGO_CHECK, RC_ECHILD,
		     "linker `no-such-linker` not found", "C compiler");
}

/* Neither messages nor errors, whatever it looks like. */
static void test_macro_output(void **state)
{
	struct fixture *fixture = *state;

	use_wrapper(
		fixture,
		"echo 'hello'; echo '{\"reason\":1}'; echo 'error: fake' >&2");
	assert_int_equal(run(fixture, RC_CARGO_CHECK), 0);
	assert_true(fixture->build.success);
	assert_int_equal(fixture->build.diags.n, 0);
}

static void test_tests(void **state)
{
	struct fixture *fixture = *state;

	put(fixture, "src/lib.rs",
	    "#[test]\nfn good() {}\n#[test]\nfn bad_one() {\n    println!(\"{{\\\"reason\\\":\\\"compiler-message\\\"}}\");\n    panic!(\"No space left on device\");\n}\n");
	assert_int_equal(run(fixture, RC_CARGO_TEST), 0);
	assert_false(fixture->build.success);
	assert_int_equal(fixture->build.diags.errors, 0);
	assert_true(fixture->build.diags.finished);
	assert_non_null(
		strstr(fixture->build.stderr_tail, "test bad_one ... FAILED"));
	put(fixture, "src/lib.rs", "#[test]\nfn good() {}\n");
	assert_int_equal(run(fixture, RC_CARGO_TEST), 0);
	assert_true(fixture->build.success);
	put(fixture, "src/lib.rs", "#[test]\nfn bad() -> u8 {}\n");
	assert_int_equal(run(fixture, RC_CARGO_TEST), 0);
	assert_true(fixture->build.diags.errors > 0);
}

static void test_clippy(void **state)
{
	struct fixture *fixture = *state;

	put(fixture, "src/lib.rs", "pub fn f() -> u8 {\n    return 1;\n}\n");
	int ret = run(fixture, RC_CARGO_CLIPPY);
	if (ret == RC_ECHILD && strstr(fixture->err.msg, "clippy"))
		skip(); /* a component of its own */
	assert_int_equal(ret, 0);
	assert_int_equal(fixture->build.diags.warnings, 1);
	assert_string_equal(fixture->build.diags.v[0].code,
			    "clippy::needless_return");
}

static void test_single_file(void **state)
{
	struct fixture *fixture = *state;
	RC_CLEANUP(rc_freep) char *file = rc_path_join(fixture->root, "x/a.rs");

	put(fixture, "x/a.rs", "fn main() {\n    f()\n}\n");
	assert_int_equal(rc_crate_find(&fixture->crate, file, NULL, NULL), 0);
	assert_int_equal(run(fixture, RC_CARGO_CHECK), 0);
	struct rc_diags *diags = &fixture->build.diags;
	assert_int_equal(diags->errors, 1);
	rc_diags_resolve(diags, fixture->crate.dir, fixture->crate.dir, NULL);
	assert_string_equal(rc_diag_primary(&diags->v[0])->path, "a.rs");
}

static void test_no_such_program(void **state)
{
	struct fixture *fixture = *state;

	rc_free(fixture->toolchain.cargo);
	fixture->toolchain.cargo = rc_xstrdup("/nonexistent/cargo");
	assert_int_equal(run(fixture, RC_CARGO_CHECK), RC_ENOTFOUND);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_clean),	  TEST(test_errors),
		TEST(test_test_builds),	  TEST(test_packages_and_features),
		TEST(test_bad_manifest),  TEST(test_offline),
		TEST(test_locked),	  TEST(test_targets),
		TEST(test_build_script),  TEST(test_timeout),
		TEST(test_cancel),	  TEST(test_rustc_killed),
		TEST(test_rustc_crashed), TEST(test_disk_full),
		TEST(test_no_linker),	  TEST(test_macro_output),
		TEST(test_tests),	  TEST(test_clippy),
		TEST(test_single_file),	  TEST(test_no_such_program),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
