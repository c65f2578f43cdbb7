/* SPDX-License-Identifier: MIT */
#include "rust/cargo.h"

#include <time.h>

#include "base/err.h"
#include "base/fs.h"
#include "base/path.h"
#include "base/strv.h"
#include "run/proc.h"
#include "rust/cargo_fail.h"
#include "rust/manifest.h"

#define MAX_TEST_OUTPUT ((size_t)64 << 10)
#define MAX_ANSWER ((size_t)64 << 20)

static const struct {
	const char *name, *what;
} verbs[] = {
	[RC_CARGO_CHECK] = { "check", "cargo check" },
	[RC_CARGO_CLIPPY] = { "clippy", "cargo clippy" },
	[RC_CARGO_TEST] = { "test", "cargo test" },
};

struct listener {
	const struct rc_cargo *cargo;
	struct rc_diags *diags;
	bool tests;
	struct rc_buf test_output; /* the end of it */
};

static void add_lists(struct rc_strv *argv, const struct rc_cargo_opts *opts)
{
	for (size_t i = 0; opts->packages && opts->packages[i]; i++) {
		rc_strv_add(argv, "-p");
		rc_strv_add(argv, opts->packages[i]);
	}
	for (size_t i = 0; opts->features && opts->features[i]; i++) {
		rc_strv_add(argv, "--features");
		rc_strv_add(argv, opts->features[i]);
	}
	if (opts->target) {
		rc_strv_add(argv, "--target");
		rc_strv_add(argv, opts->target);
	}
}

static void add_flags(struct rc_strv *argv, const struct rc_cargo_opts *opts,
		      enum rc_cargo_verb verb)
{
	/* --tests alone would leave out programs as they are without tests;
	 * cargo test takes these and documentation when told nothing. */
	bool tests = opts->tests && !opts->all_targets && verb != RC_CARGO_TEST;
	const struct {
		bool on;
		const char *flag;
	} flags[] = {
		{ opts->workspace, "--workspace" },
		{ opts->all_targets, "--all-targets" },
		{ tests, "--bins" },
		{ tests, "--tests" },
		{ opts->all_features, "--all-features" },
		{ opts->no_default_features, "--no-default-features" },
		{ opts->locked, "--locked" },
		{ opts->offline, "--offline" },
		{ opts->release, "--release" },
	};

	for (size_t i = 0; i < RC_COUNT(flags); i++) {
		if (flags[i].on)
			rc_strv_add(argv, flags[i].flag);
	}
}

/* Left out where cargo finds the same by itself, as the user would call it. */
static void add_manifest(struct rc_strv *argv, const struct rc_cargo *cargo)
{
	RC_CLEANUP(rc_freep)
	char *found = cargo->cwd ? rc_crate_lookup(cargo->cwd) : NULL;

	if (!cargo->manifest || (found && !strcmp(found, cargo->manifest)))
		return;
	rc_strv_add(argv, "--manifest-path");
	rc_strv_add(argv, cargo->manifest);
}

static void build_argv(struct rc_strv *argv, const struct rc_cargo *cargo,
		       enum rc_cargo_verb verb)
{
	rc_strv_add(argv, cargo->toolchain->cargo);
	rc_strv_add(argv, verbs[verb].name);
	rc_strv_add(argv, "--message-format=json");
	if (verb == RC_CARGO_TEST)
		rc_strv_add(argv, "--no-fail-fast");
	else if (cargo->toolchain->minor >= 74)
		rc_strv_add(argv, "--keep-going");
	add_lists(argv, cargo->opts);
	add_flags(argv, cargo->opts, verb);
	add_manifest(argv, cargo);
	if (cargo->target_dir) {
		rc_strv_add(argv, "--target-dir");
		rc_strv_add(argv, cargo->target_dir);
	}
}

static void keep_test_line(struct rc_buf *out, const char *line, size_t len)
{
	if (out->len > MAX_TEST_OUTPUT)
		rc_buf_consume(out, out->len - MAX_TEST_OUTPUT / 2);
	rc_buf_add(out, line, len < MAX_TEST_OUTPUT ? len : MAX_TEST_OUTPUT);
	rc_buf_addc(out, '\n');
}

static int on_line(char *line, size_t len, void *data)
{
	struct listener *listener = data;
	struct rc_tests *tests = listener->tests ? listener->cargo->tests
						 : NULL;
	bool was_clean = !listener->diags->errors;

	if (listener->tests && (line[0] != '{' || listener->diags->finished)) {
		keep_test_line(&listener->test_output, line, len);
		if (tests)
			rc_tests_add_output(tests, line, len);
	} else {
		rc_diags_add_line(listener->diags, line, len);
		if (tests)
			rc_tests_add_message(tests, line, len);
	}
	if (was_clean && listener->diags->errors && listener->cargo->on_error)
		listener->cargo->on_error(listener->cargo->data);
	return 0;
}

