/* SPDX-License-Identifier: MIT */

/* What cargo 1.63 and 1.95 and rustup 1.28 say, word for word but shorter. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

#include <cmocka.h>

#include "rust/cargo_fail.h"

struct sample {
	const char *text;
	int code;
	const char *msg;  /* the whole of it */
	const char *hint; /* part of it, or NULL: none */
};

static const struct sample samples[] = {
	{ "error: extra `=`, expected nothing\n --> Cargo.toml:5:5\n  |\n5 | x = = 1\n  |     ^\n",
	  RC_EINVAL, "extra `=`, expected nothing at Cargo.toml:5:5", NULL },
	{ "error: failed to parse manifest at `/x/Cargo.toml`\n\nCaused by:\n  no targets specified in the manifest\n  either src/lib.rs\n",
	  RC_EINVAL,
	  "failed to parse manifest at `/x/Cargo.toml`: no targets specified in the manifest",
	  NULL },
	{ "error: failed to parse manifest at `/x/Cargo.toml`\n\nCaused by:\n  failed to parse the `edition` key\n\nCaused by:\n  this version of Cargo is older than the `2030` edition\n",
	  RC_EINVAL,
	  "failed to parse manifest at `/x/Cargo.toml`: failed to parse the `edition` key: this version of Cargo is older than the `2030` edition",
	  "newer toolchain" },
	{ "error: rustc 1.95.0 is not supported by the following package:\n  rv@0.1.0 requires rustc 1.99\n\n",
	  RC_EINVAL,
	  "rustc 1.95.0 is not supported by the following package: rv@0.1.0 requires rustc 1.99",
	  "newer toolchain" },
	{ "error: failed to parse lock file at: /x/Cargo.lock\n\nCaused by:\n  lock file version `4` was found, but this version of Cargo does not understand this lock file\n",
	  RC_EINVAL,
	  "failed to parse lock file at: /x/Cargo.lock: lock file version `4` was found, but this version of Cargo does not understand this lock file",
	  "newer toolchain" },
	{ "error: the lock file /x/Cargo.lock needs to be updated but --locked was passed to prevent this\nIf you want\n",
	  RC_EINVAL,
	  "the lock file /x/Cargo.lock needs to be updated but --locked was passed to prevent this",
	  "Cargo.lock" },
	{ "    Updating crates.io index\nerror: failed to get `serde` as a dependency of package `m v0.1.0 (/x)`\n\nCaused by:\n  download of config.json failed\n\nCaused by:\n  failed to download from `https://example.org/config.json`\n\nCaused by:\n  [7] Could not connect to server\n",
	  RC_ENET,
	  "failed to get `serde` as a dependency of package `m v0.1.0 (/x)`: download of config.json failed: failed to download from `https://example.org/config.json`: [7] Could not connect to server",
	  "network" },
	{ "error: failed to get `foo` as a dependency of package `g v0.1.0 (/x)`\n\nCaused by:\n  failed to load source for dependency `foo`\n\nCaused by:\n  unable to update http://127.0.0.1:1/x\n\nCaused by:\n  failed to clone into: /h/x\n\nCaused by:\n  failed to connect to 127.0.0.1: Connection refused; class=Os (2)\n",
	  RC_ENET,
	  "failed to get `foo` as a dependency of package `g v0.1.0 (/x)`: failed to load source for dependency `foo`: unable to update http://127.0.0.1:1/x: failed to clone into: /h/x: failed to connect to 127.0.0.1: Connection refused; class=Os (2)",
	  "network" },
	{ "error: no matching package named `serde` found\nlocation searched: crates.io index\nAs a reminder, you're using offline mode (--offline) which can\n",
	  RC_ENET, "no matching package named `serde` found", "cargo fetch" },
	{ "error: no matching package named `sered` found\nlocation searched: crates.io index\n",
	  RC_EINVAL, "no matching package named `sered` found", NULL },
	{ "error: failed to download `a v1.0.0`\n\nCaused by:\n  attempting to make an HTTP request, but --offline was specified\n",
	  RC_ENET,
	  "failed to download `a v1.0.0`: attempting to make an HTTP request, but --offline was specified",
	  "cargo fetch" },
	{ "error: toolchain '1.2.3' is not installed\nhelp: run `rustup toolchain install` to install it\n",
	  RC_ECHILD, "toolchain '1.2.3' is not installed",
	  "rustup toolchain install" },
	{ "error: 'cargo-clippy' is not installed for the toolchain '1.95.0'.\nTo install, run `rustup component add clippy`\n",
	  RC_ECHILD, "clippy is not installed", "rustup component add clippy" },
	{ "error: 'cargo-miri' is not installed for the toolchain '1.95.0'.\nTo install, run `rustup component add miri`\n",
	  RC_ECHILD, "'cargo-miri' is not installed for the toolchain '1.95.0'",
	  "rustup component add" },
	{ "error: no such subcommand: `clippy`\n", RC_ECHILD,
	  "clippy is not installed", "rustup component add clippy" },
	{ "error: failed to run custom build command for `b v0.1.0 (/x)`\n\nCaused by:\n  process didn't exit successfully: `/x/build` (exit status: 101)\n  --- stdout\n  cargo:warning=hm\n\n  --- stderr\n  text\n\n  thread 'main' (18041) panicked at build.rs:1:90:\n  no libfoo\n  stack backtrace:\n     0: x\n",
	  RC_ECHILD, "build script of 'b' failed: no libfoo", NULL },
	{ "error: failed to run custom build command for `b v0.1.0 (/x)`\n\nCaused by:\n  process didn't exit successfully: `/x/build` (signal: 9, SIGKILL: kill)\n",
	  RC_ECHILD, "build script of 'b' failed", NULL },
	{ "error: failed to run custom build command for `b v0.1.0 (/x)`\n\n  --- stderr\n  thread 'main' panicked at 'no libfoo', build.rs:1:90\n  stack\n",
	  RC_ECHILD,
	  "build script of 'b' failed: thread 'main' panicked at 'no libfoo', build.rs:1:90",
	  NULL },
	{ "warning: unused\nerror: could not compile `a` (lib)\n\nCaused by:\n  process didn't exit successfully: `rustc x` (signal: 11, SIGSEGV: invalid memory reference)\nwarning: build failed\n",
	  RC_ECHILD, "rustc crashed while it compiled 'a'",
	  "another toolchain" },
	{ "error: failed to write /x/target/a\n\nCaused by:\n  No space left on device (os error 28)\n",
	  RC_EIO, "no space left for cargo's output", "make room" },
	{ "error: failed to open: /x/target/debug/.cargo-lock\n\nCaused by:\n  Permission denied (os error 13)\n",
	  RC_EIO,
	  "failed to open: /x/target/debug/.cargo-lock: Permission denied (os error 13)",
	  "cannot write" },
	{ "error: something nobody has seen before\n\nCaused by:\n  a cause\n",
	  RC_ECHILD,
	  "'cargo check' failed: something nobody has seen before: a cause",
	  NULL },
	{ "", RC_ECHILD, "'cargo check' ended with status 101", NULL },
	{ "warning: virtual manifest\nno error\n", RC_ECHILD,
	  "'cargo check' ended with status 101", NULL },
};

