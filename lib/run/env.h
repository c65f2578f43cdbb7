/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The environment of a child. The user's own tree inherits ours minus secrets
 * and git's variables; RUSTFLAGS, CC and the like stay, or cargo's warm cache
 * would be lost.
 */

#include "base/strv.h"

/* NAME=value pairs to add or replace; a bare NAME removes. */
void rc_env_child(struct rc_strv *env, const char *const *changes);
bool rc_env_is_secret(const char *name);
