/* SPDX-License-Identifier: MIT */
#pragma once

#include <stdbool.h>

/*
 * Where journals and the private store go: the state directory. Where that
 * cannot be made, because HOME is unset or read-only, a folder below TMPDIR
 * that is ours alone: *lasts is false then. NULL: nowhere.
 */
char *rc_home_dir(bool *lasts);
