/* SPDX-License-Identifier: MIT */
#include "vcs/history.h"

#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "base/err.h"
#include "base/fs.h"
#include "base/path.h"
#include "vcs/gitcommit.h"
#include "vcs/identity.h"
#include "vcs/message.h"
#include "vcs/publish.h"
#include "vcs/runs.h"
#include "vcs/state.h"
#include "vcs/tree.h"

#define BODY_MAX (64 * 1024)
#define COMMIT_LEN 10

enum publish {
	PUBLISH_NONE, /* the hidden chain only */
	PUBLISH_EACH, /* a commit per iteration */
	PUBLISH_END,  /* one for the run, in rc_history_finish() */
	PUBLISH_GIT,  /* the same, made by git itself */
};

struct span {
	unsigned first, last; /* iterations */
	unsigned errors_before, errors_after;
	struct rc_buf stages; /* "machine, maybe" */
};

/* Iterations that are not on the branch yet. */
struct pending {
	struct span span;
	struct rc_published_paths paths;
	struct rc_buf subject, body;
};

struct rc_history {
	struct rc_store store;
	struct rc_chain chain;
	struct rc_sink sink;
	char run[RC_RUN_SIZE];
	char *branch; /* refs/heads/…; NULL: detached */
	enum publish publish;
	struct pending pending;
	unsigned published;
};

static void note_hidden(const struct rc_history *h, const char *why)
{
	rc_emit_note(&h->sink, "`rustcoder undo` takes them back",
		     "%s: repairs stay uncommitted, recorded on " RC_CHAIN_REFS
		     "%s",
		     why, h->run);
}

static void make_run_id(char out[RC_RUN_SIZE])
{
	time_t now = time(NULL);
	struct tm tm = { 0 };
	uint16_t unique = 0;

	if (getrandom(&unique, sizeof(unique), 0) != sizeof(unique))
		unique = (uint16_t)rc_now_ms();
	gmtime_r(&now, &tm);
	size_t len = strftime(out, RC_RUN_SIZE, "%Y%m%d-%H%M%S", &tm);
	snprintf(out + len, RC_RUN_SIZE - len, "-%04x", unique);
}

/* Why nothing can go on the branch; false: nothing speaks against it. */
static bool is_unfit(struct rc_history *h, const char *dirty,
		     struct rc_buf *why)
{
	git_oid head;

	if (!h->branch)
		rc_buf_adds(why, "HEAD is detached");
	else if (git_reference_name_to_id(&head, h->store.repo, "HEAD") < 0)
		rc_buf_adds(why, "the branch has no commit yet");
	else if (dirty)
		rc_buf_addf(why, "uncommitted changes ('%s')", dirty);
	return why->len > 0;
}

static enum publish through_git(const struct rc_history *h, const char *reason)
{
	rc_emit_note(
		&h->sink, NULL,
		"because of %s git itself makes one commit when the run ends",
		reason);
	return PUBLISH_GIT;
}

static enum publish choose(struct rc_history *h, const char *dirty,
			   enum rc_commit commit)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf why = RC_BUF_INIT(0);
	RC_CLEANUP(rc_freep) char *reason = NULL;
	RC_CLEANUP(rc_git_signature_freep) git_signature *who = NULL;
	struct rc_err err = RC_ERR_INIT;

	if (is_unfit(h, dirty, &why)) {
		note_hidden(h, why.ptr);
		return PUBLISH_NONE;
	}
	reason = rc_gitcommit_reason(&h->store);
	if (reason)
		return through_git(h, reason);
	if (rc_identity(&who, h->store.repo, RC_AUTHOR, &err) < 0) {
		rc_emit_note(&h->sink, err.hint, "%s: repairs stay uncommitted",
			     err.msg);
		return PUBLISH_NONE;
	}
	return commit == RC_COMMIT_SQUASH ? PUBLISH_END : PUBLISH_EACH;
}

static int refuse_dirty(const char *path, struct rc_err *err)
{
	rc_err_set(err, RC_ESTATE, "uncommitted changes ('%s')", path);
	return rc_err_hint(err,
			   "commit or stash them, or drop --require-clean");
}

/* The user's repository: what may be done to it? */
static int judge(struct rc_history *h, const struct rc_history_opts *opts,
		 struct rc_err *err)
{
	RC_CLEANUP(rc_freep) char *dirty = NULL;
	struct rc_err status = RC_ERR_INIT;
	int ret = rc_state_check(&h->store, err);

	if (ret < 0)
		return ret;
	if (opts->commit == RC_COMMIT_NONE && !opts->require_clean)
		return 0;
	h->branch = rc_publish_branch(&h->store);
	ret = rc_state_find_dirty(&h->store, &dirty, &status);
	if (ret < 0 && opts->require_clean)
		return rc_err_set(err, RC_ESTATE, "%s", status.msg);
	if (dirty && opts->require_clean)
		return refuse_dirty(dirty, err);
	if (opts->commit == RC_COMMIT_NONE)
		return 0;
	if (ret < 0)
		note_hidden(h, status.msg);
	else
		h->publish = choose(h, dirty, opts->commit);
	return 0;
}

