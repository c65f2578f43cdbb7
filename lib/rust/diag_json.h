/* SPDX-License-Identifier: MIT */
#pragma once

/* One diagnostic out of rustc's JSON; only diag.c has a use for it. And how a
 * package is named in a message. */

#include "base/json.h"
#include "rust/diag.h"

/* False for what is no error or warning of its own: notes at the top, "could
 * not compile", "2 warnings emitted". */
bool rc_diag_json_wanted(const struct rc_json *message, enum rc_level *level);
bool rc_diag_json_is_ice(const struct rc_json *message);
/* struct rc_diag.exact, known before anything is copied */
uint64_t rc_diag_json_exact(const struct rc_json *message);
/* Fills all but level, unit and exact; what is over a cap is cut or dropped. */
void rc_diag_json_read(struct rc_diag *out, struct rc_arena *arena,
		       const struct rc_json *message);
/* "core" out of the package_id of a message. */
const char *rc_package_name(struct rc_arena *arena, const char *id);
