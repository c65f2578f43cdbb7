/* SPDX-License-Identifier: MIT */
/*
 * The bytes of an answer. Asked for an event stream, some servers send one
 * JSON document all the same, and anything in between a web page, whatever the
 * Content-Type says: the first byte decides.
 */
#include "llm/chat_impl.h"

#include <string.h>

#include "base/mem.h"

#define MAX_WHOLE ((size_t)32 << 20)
#define MAX_PAGE ((size_t)4 << 10)
#define WATCH 1024 /* bytes of text between two looks for loops */

/* Non-zero ends the transfer: nothing better will come. */
static int watch(struct rc_chat_stream *stream)
{
	struct rc_chat_answer *answer = &stream->answer;
	const struct rc_buf *text = &answer->text;

	if (answer->truncated && text->overflow)
		return 1;
	if (text->len < stream->watched + WATCH)
		return 0;
	stream->watched = text->len;
	answer->looping = rc_chat_text_loops(text->ptr, text->len);
	return answer->looping;
}

static int on_event(const char *data, size_t len, void *arg)
{
	struct rc_chat_stream *stream = arg;
	struct rc_chat_answer *answer = &stream->answer;
	const struct rc_chat *chat = stream->chat;
	size_t before = answer->text.len;

	if (!strcmp(data, "[DONE]")) {
		stream->done = true;
		return 1;
	}
	if (!rc_chat_json_add(answer, data, len)) {
		stream->garbled = true;
		return 1;
	}
	if (chat->on_text && answer->text.len > before)
		chat->on_text(answer->text.ptr + before,
			      answer->text.len - before, chat->data);
	return *answer->error ? 1 : watch(stream);
}

void rc_chat_stream_init(struct rc_chat_stream *stream,
			 const struct rc_chat *chat,
			 const struct rc_http_response *response)
{
	*stream = (struct rc_chat_stream){
		.chat = chat,
		.response = response,
		.whole = RC_BUF_INIT(MAX_WHOLE),
		.answer = {
			.text = RC_BUF_INIT(RC_CHAT_MAX_TEXT),
			.tokens_in = -1,
			.tokens_out = -1,
		},
	};
	rc_sse_init(&stream->sse, on_event, stream);
}

static enum rc_chat_shape shape_of(const struct rc_chat_stream *stream,
				   char first)
{
	if (first == '<' ||
	    !strcmp(stream->response->content_type, "text/html"))
		return RC_CHAT_PAGE;
	return first == '{' || first == '[' || first == '"' ? RC_CHAT_JSON
							    : RC_CHAT_EVENTS;
}

int rc_chat_stream_feed(const char *data, size_t len, void *arg)
{
	struct rc_chat_stream *stream = arg;

	if (!stream->shape) {
		size_t blank = 0;

		/* Before an event stream or JSON blanks mean nothing. */
		while (blank < len && strchr(" \t\r\n", data[blank]) &&
		       data[blank])
			blank++;
		if (blank == len)
			return 0;
		data += blank;
		len -= blank;
		stream->shape = shape_of(stream, *data);
	}
	if (stream->shape == RC_CHAT_EVENTS)
		return rc_sse_feed(&stream->sse, data, len);
	rc_buf_add(&stream->whole, data, len);
	return stream->shape == RC_CHAT_PAGE && stream->whole.len >= MAX_PAGE;
}

void rc_chat_stream_end(struct rc_chat_stream *stream)
{
	struct rc_chat_answer *answer = &stream->answer;

	if (stream->sse.overflow)
		stream->garbled = true;
	if (stream->shape != RC_CHAT_JSON)
		return;
	stream->done = true;
	if (!rc_chat_json_add(answer, stream->whole.ptr, stream->whole.len))
		stream->garbled = true;
	else if (stream->chat->on_text && answer->text.len)
		stream->chat->on_text(answer->text.ptr, answer->text.len,
				      stream->chat->data);
	answer->looping =
		rc_chat_text_loops(answer->text.ptr, answer->text.len);
}

void rc_chat_stream_release(struct rc_chat_stream *stream)
{
	rc_buf_release(&stream->answer.text);
	rc_buf_release(&stream->whole);
	rc_sse_release(&stream->sse);
}
