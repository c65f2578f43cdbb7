/* SPDX-License-Identifier: MIT */
#include "vcs/history.h"

#include <stdio.h>
#include <string.h>

#include "base/fs.h"
#include "vcs/gitcommit.h"
#include "vcs/history_impl.h"
#include "vcs/message.h"
#include "vcs/runs.h"

#define COMMIT_LEN 10

/* One iteration and several of them look the same in a commit. */
static void write_message(const struct rc_history *h,
			  const struct rc_stretch *span, const char *subject,
			  const char *body, struct rc_buf *out)
{
	rc_message_start(out, subject, body);
	rc_message_trailer(out, RC_TRAILER_RUN, "%s", h->run);
	if (span->first == span->last)
		rc_message_trailer(out, RC_TRAILER_ITERATION, "%u", span->last);
	else
		rc_message_trailer(out, RC_TRAILER_ITERATION, "%u-%u",
				   span->first, span->last);
	rc_message_trailer(out, RC_TRAILER_STAGE, "%s", span->stages.ptr);
	rc_message_trailer(out, RC_TRAILER_ERRORS, "%u -> %u",
			   span->errors_before, span->errors_after);
	if (!span->models.len)
		return;
	rc_message_trailer(out, RC_TRAILER_MODEL, "%s", span->models.ptr);
	rc_message_trailer(out, RC_TRAILER_TOKENS, "%lld",
			   (long long)span->tokens);
}

static void add_once(struct rc_buf *list, const char *word)
{
	if (strstr(list->ptr, word))
		return;
	if (list->len)
		rc_buf_adds(list, ", ");
	rc_buf_adds(list, word);
}

static void extend(struct rc_stretch *span, const struct rc_iteration *it)
{
	if (!span->first) {
		span->first = it->number;
		span->errors_before = it->errors_before;
	}
	span->last = it->number;
	span->errors_after = it->errors_after;
	add_once(&span->stages, it->stage);
	if (it->model)
		add_once(&span->models, it->model);
	span->tokens += it->tokens;
}

static void pend(struct rc_history *h, const struct rc_iteration *it)
{
	struct rc_pending *pending = &h->pending;

	if (!pending->span.first)
		rc_buf_adds(&pending->subject, it->subject);
	extend(&pending->span, it);
	if (it->body) {
		size_t len = strlen(it->body);
		bool open = len && it->body[len - 1] != '\n';

		rc_buf_addf(&pending->body, "%s%s", it->body, open ? "\n" : "");
	}
	for (size_t i = 0; i < it->changes->n; i++) {
		const struct rc_change *change = &it->changes->v[i];
		RC_CLEANUP(rc_freep)
		char *path = rc_store_tree_path(&h->store, change->path);

		rc_published_paths_add(&pending->paths, path, change->created);
	}
}

static void clear_pending(struct rc_history *h)
{
	struct rc_pending *pending = &h->pending;

	rc_published_paths_clear(&pending->paths);
	rc_buf_clear(&pending->subject);
	rc_buf_clear(&pending->body);
	rc_buf_clear(&pending->span.stages);
	rc_buf_clear(&pending->span.models);
	pending->span.tokens = 0;
	pending->span.first = pending->span.last = 0;
}

static void stop_publishing(struct rc_history *h, const char *why)
{
	if (h->publish != RC_PUBLISH_NONE)
		rc_history_note_hidden(h, why);
	h->publish = RC_PUBLISH_NONE;
}

/*
 * Somebody edits the file while the run is going: from then on it holds work
 * that is not ours to commit. Looked at before this iteration is recorded.
 */
static bool is_foreign(const struct rc_history *h,
		       const struct rc_change *change)
{
	RC_CLEANUP(rc_freep)
	char *path = rc_store_tree_path(&h->store, change->path);
	struct rc_chain_file before = {
		.path = change->path,
		.data = change->created ? NULL : change->before,
		.len = change->before_len,
	};

	if (rc_published_paths_have(&h->pending.paths, path))
		return !rc_chain_holds(&h->chain, &before);
	return !rc_publish_is_filtered(&h->store, path) &&
	       !rc_publish_is_head(&h->store, &before);
}

/* What this iteration's files mean for publishing. */
static void look_at_files(struct rc_history *h,
			  const struct rc_changes *changes)
{
	for (size_t i = 0; i < changes->n; i++) {
		const char *name = changes->v[i].path;
		RC_CLEANUP(rc_freep)
		char *path = rc_store_tree_path(&h->store, name);
		RC_CLEANUP(rc_freep) char *why = NULL;

		if (h->publish == RC_PUBLISH_NONE)
			return;
		if (is_foreign(h, &changes->v[i])) {
			why = rc_xasprintf("'%s' has uncommitted changes",
					   path);
			stop_publishing(h, why);
		} else if (h->publish != RC_PUBLISH_GIT &&
			   rc_publish_is_filtered(&h->store, path)) {
			why = rc_xasprintf("the filter of '%s'", path);
			h->publish = rc_history_through_git(h, why);
		}
	}
}

