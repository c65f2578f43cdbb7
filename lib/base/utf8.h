/* SPDX-License-Identifier: MIT */
#pragma once

#include "base/buf.h"

#define RC_UTF8_REPLACEMENT "\xef\xbf\xbd"

bool rc_utf8_valid(const char *s, size_t len);
/* Appends s with everything dangerous on a terminal made visible. */
void rc_utf8_clean(struct rc_buf *buf, const char *s, size_t len);
/* Appends s: through add what is odd, else as it is; what is broken becomes
 * RC_UTF8_REPLACEMENT, a byte at a time. */
void rc_utf8_replace(struct rc_buf *buf, const char *s, size_t len,
		     bool (*is_odd)(uint32_t cp),
		     void (*add)(struct rc_buf *buf, uint32_t cp));
/* Bytes of the (valid) character at s, 0 when it is broken; cp may be NULL. */
size_t rc_utf8_next(const char *s, size_t len, uint32_t *cp);
/* Does it move a cursor, reorder text or stay unseen? Newline, tab: yes. */
bool rc_utf8_hidden(uint32_t cp);
