/* SPDX-License-Identifier: MIT */
#pragma once

/* A setting as config.c found it, for those who turn settings into options. */

#include "agent/config_keys.h"
#include <rustcoder/config.h>

struct rc_config_value {
	const struct rc_config_key *key;
	char *text;
	int64_t number; /* when the type has one */
	char *origin;
	const char *ignored; /* why, or NULL; static */
};

#define RC_CONFIG_FLAG "flag" /* the origin of what the caller set */

/* What counts for a known key, or NULL; its text also of a secret. */
const struct rc_config_value *rc_config_value(const struct rc_config *config,
					      const char *name);
