/* SPDX-License-Identifier: MIT */

/*
 * Edits over a text, compared with the plainest way to do the same: every
 * pair of ranges checked, edits made one by one from the back. The input is
 * a line of edits, four bytes each (start, length, choice of text, step), and
 * the text behind it.
 */

#undef NDEBUG
#include <assert.h>
#include <stdlib.h>

#include "edit/edit.h"
#include "edit/set.h"
#include "edit/splice.h"

#define MAX_EDITS 24
#define PATH "a.rs"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const texts[] = {
	"", "x", "yy", "\n", "use a;\n", "\r\n", "a\r\nb\n", "\xc3\xa9\r",
};

struct input {
	const char *text;
	size_t len;
	struct rc_edit edits[MAX_EDITS];
	uint8_t steps[MAX_EDITS];
	size_t n;
};

static void read_input(struct input *in, const uint8_t *data, size_t size)
{
	size_t at = 0;

	for (in->n = 0; in->n < MAX_EDITS; at += 4) {
		if (at + 4 > size || data[at] == '\n')
			break;
		const char *text = texts[data[at + 2] % RC_COUNT(texts)];
		size_t start = data[at];

		in->steps[in->n] = data[at + 3];
		/* Now and then the end is before the start. */
		in->edits[in->n++] = (struct rc_edit){
			PATH, start, start + data[at + 1] % 16 - (start > 250),
			text, strlen(text)
		};
	}
	at += at < size && data[at] == '\n';
	in->text = (const char *)data + at;
	in->len = size - at;
}

static bool same_edit(const struct rc_edit *a, const struct rc_edit *b)
{
	return a->start == b->start && a->end == b->end && a->len == b->len &&
	       memcmp(a->text, b->text, a->len) == 0;
}

static bool in_conflict(const struct rc_edit *a, const struct rc_edit *b)
{
	return (a->start == b->start && a->end == b->end) ||
	       (a->start < b->end && b->start < a->end);
}

/* The edits that were taken so far. */
struct model {
	struct rc_edit edits[MAX_EDITS];
	size_t n;
};

static enum rc_splice_result model_add(struct model *model,
				       const struct rc_edit *edit)
{
	for (size_t i = 0; i < model->n; i++)
		if (same_edit(&model->edits[i], edit))
			return RC_SPLICE_IDENTICAL;
	for (size_t i = 0; i < model->n; i++)
		if (in_conflict(&model->edits[i], edit))
			return RC_SPLICE_CONFLICT;
	model->edits[model->n++] = *edit;
	return RC_SPLICE_OK;
}

static bool is_outside(const struct rc_edit *edit, size_t len)
{
	return edit->start > edit->end || edit->end > len;
}

static enum rc_splice_result
model_replace(struct model *model, const struct rc_edit *edit, size_t len)
{
	return is_outside(edit, len) ? RC_SPLICE_RANGE : model_add(model, edit);
}

static int from_the_back(const void *left, const void *right)
{
	const struct rc_edit *a = left, *b = right;

	if (a->start != b->start)
		return a->start < b->start ? 1 : -1;
	return (a->end < b->end) - (a->end > b->end);
}

static void model_text(const struct model *model, const char *text, size_t len,
		       struct rc_buf *out)
{
	struct rc_edit sorted[MAX_EDITS];

	memcpy(sorted, model->edits, sizeof(sorted));
	qsort(sorted, model->n, sizeof(*sorted), from_the_back);
	rc_buf_clear(out);
	rc_buf_add(out, text, len);
	for (size_t i = 0; i < model->n; i++) {
		RC_CLEANUP(rc_buf_release) struct rc_buf tail = RC_BUF_INIT(0);

		rc_buf_add(&tail, out->ptr + sorted[i].end,
			   out->len - sorted[i].end);
		rc_buf_truncate(out, sorted[i].start);
		rc_buf_add(out, sorted[i].text, sorted[i].len);
		rc_buf_add(out, tail.ptr, tail.len);
	}
}

static void check_text(const struct model *model, const struct input *in,
		       const struct rc_buf *got)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf want = RC_BUF_INIT(0);

	model_text(model, in->text, in->len, &want);
	assert(got->len == want.len);
	assert(!memcmp(got->ptr, want.ptr, want.len));
}

