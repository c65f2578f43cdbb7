/* SPDX-License-Identifier: MIT */
#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* Shared by all empty buffers, so nothing may ever write to it. */
char rc_buf_empty[1];

static size_t limit(const struct rc_buf *buf)
{
	return buf->max ? buf->max : RC_BUF_MAX;
}

/* Makes room for extra bytes and the terminator, or sets overflow. */
static bool reserve(struct rc_buf *buf, size_t extra)
{
	size_t max = limit(buf);

	/* Sticky: a later, shorter piece must not close the gap. */
	if (buf->overflow || extra > max || buf->len > max - extra) {
		buf->overflow = true;
		return false;
	}
	size_t need = buf->len + extra + 1;
	if (need <= buf->cap)
		return true;
	size_t cap = buf->cap > max / 2 ? max + 1 : buf->cap * 2;
	if (cap < 64)
		cap = 64;
	if (cap < need)
		cap = need;
	buf->ptr = rc_xrealloc(buf->cap ? buf->ptr : NULL, cap);
	buf->cap = cap;
	buf->ptr[buf->len] = '\0';
	return true;
}

void rc_buf_add(struct rc_buf *buf, const void *data, size_t len)
{
	if (!len || !reserve(buf, len))
		return;
	memcpy(buf->ptr + buf->len, data, len);
	buf->len += len;
	buf->ptr[buf->len] = '\0';
}

void rc_buf_addc(struct rc_buf *buf, char c)
{
	rc_buf_add(buf, &c, 1);
}

void rc_buf_adds(struct rc_buf *buf, const char *s)
{
	rc_buf_add(buf, s, strlen(s));
}

void rc_buf_addf(struct rc_buf *buf, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	rc_buf_vaddf(buf, fmt, ap);
	va_end(ap);
}

void rc_buf_vaddf(struct rc_buf *buf, const char *fmt, va_list ap)
{
	va_list again;

	va_copy(again, ap);
	int len = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (len <= 0 || !reserve(buf, (size_t)len))
		return;
	vsnprintf(buf->ptr + buf->len, (size_t)len + 1, fmt, ap);
	buf->len += (size_t)len;
}

void rc_buf_consume(struct rc_buf *buf, size_t n)
{
	if (n >= buf->len) {
		rc_buf_truncate(buf, 0);
		return;
	}
	memmove(buf->ptr, buf->ptr + n, buf->len - n);
	rc_buf_truncate(buf, buf->len - n);
}

void rc_buf_truncate(struct rc_buf *buf, size_t len)
{
	if (len > buf->len || !buf->cap)
		return;
	buf->len = len;
	buf->ptr[len] = '\0';
}

void rc_buf_clear(struct rc_buf *buf)
{
	rc_buf_truncate(buf, 0);
	buf->overflow = false;
}

void rc_buf_release(struct rc_buf *buf)
{
	if (buf->cap)
		free(buf->ptr);
	buf->ptr = rc_buf_empty;
	buf->len = 0;
	buf->cap = 0;
	buf->overflow = false;
}

char *rc_buf_take(struct rc_buf *buf)
{
	char *s = buf->cap ? buf->ptr : rc_xstrdup("");

	buf->cap = 0;
	rc_buf_release(buf);
	return s;
}