static int commit(struct rc_history *h, const char *message, git_oid *id,
		  struct rc_err *err)
{
	const struct rc_published_paths *paths = &h->pending.paths;

	if (h->publish != RC_PUBLISH_GIT)
		return rc_publish(&h->chain, h->branch, paths, message,
				  &h->sink, id, err);
	int ret = rc_publish_check(&h->chain, h->branch, paths, err);
	return ret < 0 ? ret
		       : rc_gitcommit_run(&h->store, paths, message, id, err);
}

static void publish_pending(struct rc_history *h, const char *subject,
			    git_oid *id)
{
	const struct rc_pending *pending = &h->pending;
	RC_CLEANUP(rc_buf_release) struct rc_buf message = RC_BUF_INIT(0);
	struct rc_err err = RC_ERR_INIT;

	write_message(h, &pending->span,
		      subject ? subject : pending->subject.ptr,
		      pending->body.ptr, &message);
	if (commit(h, message.ptr, id, &err) < 0)
		stop_publishing(h, err.msg);
	else
		h->published++;
}

static int record(struct rc_history *h, const struct rc_iteration *it,
		  struct rc_err *err)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf message = RC_BUF_INIT(0);
	struct rc_stretch span = { .stages = RC_BUF_INIT(0),
				   .models = RC_BUF_INIT(0) };

	extend(&span, it);
	write_message(h, &span, it->subject, it->body, &message);
	rc_buf_release(&span.stages);
	rc_buf_release(&span.models);
	return rc_chain_record(&h->chain, it->changes, it->number, message.ptr,
			       err);
}

int rc_history_record(struct rc_history *h, struct rc_iteration *it,
		      struct rc_err *err)
{
	it->commit[0] = '\0';
	if (!h->store.repo)
		return 0;
	look_at_files(h, it->changes);
	int ret = record(h, it, err);
	if (ret < 0)
		return ret;
	git_oid id = h->chain.tip;
	if (h->publish != RC_PUBLISH_NONE)
		pend(h, it);
	if (h->publish == RC_PUBLISH_EACH) {
		publish_pending(h, NULL, &id);
		clear_pending(h);
	}
	git_oid_tostr(it->commit, COMMIT_LEN + 1, &id);
	return 0;
}

/* A formatter in a hook may have rewritten files: undo has to know. */
static void record_hooks_work(struct rc_history *h)
{
	for (size_t i = 0; i < h->pending.paths.n; i++) {
		const char *path = h->pending.paths.v[i].path;
		RC_CLEANUP(rc_buf_release) struct rc_buf now = RC_BUF_INIT(0);
		RC_CLEANUP(rc_freep)
		char *disk = rc_store_disk_path(&h->store, path);

		if (!disk || rc_fs_read(disk, &now, NULL) < 0)
			continue;
		struct rc_chain_file file = {
			.path = path + strlen(h->store.prefix),
			.data = now.ptr,
			.len = now.len,
		};
		if (rc_chain_holds(&h->chain, &file))
			continue;
		const char *undo = "`rustcoder undo` takes that back, too";
		if (rc_chain_snapshot(&h->chain, &file, 1, "hooks", NULL) < 0)
			undo = NULL;
		rc_emit_note(&h->sink, undo, "a hook changed '%s'", path);
	}
}

/* The run took back what it had done: a commit would be empty. */
static bool is_nothing_left(const struct rc_history *h)
{
	for (size_t i = 0; i < h->pending.paths.n; i++) {
		const char *path = h->pending.paths.v[i].path;
		RC_CLEANUP(rc_buf_release) struct rc_buf now = RC_BUF_INIT(0);
		RC_CLEANUP(rc_freep)
		char *disk = rc_store_disk_path(&h->store, path);

		if (h->pending.paths.v[i].created || !disk ||
		    rc_fs_read(disk, &now, NULL) < 0)
			return false;
		struct rc_chain_file file = {
			.path = path + strlen(h->store.prefix),
			.data = now.ptr,
			.len = now.len,
		};
		if (rc_publish_is_filtered(&h->store, path) ||
		    !rc_publish_is_head(&h->store, &file))
			return false;
	}
	return true;
}

int rc_history_finish(struct rc_history *h, const char *summary,
		      unsigned *published, struct rc_err *err)
{
	/* An edit that could not be published is a note; so nothing fails. */
	(void)err;
	if (h->store.repo && h->publish != RC_PUBLISH_NONE &&
	    h->pending.span.first && !is_nothing_left(h)) {
		bool hooks = h->publish == RC_PUBLISH_GIT;
		git_oid id;

		publish_pending(h, summary, &id);
		if (hooks)
			record_hooks_work(h);
		clear_pending(h);
	}
	if (h->store.repo)
		rc_runs_prune(&h->store, h->run);
	*published = h->published;
	return 0;
}
