/* SPDX-License-Identifier: MIT */
#pragma once

#include <rustcoder/error.h>
#include <rustcoder/fix.h>

/*
 * Where the key comes from, the first that is set: key_file (refused when
 * others can read it), key (environment), key_command (its first line of
 * output; run without a shell, words split at blanks), git's credential
 * helpers for the URL's host (https only, never prompting, none of the current
 * repository), and the file credentials in the configuration folder. Those two
 * are not asked for a loopback host, nor over plain http. *out NULL: none,
 * which is no error. The key is registered as a secret (base/secret.h).
 * source: static words for where it is from, also after an error.
 */
int rc_key_get(const struct rc_endpoint_opts *opts,
	       const struct rc_cancel *cancel, char **out, const char **source,
	       struct rc_err *err) RC_MUST_CHECK;
/* Overwrites and frees. */
void rc_key_free(char *key);
