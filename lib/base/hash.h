/* SPDX-License-Identifier: MIT */
#pragma once

/* FNV-1a, 64 bit: for tables and "seen before?", never for trust. */

#include <rustcoder/common.h>

#define RC_HASH_SEED UINT64_C(0xcbf29ce484222325)

uint64_t rc_hash(uint64_t seed, const void *data, size_t len);
uint64_t rc_hash_str(uint64_t seed, const char *s); /* with its NUL */
