/* SPDX-License-Identifier: MIT */
#include "agent/resume.h"

#include "base/err.h"
#include "base/fs.h"
#include "base/mem.h"
#include "base/path.h"

#define LOCK_WAIT_MS 5000

int rc_resume_lock(struct rc_run *run, struct rc_err *err)
{
	RC_CLEANUP(rc_freep) char *path = NULL;

	if (run->lock >= 0)
		return 0;
	if (!run->journal)
		return rc_err_set(err, RC_EINVAL,
				  "no folder for the journal: HOME is not "
				  "set and there is no repository");
	int ret = rc_fs_mkdirs(run->journal, 0700, err);

	if (ret < 0)
		return ret;
	path = rc_path_join(run->journal, "lock");
	return rc_fs_lock(path, LOCK_WAIT_MS, &run->lock, err);
}

/* A planted plan must not reach into another tree. */
static bool is_ours(const struct rc_run *run, const struct rc_txn_plan *plan)
{
	RC_CLEANUP(rc_freep)
	char *journal = rc_history_journal_dir(plan->root, run->opts->no_vcs);

	return journal && strcmp(journal, run->journal) == 0;
}

static int end_plan(struct rc_run *run, const struct rc_txn_plan *plan,
		    struct rc_err *err)
{
	bool recorded = false;
	bool force = run->opts->resume != RC_RESUME_AUTO;

	if (!is_ours(run, plan))
		return rc_err_set(err, RC_ESTATE,
				  "the journal in '%s' names another tree, "
				  "'%s'",
				  run->journal, plan->root);
	int ret = rc_history_recorded(plan->root, run->opts->no_vcs, plan->run,
				      plan->iteration, &plan->changes,
				      &recorded, err);

	if (ret < 0)
		return ret;
	ret = rc_txn_recover(run->journal, plan,
			     recorded ? RC_TXN_KEEP : RC_TXN_ROLL_BACK, force,
			     err);
	if (ret == RC_ESTATE)
		return rc_err_hint(err,
				   "'rustcoder fix --continue' leaves such "
				   "files as they are and goes on, '--abort' "
				   "only ends the interrupted run");
	if (ret == 0)
		rc_emit_note(&run->sink, NULL,
			     "run %s was interrupted; its last trial was %s",
			     plan->run, recorded ? "kept" : "taken back");
	return ret;
}

static int recover(struct rc_run *run, struct rc_err *err)
{
	struct rc_txn_plan plan = { .root = NULL };
	bool pending = false;
	int ret = rc_txn_pending(run->journal, &pending, &plan, err);

	if (ret == 0 && !pending && run->opts->resume == RC_RESUME_ABORT)
		return rc_err_set(err, RC_ESTATE,
				  "there is no interrupted run to abort");
	if (ret == 0 && pending)
		ret = end_plan(run, &plan, err);
	rc_txn_plan_release(&plan);
	return ret;
}

int rc_resume(struct rc_run *run, bool *go_on, struct rc_err *err)
{
	RC_CLEANUP(rc_freep) char *lock = NULL;

	const char *place = run->crate.single ? run->crate.single
					      : run->crate.manifest;
	RC_CLEANUP(rc_freep) char *dir = rc_path_dirname(place);

	run->journal = rc_history_journal_dir(dir, run->opts->no_vcs);
	*go_on = run->opts->resume != RC_RESUME_ABORT;
	if (run->journal)
		lock = rc_path_join(run->journal, "lock");
	if (!lock || !rc_fs_exists(lock)) {
		if (*go_on)
			return 0;
		return rc_err_set(err, RC_ESTATE,
				  "there is no interrupted run to abort");
	}
	/* Others have worked here: also a clean answer waits for them. */
	int ret = rc_resume_lock(run, err);

	return ret < 0 ? ret : recover(run, err);
}
