/* SPDX-License-Identifier: MIT */
#include "base/hash.h"

#include <string.h>

uint64_t rc_hash(uint64_t seed, const void *data, size_t len)
{
	const unsigned char *p = data;

	for (size_t i = 0; i < len; i++)
		seed = (seed ^ p[i]) * UINT64_C(0x100000001b3);
	return seed;
}

uint64_t rc_hash_str(uint64_t seed, const char *s)
{
	return rc_hash(seed, s, strlen(s) + 1);
}
