/* SPDX-License-Identifier: MIT */
#include "llm/sse.h"

#include <string.h>

#include "base/mem.h"

void rc_sse_init(struct rc_sse *sse,
		 int (*on_event)(const char *data, size_t len, void *arg),
		 void *arg)
{
	*sse = (struct rc_sse){
		.line = RC_BUF_INIT(RC_SSE_MAX_LINE),
		.data = RC_BUF_INIT(RC_SSE_MAX_EVENT),
		.on_event = on_event,
		.arg = arg,
	};
}

void rc_sse_release(struct rc_sse *sse)
{
	rc_buf_release(&sse->line);
	rc_buf_release(&sse->data);
}

bool rc_sse_is_cut(const struct rc_sse *sse)
{
	return sse->line.len || sse->data.len;
}

/* An event without data is none: its end is where the next one begins. */
static int end_event(struct rc_sse *sse)
{
	if (!sse->data.len)
		return 0;
	/* Every line of data was added with its newline; the last has none. */
	rc_buf_truncate(&sse->data, sse->data.len - 1);
	int ret = sse->on_event(sse->data.ptr, sse->data.len, sse->arg);
	rc_buf_clear(&sse->data);
	return ret;
}

static void drop_bom(struct rc_sse *sse)
{
	if (!sse->bom_done && !strncmp(sse->line.ptr, "\xef\xbb\xbf", 3))
		rc_buf_consume(&sse->line, 3);
	sse->bom_done = true;
}

/* Only "data" matters here: event, id and retry are left aside. */
static void add_data(struct rc_sse *sse)
{
	const char *line = sse->line.ptr;
	size_t len = sse->line.len;
	const char *colon = memchr(line, ':', len);
	size_t name = colon ? (size_t)(colon - line) : len;

	if (name != 4 || memcmp(line, "data", 4) != 0)
		return;
	size_t value = colon ? name + 1 : name;
	if (value < len && line[value] == ' ')
		value++;
	rc_buf_add(&sse->data, line + value, len - value);
	rc_buf_addc(&sse->data, '\n');
}

static int end_line(struct rc_sse *sse)
{
	int ret = 0;

	drop_bom(sse);
	if (sse->line.len)
		add_data(sse);
	else
		ret = end_event(sse);
	rc_buf_clear(&sse->line);
	return ret;
}

/* Bytes before the next CR or LF. */
static size_t span(const char *bytes, size_t len)
{
	size_t i = 0;

	while (i < len && bytes[i] != '\r' && bytes[i] != '\n')
		i++;
	return i;
}

int rc_sse_feed(struct rc_sse *sse, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len && !sse->overflow; i++) {
		bool second = sse->cr && bytes[i] == '\n';
		int ret = 0;

		sse->cr = false;
		if (second)
			continue;
		size_t n = span(bytes + i, len - i);
		rc_buf_add(&sse->line, bytes + i, n);
		i += n;
		if (i < len && !sse->line.overflow) {
			sse->cr = bytes[i] == '\r';
			ret = end_line(sse);
		}
		sse->overflow = sse->line.overflow || sse->data.overflow;
		if (ret)
			return ret;
	}
	return sse->overflow;
}