static int judge(const char *text, const struct rc_diags *diags, bool tests,
		 struct rc_err *err)
{
	struct rc_proc_result proc = RC_PROC_RESULT_INIT;
	struct rc_cargo_exit call = { "cargo check", &proc, diags, tests };

	*err = (struct rc_err)RC_ERR_INIT;
	proc.status = 101;
	rc_buf_adds(&proc.err, text);
	int ret = rc_cargo_judge(&call, err);
	rc_proc_result_release(&proc);
	return ret;
}

static void test_samples(void **state)
{
	(void)state;
	struct rc_err err;

	for (size_t i = 0; i < RC_COUNT(samples); i++) {
		const struct sample *sample = &samples[i];

		assert_int_equal(judge(sample->text, NULL, false, &err),
				 sample->code);
		assert_int_equal(err.code, sample->code);
		assert_string_equal(err.msg, sample->msg);
		if (!sample->hint)
			assert_string_equal(err.hint, "");
		else if (!strstr(err.hint, sample->hint))
			fail_msg("'%s': hint '%s'", err.msg, err.hint);
	}
}

static void add_error(struct rc_diags *diags, const char *rendered,
		      const char *spans)
{
	char line[1024];

	snprintf(
		line, sizeof(line),
		"{\"reason\":\"compiler-message\",\"message\":{\"level\":\"error\",\"message\":\"m\",\"rendered\":\"%s\",\"spans\":[%s]}}",
		rendered, spans);
	rc_diags_add_line(diags, line, strlen(line));
}

#define COMPILE_FAILED "error: could not compile `a` due to 1 previous error\n"

