/* SPDX-License-Identifier: MIT */
#include "vcs/history.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/err.h"
#include "base/path.h"
#include "vcs/gitcommit.h"
#include "vcs/history_impl.h"
#include "vcs/identity.h"
#include "vcs/state.h"

#define BODY_MAX (64 * 1024)

void rc_history_note_hidden(const struct rc_history *h, const char *why)
{
	rc_emit_note(&h->sink, "`rustcoder undo` takes them back",
		     "%s: repairs stay uncommitted, recorded on " RC_CHAIN_REFS
		     "%s",
		     why, h->run);
}

enum rc_publish_mode rc_history_through_git(const struct rc_history *h,
					    const char *reason)
{
	rc_emit_note(
		&h->sink, NULL,
		"because of %s git itself makes one commit when the run ends",
		reason);
	return RC_PUBLISH_GIT;
}

/* Names sort by age, also within a second: undo takes the newest. */
static void make_run_id(char out[RC_RUN_SIZE])
{
	struct timespec now;
	struct tm tm = { 0 };

	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &tm);
	size_t len = strftime(out, RC_RUN_SIZE, "%Y%m%d-%H%M%S", &tm);
	snprintf(out + len, RC_RUN_SIZE - len, "-%04x",
		 (unsigned)(now.tv_nsec * 0x10000 / 1000000000));
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

static enum rc_publish_mode choose(struct rc_history *h, const char *dirty,
				   enum rc_commit commit)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf why = RC_BUF_INIT(0);
	RC_CLEANUP(rc_freep) char *reason = NULL;
	RC_CLEANUP(rc_git_signature_freep) git_signature *who = NULL;
	struct rc_err err = RC_ERR_INIT;

	if (is_unfit(h, dirty, &why)) {
		rc_history_note_hidden(h, why.ptr);
		return RC_PUBLISH_NONE;
	}
	reason = rc_gitcommit_reason(&h->store);
	if (reason)
		return rc_history_through_git(h, reason);
	if (rc_identity(&who, h->store.repo, RC_AUTHOR, &err) < 0) {
		rc_emit_note(&h->sink, err.hint, "%s: repairs stay uncommitted",
			     err.msg);
		return RC_PUBLISH_NONE;
	}
	return commit == RC_COMMIT_SQUASH ? RC_PUBLISH_END : RC_PUBLISH_EACH;
}

static int refuse_dirty(const char *path, struct rc_err *err)
{
	rc_err_set(err, RC_ESTATE, "uncommitted changes ('%s')", path);
	rc_err_hint(err, "commit or stash them, or drop --require-clean");
	return RC_ESTATE;
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
		rc_history_note_hidden(h, status.msg);
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
	h->look = opts->look;
	int ret = rc_store_open(&h->store, root, opts->no_vcs, !h->look,
				&h->sink, err);
	if (ret < 0)
		return ret;
	h->store.cancel = opts->cancel;
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
	h->pending.span.models = (struct rc_buf)RC_BUF_INIT(BODY_MAX);
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
	rc_buf_release(&h->pending.span.models);
	rc_free(h->branch);
	rc_free(h);
}

const char *rc_history_run(const struct rc_history *h)
{
	return h->run;
}

void rc_history_where(const struct rc_history *h, char *out, size_t len)
{
	bool possible = h->store.repo || (h->look && h->store.gitdir);

	if (!possible)
		snprintf(out, len, "nowhere");
	else if (h->store.private)
		snprintf(out, len, RC_CHAIN_REFS "%s in %s", h->run,
			 h->store.gitdir);
	else if (h->publish == RC_PUBLISH_NONE && !h->published)
		snprintf(out, len, RC_CHAIN_REFS "%s", h->run);
	else
		snprintf(out, len, "%s", h->branch + strlen("refs/heads/"));
}

bool rc_history_ignores(struct rc_history *history, const char *path)
{
	RC_CLEANUP(rc_freep)
	char *full = rc_store_tree_path(&history->store, path);
	int ignored = 0;

	return history->store.repo && !history->store.private &&
	       git_ignore_path_is_ignored(&ignored, history->store.repo,
					  full) == 0 &&
	       ignored;
}
