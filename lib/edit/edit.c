/* SPDX-License-Identifier: MIT */
#include "edit/edit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/fs.h"
#include "base/hash.h"
#include "edit/splice.h"
#include "edit/validate.h"

#define MAX_SOURCE ((size_t)8 << 20)

/* What lines of a text end in, mostly. */
enum eol { EOL_NONE, EOL_LF, EOL_CRLF };

static enum eol dominant_eol(const char *text, size_t len)
{
	size_t lf = 0, crlf = 0;

	for (size_t i = 0; i < len; i++) {
		if (text[i] != '\n')
			continue;
		if (i > 0 && text[i - 1] == '\r')
			crlf++;
		else
			lf++;
	}
	if (!lf && !crlf)
		return EOL_NONE;
	return crlf > lf ? EOL_CRLF : EOL_LF;
}

static void add_converted(struct rc_buf *buf, const char *text, size_t len,
			  enum eol eol)
{
	for (size_t i = 0; i < len; i++) {
		bool crlf = text[i] == '\r' && i + 1 < len &&
			    text[i + 1] == '\n';

		if (eol != EOL_NONE && crlf)
			continue;
		if (eol == EOL_CRLF && text[i] == '\n')
			rc_buf_addc(buf, '\r');
		rc_buf_addc(buf, text[i]);
	}
}

static int add_edit(struct rc_splice *splice, const struct rc_edit *edit,
		    enum eol eol, size_t len, struct rc_err *err)
{
	RC_CLEANUP(rc_buf_release)
	struct rc_buf text = RC_BUF_INIT(2 * MAX_SOURCE);

	add_converted(&text, edit->text, edit->len, eol);
	if (text.overflow)
		return rc_err_set(err, RC_ELIMIT,
				  "an edit of '%s' inserts %zu bytes",
				  edit->path, edit->len);
	switch (rc_splice_replace(splice, edit->start, edit->end, text.ptr,
				  text.len)) {
	case RC_SPLICE_OK:
	case RC_SPLICE_IDENTICAL:
		return 0;
	case RC_SPLICE_CONFLICT:
		return rc_err_set(err, RC_EINVAL,
				  "edits of '%s' overlap at bytes %zu to %zu",
				  edit->path, edit->start, edit->end);
	case RC_SPLICE_RANGE:
		break;
	}
	return rc_err_set(
		err, RC_EINVAL,
		"an edit of '%s' at bytes %zu to %zu is outside its %zu bytes",
		edit->path, edit->start, edit->end, len);
}

int rc_edits_apply(const char *path, const char *text, size_t len,
		   const struct rc_edit *edits, size_t n, struct rc_buf *out,
		   struct rc_err *err)
{
	RC_CLEANUP(rc_splice_freep)
	struct rc_splice *splice = rc_splice_new(text, len);
	enum eol eol = dominant_eol(text, len);

	rc_buf_clear(out);
	for (size_t i = 0; i < n; i++) {
		if (strcmp(edits[i].path, path) != 0)
			continue;
		int ret = add_edit(splice, &edits[i], eol, len, err);

		if (ret < 0)
			return ret;
	}
	rc_splice_finish(splice, out);
	if (!out->overflow)
		return 0;
	rc_buf_clear(out);
	return rc_err_set(err, RC_ELIMIT, "'%s' would grow too large", path);
}