static void test_compile_errors_are_a_result(void **state)
{
	(void)state;
	struct rc_diags diags = RC_DIAGS_INIT;
	struct rc_err err;

	assert_int_equal(judge(COMPILE_FAILED, &diags, false, &err), RC_ECHILD);
	add_error(&diags, "error: m", "{}");
	assert_int_equal(judge(COMPILE_FAILED, &diags, false, &err), 0);
	/* what breaks besides does not matter now, a crash does */
	assert_int_equal(
		judge("error: failed to run custom build command for `b v0.1.0`\n",
		      &diags, false, &err),
		0);
	assert_int_equal(
		judge("error: could not compile `a`\n\nCaused by:\n  x (signal: 9, SIGKILL: kill)\n",
		      &diags, false, &err),
		RC_ECHILD);
	diags.ice = true;
	assert_int_equal(judge(COMPILE_FAILED, &diags, false, &err), RC_ECHILD);
	rc_diags_release(&diags);
}

static void test_errors_of_tools_in_diagnostics(void **state)
{
	(void)state;
	struct rc_diags diags = RC_DIAGS_INIT;
	struct rc_err err;

	add_error(&diags, "error: linker `cc` not found\\n  |\\n", "");
	assert_int_equal(judge(COMPILE_FAILED, &diags, false, &err), RC_ECHILD);
	assert_string_equal(err.msg, "linker `cc` not found");
	/* beside an error in the code that one comes first */
	add_error(&diags, "error: x", "{}");
	assert_int_equal(judge(COMPILE_FAILED, &diags, false, &err), 0);
	rc_diags_release(&diags);
}

static void test_failing_tests(void **state)
{
	(void)state;
	static const char text[] =
		"No space left on device\nerror: test failed, to rerun pass `--lib`\n";
	struct rc_diags diags = RC_DIAGS_INIT;
	struct rc_err err;

	diags.finished = true;
	assert_int_equal(judge(text, &diags, true, &err), 0);
	assert_int_equal(judge(text, &diags, false, &err), RC_EIO);
	diags.finished = false;
	assert_int_equal(judge(text, &diags, true, &err), RC_EIO);
	rc_diags_release(&diags);
}

/* A build script prints what it likes: nothing may look at it twice. */
static void test_hostile_text_is_quick(void **state)
{
	(void)state;
	static const char *const parts[] = { "--> ",	  "could not compile `",
					     "linker `",  "error: ",
					     "\nerror: ", "\nCaused by:\n ",
					     "\n" };
	struct rc_diags diags = RC_DIAGS_INIT;
	struct rc_buf text = RC_BUF_INIT(0);
	struct rc_err err;
	clock_t start = clock();

	for (size_t i = 0; i < RC_COUNT(parts); i++) {
		rc_buf_clear(&text);
		rc_buf_adds(
			&text,
			"error: failed to run custom build command for `\n");
		while (text.len < (size_t)1 << 20)
			rc_buf_adds(&text, parts[i]);
		assert_int_equal(judge(text.ptr, &diags, false, &err),
				 RC_ECHILD);
	}
	assert_true((clock() - start) / CLOCKS_PER_SEC < 20);
	rc_buf_release(&text);
	rc_diags_release(&diags);
}

static void test_other_ends(void **state)
{
	(void)state;
	static const struct {
		enum rc_proc_end end;
		int code;
	} ends[] = {
		{ RC_PROC_SIGNALED, RC_ECHILD },
		{ RC_PROC_TIMEOUT, RC_ETIMEOUT },
		{ RC_PROC_CANCELLED, RC_ECANCELLED },
		{ RC_PROC_FLOODED, RC_ELIMIT },
		{ RC_PROC_EXITED, 0 },
	};

	for (size_t i = 0; i < RC_COUNT(ends); i++) {
		struct rc_proc_result proc = RC_PROC_RESULT_INIT;
		struct rc_cargo_exit call = { "cargo check", &proc, NULL,
					      false };
		struct rc_err err = RC_ERR_INIT;

		proc.end = ends[i].end;
		rc_buf_adds(&proc.err, "    Blocking waiting for file lock\n");
		assert_int_equal(rc_cargo_judge(&call, &err), ends[i].code);
		if (ends[i].end == RC_PROC_TIMEOUT)
			assert_non_null(strstr(err.hint, "lock"));
		rc_proc_result_release(&proc);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_samples),
		cmocka_unit_test(test_compile_errors_are_a_result),
		cmocka_unit_test(test_errors_of_tools_in_diagnostics),
		cmocka_unit_test(test_failing_tests),
		cmocka_unit_test(test_hostile_text_is_quick),
		cmocka_unit_test(test_other_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
