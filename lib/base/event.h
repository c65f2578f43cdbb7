/* SPDX-License-Identifier: MIT */
#pragma once

/* Where a run sends its events, and the clock it times them with. */

#include <rustcoder/event.h>

struct rc_sink {
	rc_event_fn fn; /* NULL: nobody listens */
	void *data;
};

void rc_emit(const struct rc_sink *sink, const struct rc_event *event);
void rc_emit_note(const struct rc_sink *sink, const char *hint, const char *fmt,
		  ...) RC_PRINTF(3, 4);

int64_t rc_now_ms(void); /* monotonic, also while suspended does not count */
