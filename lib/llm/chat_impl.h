/* SPDX-License-Identifier: MIT */
#pragma once

/* One answer as it is put together; between the chat*.c files. */

#include "llm/chat.h"
#include "llm/sse.h"

#define RC_CHAT_MAX_TEXT ((size_t)8 << 20)

struct rc_json;

/* What the pieces of an answer add up to. */
struct rc_chat_answer {
	struct rc_buf text; /* as it came, <think> and all */
	char model[96];
	int64_t tokens_in, tokens_out; /* -1: not told */
	bool choice;		       /* there was one at all */
	bool finished;		       /* a finish_reason came */
	bool truncated, refused, looping;
	char error[320]; /* said in place of an answer */
};

/* How the bytes of a response are to be read; the first ones tell. */
enum rc_chat_shape {
	RC_CHAT_NOTHING,
	RC_CHAT_EVENTS, /* an event stream */
	RC_CHAT_JSON,	/* one document */
	RC_CHAT_PAGE,	/* HTML: a captive portal, a proxy, a web site */
};

struct rc_chat_stream {
	const struct rc_chat *chat;
	const struct rc_http_response *response;
	struct rc_chat_answer answer;
	enum rc_chat_shape shape;
	struct rc_sse sse;
	struct rc_buf whole; /* of what is no event stream */
	size_t watched;	     /* bytes of text that were looked at for loops */
	bool done;	     /* [DONE], or a whole document */
	bool garbled;	     /* no JSON where there should be */
};

void rc_chat_stream_init(struct rc_chat_stream *stream,
			 const struct rc_chat *chat,
			 const struct rc_http_response *response);
/* on_data of struct rc_http_request; arg is the stream. */
int rc_chat_stream_feed(const char *data, size_t len, void *arg);
/* After the last byte: reads what came as one document. */
void rc_chat_stream_end(struct rc_chat_stream *stream);
void rc_chat_stream_release(struct rc_chat_stream *stream);

/* The body of a request. */
void rc_chat_json_write(struct rc_buf *buf, const struct rc_endpoint *endpoint,
			const struct rc_chat *chat);
/* Adds one document, a chunk of a stream or a whole completion. False: it is
 * no JSON. */
bool rc_chat_json_add(struct rc_chat_answer *answer, const char *text,
		      size_t len);

/* Does the text repeat itself at its end? */
bool rc_chat_text_loops(const char *text, size_t len);
/* Takes reasoning out, and what servers write when the context is full; sets
 * truncated where that did not end. */
char *rc_chat_text_take(struct rc_chat_answer *answer);
