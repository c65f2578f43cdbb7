/* SPDX-License-Identifier: MIT */
#include "agent/tree.h"

#include <sys/stat.h>
#include <time.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/fs.h"
#include "base/hash.h"
#include "base/mem.h"
#include "edit/validate.h"

#define MAX_SOURCE ((size_t)8 << 20)

static struct rc_change *find(const struct rc_changes *changes,
			      const char *path)
{
	for (size_t i = 0; changes && i < changes->n; i++) {
		if (strcmp(changes->v[i].path, path) == 0)
			return &changes->v[i];
	}
	return NULL;
}

static void add(struct rc_changes *changes, const char *path,
		const struct rc_change *before, const struct rc_change *after)
{
	struct rc_change change = *before;

	change.path = (char *)path;
	change.after = after->after;
	change.after_len = after->after_len;
	rc_changes_add(changes, &change);
}

static bool same_text(const char *a, size_t a_len, const char *b, size_t b_len)
{
	return a_len == b_len && memcmp(a, b, a_len) == 0;
}

void rc_changes_compose(const struct rc_changes *a, const struct rc_changes *b,
			struct rc_changes *out)
{
	for (size_t i = 0; i < a->n; i++) {
		const struct rc_change *last = find(b, a->v[i].path);

		last = last ? last : &a->v[i];
		if (!same_text(a->v[i].before, a->v[i].before_len, last->after,
			       last->after_len))
			add(out, a->v[i].path, &a->v[i], last);
	}
	for (size_t i = 0; i < b->n; i++) {
		if (!find(a, b->v[i].path))
			add(out, b->v[i].path, &b->v[i], &b->v[i]);
	}
}

void rc_changes_invert(struct rc_changes *changes)
{
	for (size_t i = 0; i < changes->n; i++) {
		struct rc_change *change = &changes->v[i];
		struct rc_change old = *change;

		change->before = old.after;
		change->before_len = old.after_len;
		change->after = old.before;
		change->after_len = old.before_len;
	}
}

/*
 * Stamps of the future, left by touch(1) or by a clock that was set back, say
 * nothing: then the kernel's own counts.
 */
static bool is_newer(const struct stat *st, int64_t than)
{
	struct timespec time;

	clock_gettime(CLOCK_REALTIME, &time);
	int64_t now = rc_time_ns(time);
	int64_t stamp = rc_time_ns(st->st_mtim);

	if (stamp > now)
		stamp = rc_time_ns(st->st_ctim);
	return stamp > than && stamp <= now;
}

static int read_file(struct rc_tree *tree, const char *path, struct rc_err *err)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf buf = RC_BUF_INIT(MAX_SOURCE);
	const char *name;
	struct stat st;
	RC_CLEANUP(rc_closep)
	int dir = rc_validate_open_dir(tree->root, path, &name, err);

	if (dir < 0)
		return dir;
	int ret = rc_fs_read_at(dir, path, &buf, &st, err);
	if (ret < 0)
		return ret;
	if (is_newer(&st, tree->not_after))
		return rc_err_set(err, RC_ESTATE,
				  "'%s' was changed while the compiler ran",
				  path);
	struct rc_change text = { .before = buf.ptr,
				  .before_len = buf.len,
				  .after = buf.ptr,
				  .after_len = buf.len };

	add(&tree->files, path, &text, &text);
	return 0;
}

/* The text of path with `under` applied: in ->after of the result. */
static int text_of(struct rc_tree *tree, const struct rc_changes *under,
		   const char *path, const struct rc_change **out,
		   struct rc_err *err)
{
	*out = find(under, path);
	if (!*out)
		*out = find(&tree->files, path);
	if (*out)
		return 0;
	int ret = read_file(tree, path, err);

	*out = find(&tree->files, path);
	return ret;
}

int rc_tree_text(struct rc_tree *tree, const struct rc_changes *under,
		 const char *path, const char **text, size_t *len,
		 struct rc_err *err)
{
	const struct rc_change *file = NULL;
	int ret = text_of(tree, under, path, &file, err);

	if (ret < 0)
		return ret;
	*text = file->after;
	*len = file->after_len;
	return 0;
}

static int edit_file(struct rc_tree *tree, const struct rc_changes *under,
		     const char *path, const struct rc_edit *edits, size_t n,
		     struct rc_changes *out, struct rc_err *err)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf buf = RC_BUF_INIT(MAX_SOURCE);
	const struct rc_change *text = NULL;
	int ret = text_of(tree, under, path, &text, err);

	if (ret < 0)
		return ret;
	ret = rc_edits_apply(path, text->after, text->after_len, edits, n, &buf,
			     err);
	if (ret < 0)
		return ret;
	struct rc_change after = { .after = buf.ptr, .after_len = buf.len };
	struct rc_change before = { .before = text->after,
				    .before_len = text->after_len };

	if (!same_text(text->after, text->after_len, buf.ptr, buf.len))
		add(out, path, &before, &after);
	return 0;
}

static bool named_before(const struct rc_edit *edits, size_t i)
{
	for (size_t j = 0; j < i; j++) {
		if (strcmp(edits[j].path, edits[i].path) == 0)
			return true;
	}
	return false;
}

int rc_tree_derive(struct rc_tree *tree, const struct rc_changes *under,
		   const struct rc_edit *edits, size_t n,
		   struct rc_changes *out, struct rc_err *err)
{
	static const struct rc_changes nothing = RC_CHANGES_INIT;
	RC_CLEANUP(rc_changes_release)
	struct rc_changes step = RC_CHANGES_INIT;

	for (size_t i = 0; i < n; i++) {
		if (named_before(edits, i))
			continue;
		int ret = edit_file(tree, under, edits[i].path, edits, n, &step,
				    err);

		if (ret < 0)
			return ret;
	}
	rc_changes_compose(under ? under : &nothing, &step, out);
	return 0;
}

static uint64_t hash_text(const char *path, const char *text, size_t len)
{
	return rc_hash(rc_hash_str(RC_HASH_SEED, path), text, len);
}

uint64_t rc_tree_hash_with(const struct rc_tree *tree,
			   const struct rc_changes *changes)
{
	uint64_t hash = tree->hash;

	for (size_t i = 0; i < changes->n; i++) {
		const struct rc_change *c = &changes->v[i];

		hash ^= hash_text(c->path, c->before, c->before_len);
		hash ^= hash_text(c->path, c->after, c->after_len);
	}
	return hash;
}

void rc_tree_advance(struct rc_tree *tree, const struct rc_changes *changes)
{
	tree->hash = rc_tree_hash_with(tree, changes);
	for (size_t i = 0; i < changes->n; i++) {
		const struct rc_change *c = &changes->v[i];
		struct rc_change *file = find(&tree->files, c->path);

		if (!file) {
			add(&tree->files, c->path, c, c);
			file = find(&tree->files, c->path);
		}
		rc_free(file->after);
		file->after = rc_xmemdup(c->after, c->after_len);
		file->after_len = c->after_len;
	}
}

void rc_tree_reset(struct rc_tree *tree, int64_t not_after)
{
	rc_changes_release(&tree->files);
	tree->not_after = not_after;
}

void rc_tree_release(struct rc_tree *tree)
{
	rc_changes_release(&tree->files);
}
