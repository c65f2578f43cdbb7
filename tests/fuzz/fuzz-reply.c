/* SPDX-License-Identifier: MIT */

/*
 * Answers against files. The input is parts separated by a line of @@@@: the
 * answer, then up to three files; the first byte of the input says what is
 * known about them. Whatever the answer, its edits lie inside of the files, do
 * not overlap, change something, and are none when it fails.
 */

#undef NDEBUG
#include <assert.h>
#include <stdlib.h>

#include "llm/reply.h"
#include "llm/reply_scan.h"

#define MAX_FILES 3
#define SEPARATOR "\n@@@@\n"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const paths[MAX_FILES] = { "src/main.rs", "src/lib.rs",
					      "a/src/lib.rs" };

struct input {
	char *answer;
	char *texts[MAX_FILES];
	struct rc_reply_file files[MAX_FILES];
	size_t n;
	bool may_create;
};

/* The part at *data, with exactly its bytes, so that ASan sees one too many. */
static char *take_part(const uint8_t **data, size_t *size, size_t *len)
{
	const uint8_t *end = memmem(*data, *size, SEPARATOR, strlen(SEPARATOR));
	size_t skip = end ? strlen(SEPARATOR) : 0;

	*len = end ? (size_t)(end - *data) : *size;
	char *part = rc_xmalloc(*len ? *len : 1);
	memcpy(part, *data, *len);
	*data += *len + skip;
	*size -= *len + skip;
	return part;
}

static void read_input(struct input *in, const uint8_t *data, size_t size)
{
	unsigned flags = size ? data[0] : 0;
	size_t len;

	data += size > 0;
	size -= size > 0;
	char *part = take_part(&data, &size, &len);
	in->answer = rc_xstrndup(part, len);
	rc_free(part);
	in->may_create = flags & 1;
	for (in->n = 0; in->n < MAX_FILES; in->n++) {
		if (in->n > 0 && !size)
			break;
		in->texts[in->n] = take_part(&data, &size, &len);
		in->files[in->n] = (struct rc_reply_file){ paths[in->n],
							   in->texts[in->n],
							   len, flags >> 1 };
	}
}

static bool is_shown(const struct input *in, const char *path)
{
	for (size_t i = 0; i < in->n; i++)
		if (strcmp(in->files[i].path, path) == 0)
			return true;
	return false;
}

static bool applies(const struct rc_reply *reply, const char *path,
		    const char *text, size_t len)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf out = RC_BUF_INIT(0);

	assert(rc_edits_apply(path, text, len, reply->edits, reply->n_edits,
			      &out, NULL) == 0);
	return out.len != len || memcmp(out.ptr, text, len) != 0;
}

static void check_edits(const struct input *in, const struct rc_reply *reply)
{
	bool changed = false;

	assert(reply->n_edits > 0);
	for (size_t i = 0; i < in->n; i++)
		changed = applies(reply, in->files[i].path, in->files[i].text,
				  in->files[i].len) ||
			  changed;
	for (size_t i = 0; i < reply->n_edits; i++) {
		const char *path = reply->edits[i].path;

		if (is_shown(in, path))
			continue;
		assert(in->may_create);
		applies(reply, path, "", 0);
		changed = true;
	}
	assert(changed);
}

static void check_scan(const char *text, size_t len)
{
	RC_CLEANUP(rc_items_release) struct rc_items items = RC_ITEMS_INIT;

	rc_items_scan(&items, text, len);
	for (size_t i = 0; i < items.n; i++) {
		const struct rc_item *item = &items.v[i];

		assert(item->start <= item->attrs && item->attrs <= item->code);
		assert(item->code < item->end && item->end <= len);
		assert(item->parent == RC_NO_ITEM || item->parent < i);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rc_arena arena = { 0 };
	struct rc_reply reply;
	struct input in;

	read_input(&in, data, size);
	check_scan(in.files[0].text, in.files[0].len);
	if (rc_reply_parse(in.answer, in.files, in.n, in.may_create, &arena,
			   &reply)) {
		assert(!*reply.failure);
		check_edits(&in, &reply);
	} else {
		assert(*reply.failure && !reply.n_edits);
	}
	rc_arena_release(&arena);
	rc_free(in.answer);
	for (size_t i = 0; i < in.n; i++)
		rc_free(in.texts[i]);
	return 0;
}
