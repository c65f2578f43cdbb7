/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Filling struct rc_err. Setters return the code, so an error is set and
 * returned in one statement; err may be NULL everywhere. An error is set once,
 * where it happens; layers above only prefix what they know in addition.
 * Prefix and hint return the code kept in err; without err they can only say
 * RC_EINTERNAL, so a function that adds to errors keeps one of its own.
 */

#include <rustcoder/error.h>

int rc_err_set(struct rc_err *err, enum rc_code code, const char *fmt, ...)
	RC_PRINTF(3, 4);
/* errno now; appends ": <strerror>". ENOENT gives RC_ENOTFOUND, else RC_EIO. */
int rc_err_sys(struct rc_err *err, const char *fmt, ...) RC_PRINTF(2, 3);
int rc_err_prefix(struct rc_err *err, const char *fmt, ...) RC_PRINTF(2, 3);
/* What to do about it; kept with the error, returns its code. */
int rc_err_hint(struct rc_err *err, const char *fmt, ...) RC_PRINTF(2, 3);