/* Cargo's status lines: "   Compiling x v0.1.0", "    Blocking waiting …" */
static void on_err_line(const char *line, size_t len, void *data)
{
	static const char *const words[] = {
		"Blocking ",	"Checking ", "Compiling ",  "Doc-tests ",
		"Downloading ", "Locking ",  "Running ",    "Updating ",
		"Waiting ",	"Building ", "Downloaded ",
	};
	struct listener *listener = data;
	size_t indent = strspn(line, " ");

	if (listener->tests && listener->cargo->tests)
		rc_tests_add_status(listener->cargo->tests, line, len);
	if (!listener->cargo->sink || !indent || indent >= len)
		return;
	for (size_t i = 0; i < RC_COUNT(words); i++) {
		const char *text = line + indent;

		if (strncmp(text, words[i], strlen(words[i])) != 0)
			continue;
		struct rc_event event = { .kind = RC_EV_PROGRESS,
					  .text = text };
		rc_emit(listener->cargo->sink, &event);
		return;
	}
}

static int64_t real_time_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	return rc_time_ns(ts);
}

/* Everything that is the same for all calls. */
static int run(struct rc_cargo *cargo, struct rc_proc_opts *opts,
	       struct rc_proc_result *result, struct rc_err *err)
{
	RC_CLEANUP(rc_strv_release) struct rc_strv env = RC_STRV_INIT;

	rc_toolchain_env(cargo->toolchain, &env);
	opts->cwd = cargo->cwd;
	opts->env = (const char *const *)env.v;
	opts->timeout_ms = cargo->timeout_ms;
	opts->cancel = cargo->cancel;
	int ret = rc_proc_run(opts, result, err);
	cargo->calls++;
	cargo->ms += result->ms;
	return ret;
}

static char *tail_of(struct listener *listener,
		     const struct rc_proc_result *result)
{
	struct rc_buf *tail = &listener->test_output;

	rc_buf_add(tail, result->err.ptr, result->err.len);
	return rc_buf_take(tail);
}

int rc_cargo_build(struct rc_cargo *cargo, enum rc_cargo_verb verb,
		   struct rc_build *out, struct rc_err *err)
{
	RC_CLEANUP(rc_strv_release) struct rc_strv argv = RC_STRV_INIT;
	RC_CLEANUP(rc_proc_result_release)
	struct rc_proc_result result = RC_PROC_RESULT_INIT;
	struct listener listener = {
		.cargo = cargo,
		.diags = &out->diags,
		.tests = verb == RC_CARGO_TEST,
		.test_output = RC_BUF_INIT(0),
	};

	*out = (struct rc_build)RC_BUILD_INIT;
	build_argv(&argv, cargo, verb);
	struct rc_proc_opts opts = {
		.argv = (const char *const *)argv.v,
		.on_line = on_line,
		.on_err_line = on_err_line,
		.data = &listener,
	};
	out->started = real_time_ns();
	int ret = run(cargo, &opts, &result, err);
	out->ms = result.ms;
	out->stderr_tail = tail_of(&listener, &result);
	out->diags.skipped += result.dropped_lines;
	if (listener.tests && cargo->tests)
		rc_tests_end(cargo->tests);
	if (ret < 0)
		return ret;
	out->success = result.end == RC_PROC_EXITED && result.status == 0;
	struct rc_cargo_exit call = { verbs[verb].what, &result, &out->diags,
				      listener.tests };
	return rc_cargo_judge(&call, err);
}

void rc_build_release(struct rc_build *build)
{
	rc_diags_release(&build->diags);
	rc_free(build->stderr_tail);
	*build = (struct rc_build)RC_BUILD_INIT;
}

int rc_cargo_call(struct rc_cargo *cargo, const char *const *args,
		  struct rc_buf *out, struct rc_err *err)
{
	RC_CLEANUP(rc_strv_release) struct rc_strv argv = RC_STRV_INIT;
	RC_CLEANUP(rc_proc_result_release)
	struct rc_proc_result result = RC_PROC_RESULT_INIT;

	rc_strv_add(&argv, cargo->toolchain->cargo);
	for (; *args; args++)
		rc_strv_add(&argv, *args);
	struct rc_proc_opts opts = {
		.argv = (const char *const *)argv.v,
		.max_keep = MAX_ANSWER,
	};
	int ret = run(cargo, &opts, &result, err);
	if (ret < 0)
		return ret;
	RC_CLEANUP(rc_freep) char *what = rc_xasprintf("cargo %s", argv.v[1]);
	struct rc_cargo_exit call = { what, &result, NULL, false };
	ret = rc_cargo_judge(&call, err);
	if (!ret)
		rc_buf_add(out, result.out.ptr, result.out.len);
	return ret;
}
