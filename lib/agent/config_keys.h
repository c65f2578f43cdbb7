/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Every setting there is: what it may hold, where it may stand, and which
 * environment variables set it. man/rustcoder-config.1.scd has the same list.
 */

#include "base/buf.h"
#include <rustcoder/common.h>

enum rc_key_type {
	RC_KEY_BOOL,
	RC_KEY_INT,
	RC_KEY_TIME, /* "90s"; a number in milliseconds inside */
	RC_KEY_RANK, /* "2.5", or "off": 0; a number in hundredths inside */
	RC_KEY_CHOICE,
	RC_KEY_TEXT,
	RC_KEY_PATH, /* text; "~/" at its start is HOME, as in git */
};

enum rc_key_flags {
	/* A repository does not decide this: .git/config may come out of a
	 * stranger's archive. */
	RC_KEY_PROTECTED = 1 << 0,
	/* Harmless enough for a committed .rustcoder file. */
	RC_KEY_COMMITTED = 1 << 1,
	/* It costs money: a repository may lower it, but not raise it. */
	RC_KEY_BUDGET = 1 << 2,
	/* Comes from the environment alone, and is never shown. */
	RC_KEY_SECRET = 1 << 3,
};

struct rc_config_key {
	const char *name;
	enum rc_key_type type;
	unsigned flags;
	const char *def;	    /* NULL: unset */
	const char *const *choices; /* of RC_KEY_CHOICE; the index is the enum */
	int64_t min, max;	    /* of RC_KEY_INT, _TIME and _RANK */
	const char *env[3];	    /* the first that is set counts */
	const char *help;
};

extern const struct rc_config_key rc_config_keys[];
extern const size_t rc_config_n_keys;

const struct rc_config_key *rc_config_key_find(const char *name);

/* out: the number, the truth or the index of the choice; false: a bad value */
bool rc_config_value_parse(const struct rc_config_key *key, const char *text,
			   int64_t *out);
/* Appends what a key may hold, in words: "one of check, clippy, test". */
void rc_config_value_wanted(const struct rc_config_key *key,
			    struct rc_buf *buf);
