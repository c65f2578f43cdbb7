/* SPDX-License-Identifier: MIT */

/*
 * An event stream in pieces, against the same one whole. The first byte says
 * how long the pieces are.
 */

#undef NDEBUG
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "llm/sse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct result {
	struct rc_buf events;
	int ret;
	bool is_cut;
};

static int on_event(const char *data, size_t len, void *arg)
{
	struct result *result = arg;

	assert(!data[len]);
	rc_buf_add(&result->events, data, len);
	rc_buf_add(&result->events, "\n\n", 2);
	return len == 1 && *data == '!';
}

static void feed(const uint8_t *data, size_t size, size_t piece,
		 struct result *result)
{
	struct rc_sse sse;

	*result = (struct result){ .events = RC_BUF_INIT(0) };
	rc_sse_init(&sse, on_event, result);
	for (size_t at = 0; at < size && !result->ret; at += piece) {
		size_t n = size - at < piece ? size - at : piece;
		/* Of its own, so that ASan sees one byte too many. */
		char *copy = malloc(n);

		memcpy(copy, data + at, n);
		result->ret = rc_sse_feed(&sse, copy, n);
		free(copy);
	}
	assert(!sse.overflow || result->ret);
	assert(sse.line.len <= RC_SSE_MAX_LINE);
	assert(sse.data.len <= RC_SSE_MAX_EVENT);
	result->is_cut = rc_sse_is_cut(&sse);
	rc_sse_release(&sse);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct result whole, pieces;

	if (!size)
		return 0;
	feed(data + 1, size - 1, size, &whole);
	feed(data + 1, size - 1, (size_t)data[0] % 61 + 1, &pieces);
	assert(whole.ret == pieces.ret);
	assert(whole.ret || whole.is_cut == pieces.is_cut);
	assert(whole.events.len == pieces.events.len);
	assert(!memcmp(whole.events.ptr, pieces.events.ptr, whole.events.len));
	rc_buf_release(&whole.events);
	rc_buf_release(&pieces.events);
	return 0;
}
