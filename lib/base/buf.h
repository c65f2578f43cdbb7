/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * A growable string with a cap. ptr is never NULL and always terminated, so
 * it can be handed to C string functions; it may hold NUL bytes. When an
 * append would go over max nothing is added and overflow stays set, so a row
 * of appends is checked once.
 */

#include <stdarg.h>

#include <rustcoder/common.h>

struct rc_buf {
	char *ptr;
	size_t len;
	size_t cap; /* 0: ptr is not ours yet */
	size_t max; /* largest len; 0: RC_BUF_MAX */
	bool overflow;
};

#define RC_BUF_MAX ((size_t)64 << 20)

extern char rc_buf_empty[1];
#define RC_BUF_INIT(max_len)                         \
	{                                            \
		rc_buf_empty, 0, 0, (max_len), false \
	}

void rc_buf_add(struct rc_buf *buf, const void *data, size_t len);
void rc_buf_addc(struct rc_buf *buf, char c);
void rc_buf_adds(struct rc_buf *buf, const char *s);
void rc_buf_addf(struct rc_buf *buf, const char *fmt, ...) RC_PRINTF(2, 3);
void rc_buf_vaddf(struct rc_buf *buf, const char *fmt, va_list ap)
	RC_PRINTF(2, 0);
void rc_buf_consume(struct rc_buf *buf, size_t n); /* drops n at the front */
void rc_buf_truncate(struct rc_buf *buf, size_t len);
void rc_buf_clear(struct rc_buf *buf);	 /* empty, keeps memory and max */
void rc_buf_release(struct rc_buf *buf); /* reusable afterwards */
char *rc_buf_take(struct rc_buf *buf);	 /* moves the string out */
