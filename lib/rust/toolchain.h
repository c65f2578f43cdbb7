/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Which cargo runs. The rustup proxy costs some 20 ms a call, so the
 * toolchain's own cargo is called directly where that is the same: $CARGO
 * (set by cargo for its subcommands), or the proxy's toolchain when nothing
 * but $RUSTUP_TOOLCHAIN or the default decides it (no rust-toolchain file in
 * a parent folder, no directory override). Else the proxy is called.
 */

#include "base/strv.h"
#include <rustcoder/error.h>

struct rc_toolchain {
	char *cargo;	  /* program to run, absolute */
	char *name;	  /* for RUSTUP_TOOLCHAIN, or NULL: leave it */
	unsigned minor;	  /* of cargo 1.x; rustc's may be older */
	char version[64]; /* "1.95.0 (f2d3ce0bd 2026-03-21)" */
};

/*
 * dir: where cargo will run. The version is remembered in the cache folder
 * under the program's path, size and mtime, so it costs no call, except of a
 * proxy, whose answer depends on dir. RC_ENOTFOUND with a hint when there is
 * no cargo; RC_ECHILD when the toolchain is not installed.
 */
int rc_toolchain_find(struct rc_toolchain *out, const char *dir,
		      struct rc_err *err) RC_MUST_CHECK;
/* The environment cargo gets, see run/env.h. */
void rc_toolchain_env(const struct rc_toolchain *toolchain,
		      struct rc_strv *env);
void rc_toolchain_release(struct rc_toolchain *toolchain);
