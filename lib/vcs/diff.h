/* SPDX-License-Identifier: MIT */
#pragma once

#include "base/buf.h"
#include "edit/edit.h"

/* Unified diff of changes, a/ and b/ prefixes, three lines of context; can be
 * given to `git apply`. */
void rc_diff_changes(const struct rc_changes *changes, struct rc_buf *out);
