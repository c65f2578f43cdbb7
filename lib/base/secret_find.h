/* SPDX-License-Identifier: MIT */
#pragma once

/* What looks like a secret; for base/secret.c. */

#include <rustcoder/common.h>

struct rc_secret_hit {
	size_t start, end;
	const char *what; /* static */
};

/* The first token whose issuer gave it a form of its own, or private key. */
bool rc_secret_find_token(const char *text, size_t len,
			  struct rc_secret_hit *hit);
