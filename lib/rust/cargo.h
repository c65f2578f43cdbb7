/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Runs cargo and understands what it says: compile errors are a result, a
 * failing tool is an error.
 */

#include "base/buf.h"
#include "base/event.h"
#include "rust/diag.h"
#include "rust/tests.h"
#include "rust/toolchain.h"
#include <rustcoder/fix.h>

/* One cargo call to make again and again over a run. */
struct rc_cargo {
	const struct rc_toolchain *toolchain;
	const struct rc_cargo_opts *opts;
	const char *manifest;	/* Cargo.toml, absolute; NULL: found from cwd */
	const char *cwd;	/* folder to run in: where the user stands, so
				 that .cargo/config is found as usual */
	const char *target_dir; /* NULL: cargo's own choice */
	int64_t timeout_ms;
	const struct rc_cancel *cancel;
	const struct rc_sink *sink;   /* RC_EV_PROGRESS lines; may be NULL */
	void (*on_error)(void *data); /* at the first error of a build, while
				 cargo goes on; may be NULL */
	void *data;
	struct rc_tests *tests; /* filled by RC_CARGO_TEST; may be NULL */
	unsigned calls;		/* counted here */
	int64_t ms;		/* spent in them */
};

enum rc_cargo_verb { RC_CARGO_CHECK, RC_CARGO_CLIPPY, RC_CARGO_TEST };

struct rc_build {
	struct rc_diags diags;
	bool success; /* cargo exited with 0 */
	int64_t ms;
	int64_t started;   /* real time in ns when cargo was started */
	char *stderr_tail; /* cargo's own words, for failures; before them,
			      what the tests printed */
};

#define RC_BUILD_INIT                  \
	{                              \
		.diags = RC_DIAGS_INIT \
	}

/*
 * 0 when cargo ran and either succeeded or reported compile errors (for
 * RC_CARGO_TEST also: tests failed; then diags has no error). Else:
 * RC_EINVAL	the manifest or an argument is wrong; cargo's message
 * RC_ENET	a dependency could not be fetched (also offline)
 * RC_ECHILD	rustc or a build script crashed or failed, a linker or
 *		component is missing
 * RC_EIO	no space left in the target folder
 * RC_ETIMEOUT, RC_ECANCELLED, RC_ELIMIT (more output than we take)
 * out is valid in every case.
 */
int rc_cargo_build(struct rc_cargo *cargo, enum rc_cargo_verb verb,
		   struct rc_build *out, struct rc_err *err) RC_MUST_CHECK;
void rc_build_release(struct rc_build *build);

/*
 * Any other call of cargo: argv without the program, out is stdout. Counted
 * and bounded as a build is.
 */
int rc_cargo_call(struct rc_cargo *cargo, const char *const *argv,
		  struct rc_buf *out, struct rc_err *err) RC_MUST_CHECK;
