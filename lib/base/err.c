/* SPDX-License-Identifier: MIT */
#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/secret.h"
#include "base/utf8.h"

static const char *const code_names[] = {
	[-RC_OK] = "ok",
	[-RC_EINVAL] = "invalid",
	[-RC_ENOTFOUND] = "not-found",
	[-RC_ESTATE] = "state",
	[-RC_EUNSUPPORTED] = "unsupported",
	[-RC_ESAFETY] = "safety",
	[-RC_ENET] = "network",
	[-RC_EIO] = "io",
	[-RC_ECHILD] = "child",
	[-RC_EPARSE] = "parse",
	[-RC_ELIMIT] = "limit",
	[-RC_ETIMEOUT] = "timeout",
	[-RC_ECANCELLED] = "cancelled",
	[-RC_ELOCKED] = "locked",
	[-RC_EINTERNAL] = "internal",
};

const char *rc_code_name(enum rc_code code)
{
	int index = -(int)code;

	if (index < 0 || (size_t)index >= RC_COUNT(code_names))
		return "internal";
	return code_names[index];
}

/* A text that was cut may end in half a character: drop that half. */
static void drop_half_character(char *s, size_t len)
{
	size_t start = len;

	while (start > 0 && len - start < 4) {
		start--;
		if (((unsigned char)s[start] & 0xc0) != 0x80)
			break;
	}
	if (start < len && !rc_utf8_next(s + start, len - start, NULL))
		s[start] = '\0';
}

/* Paths and other people's messages may hold newlines, or a key; ours is one
 * line, and may be shown. */
static void copy_line(char *to, size_t size, const char *from)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf masked = RC_BUF_INIT(0);

	if (rc_secret_mask(&masked, from, strlen(from)))
		from = masked.ptr;
	size_t len = strlen(from);
	bool cut = len >= size;

	if (cut)
		len = size - 1;
	memcpy(to, from, len);
	to[len] = '\0';
	for (char *p = to; *p; p++)
		if (*p == '\n' || *p == '\r')
			*p = ' ';
	if (cut)
		drop_half_character(to, len);
}

static int fail(struct rc_err *err, enum rc_code code, int sys, const char *msg)
{
	if (!err)
		return code;
	err->code = code;
	err->sys = sys;
	copy_line(err->msg, sizeof(err->msg), msg);
	err->hint[0] = '\0';
	return code;
}

/* Formats apart from err, so that err->msg may be among the arguments. */
int rc_err_set(struct rc_err *err, enum rc_code code, const char *fmt, ...)
{
	char msg[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(msg, sizeof(msg), fmt, ap);
	va_end(ap);
	return fail(err, code, 0, msg);
}

int rc_err_sys(struct rc_err *err, const char *fmt, ...)
{
	int sys = errno;
	enum rc_code code = sys == ENOENT ? RC_ENOTFOUND : RC_EIO;
	char msg[1024], why[128], both[sizeof(msg) + sizeof(why) + 2];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(msg, sizeof(msg), fmt, ap);
	va_end(ap);
	snprintf(both, sizeof(both), "%s: %s", msg,
		 strerror_r(sys, why, sizeof(why)));
	return fail(err, code, sys, both);
}

static int kept_code(const struct rc_err *err)
{
	return err && err->code ? err->code : RC_EINTERNAL;
}

int rc_err_prefix(struct rc_err *err, const char *fmt, ...)
{
	char msg[1024], both[sizeof(msg) + sizeof(err->msg) + 2];
	va_list ap;

	if (!err)
		return kept_code(err);
	va_start(ap, fmt);
	vsnprintf(msg, sizeof(msg), fmt, ap);
	va_end(ap);
	snprintf(both, sizeof(both), "%s: %s", msg, err->msg);
	copy_line(err->msg, sizeof(err->msg), both);
	return kept_code(err);
}

int rc_err_hint(struct rc_err *err, const char *fmt, ...)
{
	char hint[512];
	va_list ap;

	if (!err)
		return kept_code(err);
	va_start(ap, fmt);
	vsnprintf(hint, sizeof(hint), fmt, ap);
	va_end(ap);
	copy_line(err->hint, sizeof(err->hint), hint);
	return kept_code(err);
}
