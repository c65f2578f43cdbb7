/* SPDX-License-Identifier: MIT */

/*
 * What an endpoint sends, up to the text of an answer: the first byte says how
 * long the pieces are and whether it is an error, the rest are its bytes.
 */

#undef NDEBUG
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "llm/chat_impl.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void on_text(const char *text, size_t len, void *data)
{
	size_t *shown = data;

	assert(len && text[len - 1]);
	*shown += len;
}

static void read_answer(const uint8_t *data, size_t size, size_t piece)
{
	size_t shown = 0;
	struct rc_chat chat = { .on_text = on_text, .data = &shown };
	struct rc_http_response response = RC_HTTP_RESPONSE_INIT;
	struct rc_chat_stream stream;
	int stop = 0;

	rc_chat_stream_init(&stream, &chat, &response);
	for (size_t at = 0; at < size && !stop; at += piece) {
		size_t n = size - at < piece ? size - at : piece;
		char *copy = malloc(n);

		memcpy(copy, data + at, n);
		stop = rc_chat_stream_feed(copy, n, &stream);
		free(copy);
	}
	rc_chat_stream_end(&stream);
	assert(shown == stream.answer.text.len);
	size_t len = stream.answer.text.len;
	char *text = rc_chat_text_take(&stream.answer);
	assert(strlen(text) <= len);
	rc_free(text);
	rc_chat_stream_release(&stream);
}

static void read_error(const uint8_t *data, size_t size)
{
	struct rc_endpoint endpoint = { .context = 8192 };
	struct rc_http_response response = RC_HTTP_RESPONSE_INIT;
	struct rc_err err = RC_ERR_INIT;
	char text[301];

	response.status = 400 + (long)(size % 130);
	rc_buf_add(&response.body, data, size);
	rc_endpoint_error_text(&response, text, sizeof(text));
	assert(rc_utf8_valid(text, strlen(text)));
	assert(!strchr(text, '\n') && !strchr(text, '\x1b'));
	assert(rc_endpoint_fail(&endpoint, &response, &err) < 0 && *err.msg);
	assert(rc_endpoint_overflow(&endpoint, response.body.ptr) ==
	       (endpoint.context < 8192));
	rc_http_response_release(&response);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!size)
		return 0;
	if (data[0] & 0x80)
		read_error(data + 1, size - 1);
	else
		read_answer(data + 1, size - 1, data[0] + 1u);
	return 0;
}
