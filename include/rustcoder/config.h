/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Settings: flags (set by the caller) > environment > repository > committed
 * .rustcoder file (safe keys only) > global > system > built-in. A cloned
 * repository is untrusted input: protected keys count only from flags,
 * environment, global and system config.
 *
 *	struct rc_config *config;
 *	if (rc_config_open(&config, "path/to/crate", &err) < 0) …
 *	rc_config_get(config, "fix.commit");
 *	rc_config_free(config);
 */

#include <rustcoder/error.h>

RC_BEGIN_DECLS

struct rc_config;

/* One value found somewhere, also one that does not count. */
struct rc_config_entry {
	const char *key;   /* without "rustcoder.": "fix.commit" */
	const char *value; /* NULL: unset, and there is no default */
	const char *origin; /* "flag", "env:RUSTCODER_…", "repo:/…/.git/config",
			       "file:/…/.rustcoder", "global:/…/.gitconfig",
			       "system:/etc/gitconfig", "default" */
	bool effective;	    /* this is the value that counts */
	const char *ignored; /* why it does not count at all, or NULL */
	const char *help;    /* what the key is for, one line */
};

/* path: a folder, or a file in it, whose settings count; NULL: ".". RC_EINVAL
 * names a bad value, what it may be and where it stands. */
RC_API int rc_config_open(struct rc_config **out, const char *path,
			  struct rc_err *err) RC_MUST_CHECK;
RC_API void rc_config_free(struct rc_config *config);

/* A flag given on the command line; RC_EINVAL names a bad key or value. */
RC_API int rc_config_set(struct rc_config *config, const char *key,
			 const char *value, struct rc_err *err) RC_MUST_CHECK;

/* The value that counts, or NULL; borrowed until the next set or free. Of a
 * secret only that there is one: "********". */
RC_API const char *rc_config_get(const struct rc_config *config,
				 const char *key);
/* A time is in milliseconds, a choice the value of its enum. */
RC_API bool rc_config_bool(const struct rc_config *config, const char *key);
RC_API int64_t rc_config_int(const struct rc_config *config, const char *key);

/* Every known key and found value, in table order. */
RC_API void rc_config_each(const struct rc_config *config,
			   void (*fn)(const struct rc_config_entry *, void *),
			   void *data);

/* Warnings met while reading: unknown keys, keys not allowed where found. */
RC_API void rc_config_warnings(const struct rc_config *config,
			       void (*fn)(const char *line, void *data),
			       void *data);

/*
 * Fills the members of opts that settings decide, and no other. Strings are
 * borrowed from config. Offline opts->endpoint.url is NULL, unless only the
 * endpoint was set by rc_config_set().
 */
struct rc_fix_opts;
RC_API void rc_config_fix_opts(const struct rc_config *config,
			       struct rc_fix_opts *opts);

/*
 * Keys of endpoints in the environment: are there any; overwrite and remove
 * them, once configurations that need them are open. For a program; the
 * environment belongs to it, and no other thread may use it meanwhile.
 */
RC_API bool rc_config_env_has_keys(void);
RC_API void rc_config_env_forget_keys(void);

RC_END_DECLS