static int64_t in_ns(struct timespec time)
{
	return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

/* The text of path; created: there is no such file, the text is empty. */
static int read_before(const char *root, const char *path, int64_t not_after,
		       struct rc_buf *text, bool *created, struct rc_err *err)
{
	const char *name;
	struct stat st;
	RC_CLEANUP(rc_closep)
	int dir = rc_validate_open_dir(root, path, &name, err);

	if (dir < 0)
		return dir;
	*created = fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0 &&
		   errno == ENOENT;
	if (*created)
		return 0;
	int ret = rc_fs_read_at(dir, path, text, &st, err);
	if (ret < 0)
		return ret;
	if (not_after && in_ns(st.st_mtim) > not_after)
		return rc_err_set(err, RC_ESTATE,
				  "'%s' was changed while the compiler ran",
				  path);
	return 0;
}

static int build_one(struct rc_changes *out, const char *root, const char *path,
		     const struct rc_edit *edits, size_t n, int64_t not_after,
		     struct rc_err *err)
{
	RC_CLEANUP(rc_buf_release)
	struct rc_buf before = RC_BUF_INIT(MAX_SOURCE);
	RC_CLEANUP(rc_buf_release)
	struct rc_buf after = RC_BUF_INIT(MAX_SOURCE);
	bool created;
	int ret = read_before(root, path, not_after, &before, &created, err);

	if (ret == 0)
		ret = rc_edits_apply(path, before.ptr, before.len, edits, n,
				     &after, err);
	if (ret < 0)
		return ret;
	if (!created && before.len == after.len &&
	    memcmp(before.ptr, after.ptr, after.len) == 0)
		return 0;
	RC_GROW(out->v, out->n, out->cap);
	struct rc_change *change = &out->v[out->n++];
	*change = (struct rc_change){
		.path = rc_xstrdup(path),
		.before_len = before.len,
		.after_len = after.len,
		.created = created,
	};
	change->before = rc_buf_take(&before);
	change->after = rc_buf_take(&after);
	return 0;
}

static bool named_before(const struct rc_edit *edits, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (strcmp(edits[j].path, edits[i].path) == 0)
			return true;
	return false;
}

int rc_changes_build(struct rc_changes *out, const char *root,
		     const struct rc_edit *edits, size_t n, int64_t not_after,
		     struct rc_err *err)
{
	RC_CLEANUP(rc_changes_release)
	struct rc_changes changes = RC_CHANGES_INIT;

	for (size_t i = 0; i < n; i++) {
		if (named_before(edits, i))
			continue;
		int ret = build_one(&changes, root, edits[i].path, edits, n,
				    not_after, err);

		if (ret < 0)
			return ret;
	}
	*out = changes;
	changes = (struct rc_changes)RC_CHANGES_INIT;
	return 0;
}

void rc_changes_release(struct rc_changes *changes)
{
	for (size_t i = 0; i < changes->n; i++) {
		rc_free(changes->v[i].path);
		rc_free(changes->v[i].before);
		rc_free(changes->v[i].after);
	}
	rc_free(changes->v);
	*changes = (struct rc_changes)RC_CHANGES_INIT;
}

static uint64_t hash_edit(const struct rc_edit *edit)
{
	uint64_t range[] = { edit->start, edit->end };
	uint64_t hash = rc_hash_str(RC_HASH_SEED, edit->path);

	hash = rc_hash(hash, range, sizeof(range));
	return rc_hash(hash, edit->text, edit->len);
}

static int by_hash(const void *left, const void *right)
{
	uint64_t a, b;

	memcpy(&a, left, sizeof(a));
	memcpy(&b, right, sizeof(b));
	return (a > b) - (a < b);
}

/* Sorted, and each one once: neither order nor repetition changes an edit. */
uint64_t rc_edits_hash(const struct rc_edit *edits, size_t n)
{
	RC_CLEANUP(rc_freep)
	uint64_t *hashes = rc_xcalloc(n, sizeof(*hashes));
	uint64_t hash = RC_HASH_SEED;

	for (size_t i = 0; i < n; i++)
		hashes[i] = hash_edit(&edits[i]);
	qsort(hashes, n, sizeof(*hashes), by_hash);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || hashes[i] != hashes[i - 1])
			hash = rc_hash(hash, &hashes[i], sizeof(hashes[i]));
	return hash;
}

typedef bool (*relation)(const struct rc_edit *a, const struct rc_edit *b);

static bool any_pair(const struct rc_candidate *a, const struct rc_candidate *b,
		     relation related)
{
	for (size_t i = 0; i < a->n_edits; i++)
		for (size_t j = 0; j < b->n_edits; j++)
			if (related(&a->edits[i], &b->edits[j]))
				return true;
	return false;
}

static bool same_file(const struct rc_edit *a, const struct rc_edit *b)
{
	return strcmp(a->path, b->path) == 0;
}

static bool touch(const struct rc_edit *a, const struct rc_edit *b)
{
	return same_file(a, b) && a->start <= b->end && b->start <= a->end;
}

bool rc_candidates_disjoint(const struct rc_candidate *a,
			    const struct rc_candidate *b)
{
	return !any_pair(a, b, same_file);
}

bool rc_candidates_compatible(const struct rc_candidate *a,
			      const struct rc_candidate *b)
{
	return !any_pair(a, b, touch);
}
