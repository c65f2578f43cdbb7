/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What may leave the machine: Rust source of the workspace that git does not
 * ignore, and what the compiler says about it. Never what is named like a
 * secret, whoever put it there.
 */

#include "agent/run.h"

/* path: relative to the root. */
bool rc_egress_allows(const struct rc_run *run, const char *path);
/* True when the compiler may be quoting a file that must not leave. */
bool rc_egress_quotes(const struct rc_run *run, const struct rc_diag *diag);
