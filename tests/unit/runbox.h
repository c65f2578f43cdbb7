/* SPDX-License-Identifier: MIT */
#pragma once

/* Runs of the fix loop as the history sees them: a file changes on disk, and
 * the change is recorded. */

#include "gitbox.h"

#include "vcs/history.h"

static const struct rc_sink box_sink = { box_note, NULL };

static inline int try_open(struct rc_history **h, struct rc_history_opts opts,
			   struct rc_err *err)
{
	opts.root = opts.root ? opts.root : box_dir;
	opts.sink = &box_sink;
	return rc_history_open(h, &opts, err);
}

static inline struct rc_history *open_run(struct rc_history_opts opts)
{
	struct rc_history *h = NULL;
	struct rc_err err = RC_ERR_INIT;

	if (try_open(&h, opts, &err) < 0)
		fail_msg("%s", err.msg);
	return h;
}

#define OPEN_RUN(...) open_run((struct rc_history_opts){ __VA_ARGS__ })

/* The change that turns path, relative to root, into text, made on disk. */
static inline void change(struct rc_changes *changes, const char *root,
			  const char *path, const char *text)
{
	RC_CLEANUP(rc_freep) char *full = rc_path_join(root, path);
	struct rc_buf before = RC_BUF_INIT(0);
	bool created = !rc_fs_exists(full);

	if (!created)
		assert_int_equal(rc_fs_read(full, &before, NULL), 0);
	size_t len = before.len;
	RC_GROW(changes->v, changes->n, changes->cap);
	changes->v[changes->n++] = (struct rc_change){
		.path = rc_xstrdup(path),
		.before_len = len,
		.before = rc_buf_take(&before),
		.after = rc_xstrdup(text),
		.after_len = strlen(text),
		.created = created,
	};
	assert_int_equal(rc_fs_write(full, text, strlen(text), 0, NULL), 0);
}

static inline void record(struct rc_history *h, unsigned number,
			  struct rc_changes *changes, char commit[16])
{
	struct rc_err err = RC_ERR_INIT;
	struct rc_iteration it = {
		.number = number,
		.subject = "fix(demo): E0308 in src/lib.rs",
		.body = "E0308 mismatched types\nRustcoder-Run: forged",
		.stage = number % 2 ? "machine" : "maybe",
		.errors_before = 6 - number,
		.errors_after = 5 - number,
		.changes = changes,
	};

	if (rc_history_record(h, &it, &err) < 0)
		fail_msg("%s", err.msg);
	if (commit)
		memcpy(commit, it.commit, sizeof(it.commit));
	rc_changes_release(changes);
}

/* One iteration that touches one file below the box. */
static inline void iterate(struct rc_history *h, unsigned number,
			   const char *path, const char *text)
{
	struct rc_changes changes = RC_CHANGES_INIT;

	change(&changes, box_dir, path, text);
	record(h, number, &changes, NULL);
}

/* Ends a run; returns how many commits it put on the branch. */
static inline unsigned finish(struct rc_history *h)
{
	unsigned published = 0;

	assert_int_equal(rc_history_finish(h, "fix(demo): 2 errors", &published,
					   NULL),
			 0);
	rc_history_close(h);
	return published;
}