static void check_splice(const struct input *in)
{
	RC_CLEANUP(rc_splice_freep)
	struct rc_splice *splice = rc_splice_new(in->text, in->len);
	RC_CLEANUP(rc_buf_release) struct rc_buf out = RC_BUF_INIT(0);
	struct model model = { .n = 0 };

	for (size_t i = 0; i < in->n; i++) {
		const struct rc_edit *edit = &in->edits[i];
		enum rc_splice_result want =
			model_replace(&model, edit, in->len);

		assert(rc_splice_replace(splice, edit->start, edit->end,
					 edit->text, edit->len) == want);
	}
	rc_splice_finish(splice, &out);
	check_text(&model, in, &out);
}

/* Adds edits to the model, all or none. */
static bool model_add_group(struct model *model, const struct rc_edit *edits,
			    size_t n)
{
	struct model next = *model;

	for (size_t i = 0; i < n; i++)
		if (model_add(&next, &edits[i]) == RC_SPLICE_CONFLICT)
			return false;
	*model = next;
	return true;
}

/* What a set took can be applied, unless it is outside the text. */
static void check_set_applies(const struct input *in,
			      const struct rc_edit_set *set)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf out = RC_BUF_INIT(0);
	bool outside = false;

	for (size_t i = 0; i < set->n; i++)
		outside = outside || is_outside(&set->v[i], in->len);
	int ret = rc_edits_apply(PATH, in->text, in->len, set->v, set->n, &out,
				 NULL);
	assert(ret == (outside ? RC_EINVAL : 0));
}

/* A step that can be divided by four ends a group. */
static void check_set(const struct input *in)
{
	RC_CLEANUP(rc_edit_set_release)
	struct rc_edit_set set = RC_EDIT_SET_INIT;
	struct model model = { .n = 0 };

	for (size_t start = 0, i = 0; i < in->n; i++) {
		const struct rc_edit *group = &in->edits[start];
		size_t n = i + 1 - start;

		if (in->steps[i] % 4 && i + 1 < in->n)
			continue;
		assert(rc_edit_set_add(&set, group, n) ==
		       model_add_group(&model, group, n));
		assert(set.n == model.n);
		assert(!set.n ||
		       !memcmp(set.v, model.edits, set.n * sizeof(*set.v)));
		start = i + 1;
	}
	check_set_applies(in, &set);
}

static unsigned count(const char *text, size_t len, const char *what)
{
	size_t what_len = strlen(what);
	unsigned n = 0;

	for (size_t i = 0; i + what_len <= len; i++)
		n += memcmp(text + i, what, what_len) == 0;
	return n;
}

/* The text with every line ending made the one of the file. */
static char *converted(const struct input *in, const struct rc_edit *edit)
{
	unsigned all = count(in->text, in->len, "\n");
	unsigned crlf = count(in->text, in->len, "\r\n");
	RC_CLEANUP(rc_buf_release) struct rc_buf out = RC_BUF_INIT(0);
	const char *s = edit->text;

	while (*s) {
		size_t eol = !strncmp(s, "\r\n", 2) ? 2 : *s == '\n';

		if (all && eol)
			rc_buf_adds(&out, 2 * crlf > all ? "\r\n" : "\n");
		else
			rc_buf_add(&out, s, eol ? eol : 1);
		s += eol ? eol : 1;
	}
	return rc_buf_take(&out);
}

static void check_apply(const struct input *in)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf out = RC_BUF_INIT(0);
	char *owned[MAX_EDITS];
	struct model model = { .n = 0 };
	bool good = true;

	for (size_t i = 0; i < in->n; i++) {
		struct rc_edit edit = in->edits[i];

		edit.text = owned[i] = converted(in, &edit);
		edit.len = strlen(edit.text);
		enum rc_splice_result ret =
			model_replace(&model, &edit, in->len);
		good = good &&
		       (ret == RC_SPLICE_OK || ret == RC_SPLICE_IDENTICAL);
	}
	int ret = rc_edits_apply(PATH, in->text, in->len, in->edits, in->n,
				 &out, NULL);
	assert(ret == (good ? 0 : RC_EINVAL));
	if (good)
		check_text(&model, in, &out);
	else
		assert(!out.len);
	for (size_t i = 0; i < in->n; i++)
		rc_free(owned[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in;

	read_input(&in, data, size);
	check_splice(&in);
	check_set(&in);
	check_apply(&in);
	return 0;
}
