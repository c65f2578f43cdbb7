/* SPDX-License-Identifier: MIT */
#include "edit/splice.h"

#include <string.h>

#include "base/mem.h"

struct part {
	size_t start, end;
	const char *text; /* in the arena */
	size_t len;
};

struct rc_splice {
	const char *text;
	size_t len;
	struct part *parts; /* sorted by start, then end; never overlapping */
	size_t n, cap;
	struct rc_arena arena;
};

struct rc_splice *rc_splice_new(const char *text, size_t len)
{
	struct rc_splice *splice = rc_xcalloc(1, sizeof(*splice));

	splice->text = text;
	splice->len = len;
	return splice;
}

void rc_splice_free(struct rc_splice *splice)
{
	if (!splice)
		return;
	rc_arena_release(&splice->arena);
	rc_free(splice->parts);
	rc_free(splice);
}

void rc_splice_freep(struct rc_splice **splice)
{
	rc_splice_free(*splice);
	*splice = NULL;
}

/* Where start..end belongs: the first part that is not smaller. */
static size_t find_place(const struct rc_splice *splice, size_t start,
			 size_t end)
{
	size_t low = 0, high = splice->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		const struct part *part = &splice->parts[mid];

		if (part->start < start ||
		    (part->start == start && part->end < end))
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static bool is_same(const struct part *a, const struct part *b)
{
	return a->start == b->start && a->end == b->end && a->len == b->len &&
	       memcmp(a->text, b->text, a->len) == 0;
}

/* Only the neighbours can be in the way of a part that belongs at place. */
static enum rc_splice_result check(const struct rc_splice *splice, size_t place,
				   const struct part *part)
{
	if (place < splice->n) {
		const struct part *next = &splice->parts[place];

		if (is_same(next, part))
			return RC_SPLICE_IDENTICAL;
		if (part->end > next->start ||
		    (part->start == next->start && part->end == next->end))
			return RC_SPLICE_CONFLICT;
	}
	if (place > 0 && part->start < splice->parts[place - 1].end)
		return RC_SPLICE_CONFLICT;
	return RC_SPLICE_OK;
}

static void insert(struct rc_splice *splice, size_t place, struct part part)
{
	char *copy = rc_arena_alloc(&splice->arena, part.len);

	memcpy(copy, part.text, part.len);
	part.text = copy;
	RC_GROW(splice->parts, splice->n, splice->cap);
	memmove(splice->parts + place + 1, splice->parts + place,
		(splice->n - place) * sizeof(part));
	splice->parts[place] = part;
	splice->n++;
}

enum rc_splice_result rc_splice_replace(struct rc_splice *splice, size_t start,
					size_t end, const char *text,
					size_t len)
{
	struct part part = { start, end, text, len };

	if (start > end || end > splice->len)
		return RC_SPLICE_RANGE;
	size_t place = find_place(splice, start, end);
	enum rc_splice_result result = check(splice, place, &part);
	if (result == RC_SPLICE_OK)
		insert(splice, place, part);
	return result;
}

void rc_splice_finish(const struct rc_splice *splice, struct rc_buf *out)
{
	size_t at = 0;

	for (size_t i = 0; i < splice->n; i++) {
		const struct part *part = &splice->parts[i];

		rc_buf_add(out, splice->text + at, part->start - at);
		rc_buf_add(out, part->text, part->len);
		at = part->end;
	}
	rc_buf_add(out, splice->text + at, splice->len - at);
}
