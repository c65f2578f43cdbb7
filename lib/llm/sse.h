/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Server-sent events (WHATWG HTML, 9.2.6), fed in any pieces: CR, LF and CRLF
 * end lines, also across pieces; comments and unknown fields are skipped; a
 * leading BOM is dropped. Only the data of an event is handed out.
 */

#include "base/buf.h"

struct rc_sse {
	struct rc_buf line, data;
	bool cr, bom_done, overflow;
	/* Non-zero stops; data is terminated, len without the terminator. */
	int (*on_event)(const char *data, size_t len, void *arg);
	void *arg;
};

#define RC_SSE_MAX_LINE ((size_t)64 << 10)
#define RC_SSE_MAX_EVENT ((size_t)1 << 20)

void rc_sse_init(struct rc_sse *sse,
		 int (*on_event)(const char *data, size_t len, void *arg),
		 void *arg);
/* Returns what on_event returned when not 0; a line or event over its cap
 * sets overflow and returns 1. */
int rc_sse_feed(struct rc_sse *sse, const char *bytes, size_t len);
/* True when the stream stopped inside an event (it is not handed out). */
bool rc_sse_is_cut(const struct rc_sse *sse);
void rc_sse_release(struct rc_sse *sse);