static int open_history(struct rc_history *h,
			const struct rc_history_opts *opts, struct rc_err *err)
{
	RC_CLEANUP(rc_freep) char *root = rc_path_real(opts->root);

	if (!root)
		return rc_err_sys(err, "cannot find '%s'", opts->root);
	if (opts->sink)
		h->sink = *opts->sink;
	make_run_id(h->run);
	int ret = rc_store_open(&h->store, root, opts->no_vcs, true, &h->sink,
				err);
	if (ret < 0)
		return ret;
	if (h->store.private && opts->require_clean)
		return rc_err_set(
			err, RC_ESTATE,
			"no git repository to tell whether '%s' is clean",
			root);
	if (!h->store.repo)
		return 0;
	ret = rc_chain_open(&h->chain, &h->store, h->run, err);
	if (ret == 0 && !h->store.private)
		ret = judge(h, opts, err);
	return ret;
}

int rc_history_open(struct rc_history **out, const struct rc_history_opts *opts,
		    struct rc_err *err)
{
	struct rc_history *h = rc_xcalloc(1, sizeof(*h));

	h->pending.paths = (struct rc_published_paths)RC_PUBLISHED_PATHS_INIT;
	h->pending.subject = (struct rc_buf)RC_BUF_INIT(BODY_MAX);
	h->pending.body = (struct rc_buf)RC_BUF_INIT(BODY_MAX);
	h->pending.span.stages = (struct rc_buf)RC_BUF_INIT(BODY_MAX);
	int ret = open_history(h, opts, err);
	if (ret < 0) {
		rc_history_close(h);
		return ret;
	}
	*out = h;
	return 0;
}

void rc_history_close(struct rc_history *h)
{
	if (!h)
		return;
	rc_store_release(&h->store);
	rc_published_paths_release(&h->pending.paths);
	rc_buf_release(&h->pending.subject);
	rc_buf_release(&h->pending.body);
	rc_buf_release(&h->pending.span.stages);
	rc_free(h->branch);
	rc_free(h);
}

const char *rc_history_run(const struct rc_history *h)
{
	return h->run;
}

void rc_history_where(const struct rc_history *h, char *out, size_t len)
{
	if (!h->store.repo)
		snprintf(out, len, "nowhere");
	else if (h->store.private)
		snprintf(out, len, RC_CHAIN_REFS "%s in %s", h->run,
			 h->store.gitdir);
	else if (h->publish == PUBLISH_NONE && !h->published)
		snprintf(out, len, RC_CHAIN_REFS "%s", h->run);
	else
		snprintf(out, len, "%s", h->branch + strlen("refs/heads/"));
}

/* One iteration and several of them look the same in a commit. */
static void write_message(const struct rc_history *h, const struct span *span,
			  const char *subject, const char *body,
			  struct rc_buf *out)
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
}

static void add_stage(struct rc_buf *stages, const char *stage)
{
	if (strstr(stages->ptr, stage))
		return;
	if (stages->len)
		rc_buf_adds(stages, ", ");
	rc_buf_adds(stages, stage);
}

static void extend(struct span *span, const struct rc_iteration *it)
{
	if (!span->first) {
		span->first = it->number;
		span->errors_before = it->errors_before;
	}
	span->last = it->number;
	span->errors_after = it->errors_after;
	add_stage(&span->stages, it->stage);
}

static void pend(struct rc_history *h, const struct rc_iteration *it)
{
	struct pending *pending = &h->pending;

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
	struct pending *pending = &h->pending;

	rc_published_paths_clear(&pending->paths);
	rc_buf_clear(&pending->subject);
	rc_buf_clear(&pending->body);
	rc_buf_clear(&pending->span.stages);
	pending->span.first = pending->span.last = 0;
}

static void stop_publishing(struct rc_history *h, const char *why)
{
	if (h->publish != PUBLISH_NONE)
		note_hidden(h, why);
	h->publish = PUBLISH_NONE;
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

		if (h->publish == PUBLISH_NONE)
			return;
		if (is_foreign(h, &changes->v[i])) {
			why = rc_xasprintf("'%s' has uncommitted changes",
					   path);
			stop_publishing(h, why);
		} else if (h->publish != PUBLISH_GIT &&
			   rc_publish_is_filtered(&h->store, path)) {
			why = rc_xasprintf("the filter of '%s'", path);
			h->publish = through_git(h, why);
		}
	}
}

static void publish_pending(struct rc_history *h, const char *subject,
			    git_oid *id)
{
	const struct pending *pending = &h->pending;
	RC_CLEANUP(rc_buf_release) struct rc_buf message = RC_BUF_INIT(0);
	struct rc_err err = RC_ERR_INIT;
	int ret;

	write_message(h, &pending->span,
		      subject ? subject : pending->subject.ptr,
		      pending->body.ptr, &message);
	if (h->publish == PUBLISH_GIT)
		ret = rc_gitcommit_run(&h->store, &pending->paths, message.ptr,
				       id, &err);
	else
		ret = rc_publish(&h->chain, h->branch, &pending->paths,
				 message.ptr, &h->sink, id, &err);
	if (ret < 0)
		stop_publishing(h, err.msg);
	else
		h->published++;
}

static int record(struct rc_history *h, const struct rc_iteration *it,
		  struct rc_err *err)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf message = RC_BUF_INIT(0);
	struct span span = { .stages = RC_BUF_INIT(0) };

	extend(&span, it);
	write_message(h, &span, it->subject, it->body, &message);
	rc_buf_release(&span.stages);
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
	if (h->publish != PUBLISH_NONE)
		pend(h, it);
	if (h->publish == PUBLISH_EACH) {
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

int rc_history_finish(struct rc_history *h, const char *summary,
		      unsigned *published, struct rc_err *err)
{
	/* An edit that could not be published is a note; so nothing fails. */
	(void)err;
	if (h->store.repo && h->publish != PUBLISH_NONE &&
	    h->pending.span.first) {
		bool hooks = h->publish == PUBLISH_GIT;
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
