/* SPDX-License-Identifier: MIT */
#include "edit/txn.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fs.h"
#include "base/utf8.h"
#include "edit/txn_file.h"
#include "edit/txn_plan.h"

struct rc_txn {
	char *folder;
	int journal; /* folder, opened */
	bool open;   /* plan describes what is in the tree */
	struct rc_txn_plan plan;
};

/* A trial, as the functions below see it. */
struct trial {
	int journal;
	const struct rc_txn_plan *plan;
	int *states; /* of each file, see rc_txn_file_look() */
};

static struct trial trial_begin(int journal, const struct rc_txn_plan *plan)
{
	return (struct trial){ journal, plan,
			       rc_xcalloc(plan->changes.n, sizeof(int)) };
}

static void trial_end(struct trial *trial)
{
	rc_free(trial->states);
}

static struct rc_txn_file file_of(const struct trial *trial, size_t i)
{
	return (struct rc_txn_file){
		.root = trial->plan->root,
		.journal = trial->journal,
		.change = &trial->plan->changes.v[i],
		.number = i,
	};
}

/* Looks at every file; returns the first one's error. */
static int look(struct trial *trial, struct rc_err *err)
{
	int first = 0;

	for (size_t i = 0; i < trial->plan->changes.n; i++) {
		struct rc_txn_file file = file_of(trial, i);
		int state = rc_txn_file_look(&file, first ? NULL : err);

		trial->states[i] = state;
		if (state < 0 && !first)
			first = state;
	}
	return first;
}

typedef int (*step)(const struct rc_txn_file *file, struct rc_err *err);

/* One step for every file that is in this state; stops at an error. */
static int each(const struct trial *trial, int state, step take,
		struct rc_err *err)
{
	for (size_t i = 0; i < trial->plan->changes.n; i++) {
		struct rc_txn_file file = file_of(trial, i);
		int ret = trial->states[i] == state ? take(&file, err) : 0;

		if (ret < 0)
			return ret;
	}
	return 0;
}

static int go_forward(const struct trial *trial, struct rc_err *err)
{
	int ret = each(trial, RC_TXN_IS_BEFORE, rc_txn_file_stage, err);

	if (ret == 0)
		ret = each(trial, RC_TXN_IS_BEFORE, rc_txn_file_swap, err);
	return ret;
}

/* Unlike each(): what one file cannot do the others still can. */
static int go_back(const struct trial *trial, struct rc_err *err)
{
	int first = 0;

	for (size_t i = 0; i < trial->plan->changes.n; i++) {
		struct rc_txn_file file = file_of(trial, i);

		if (trial->states[i] != RC_TXN_IS_AFTER)
			continue;
		int ret = rc_txn_file_restore(&file, first ? NULL : err);
		if (ret < 0 && !first)
			first = ret;
	}
	return first;
}

/*
 * No fsync: should the plan come back after a loss of power, the next run
 * ends it again, and it finds the files as it expects them.
 */
static int finish(const struct trial *trial, struct rc_err *err)
{
	for (size_t i = 0; i < trial->plan->changes.n; i++) {
		struct rc_txn_file file = file_of(trial, i);

		rc_txn_file_clean(&file);
	}
	return rc_txn_plan_remove(trial->journal, err);
}

static int roll_back(int journal, const struct rc_txn_plan *plan,
		     struct rc_err *err)
{
	RC_CLEANUP(trial_end) struct trial trial = trial_begin(journal, plan);
	int foreign = look(&trial, err);
	int failed = go_back(&trial, foreign ? NULL : err);

	/* The plan stays: the bytes from before may be nowhere else. */
	if (foreign || failed)
		return foreign ? foreign : failed;
	return finish(&trial, err);
}

static int open_journal(const char *folder, int *fd, struct rc_err *err)
{
	*fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (*fd < 0)
		return rc_err_sys(err, "cannot open folder '%s'", folder);
	return 0;
}

int rc_txn_open(struct rc_txn **out, const char *journal, const char *root,
		struct rc_err *err)
{
	int fd = -1;

	/* The plan is JSON; cargo would not take such a path either. */
	if (!rc_utf8_valid(root, strlen(root)))
		return rc_err_set(err, RC_EUNSUPPORTED,
				  "the path '%s' is not UTF-8", root);
	int ret = rc_fs_mkdirs(journal, 0700, err);
	if (ret == 0)
		ret = open_journal(journal, &fd, err);
	if (ret < 0)
		return ret;
	struct rc_txn *txn = rc_xcalloc(1, sizeof(*txn));
	txn->folder = rc_xstrdup(journal);
	txn->journal = fd;
	txn->plan.root = rc_xstrdup(root);
	*out = txn;
	return 0;
}

void rc_txn_close(struct rc_txn *txn)
{
	if (!txn)
		return;
	/* What fails here is still in the journal for the next run. */
	if (txn->open)
		(void)!roll_back(txn->journal, &txn->plan, NULL);
	rc_closep(&txn->journal);
	rc_txn_plan_release(&txn->plan);
	rc_free(txn->folder);
	rc_free(txn);
}

/* All files have to be as they were before anything is written. */
static int check_before(struct trial *trial, struct rc_err *err)
{
	int ret = look(trial, err);

	for (size_t i = 0; ret == 0 && i < trial->plan->changes.n; i++)
		if (trial->states[i] != RC_TXN_IS_BEFORE)
			ret = rc_err_set(err, RC_ESTATE,
					 "'%s' was changed by somebody else",
					 trial->plan->changes.v[i].path);
	return ret;
}

static int begin(struct rc_txn *txn, struct rc_err *err)
{
	RC_CLEANUP(trial_end)
	struct trial trial = trial_begin(txn->journal, &txn->plan);
	int ret = check_before(&trial, err);

	if (ret < 0)
		return ret;
	txn->open = true;
	ret = rc_txn_plan_write(txn->journal, &txn->plan, err);
	return ret < 0 ? ret : go_forward(&trial, err);
}

/* ended: what became of the journal; ret: what the caller shall return. */
static int close_trial(struct rc_txn *txn, int ended, int ret,
		       struct rc_err *err)
{
	txn->open = ended < 0;
	if (txn->open)
		rc_err_hint(err, "what is left to do is in '%s'", txn->folder);
	return ret;
}

int rc_txn_try(struct rc_txn *txn, const struct rc_changes *changes,
	       const char *run, unsigned iteration, struct rc_err *err)
{
	if (txn->open || rc_txn_plan_exists(txn->journal))
		return rc_err_set(err, RC_ESTATE,
				  "there is an unfinished trial in '%s'",
				  txn->folder);
	if (strlen(run) >= sizeof(txn->plan.run))
		return rc_err_set(err, RC_EINVAL, "the run '%s' is too long",
				  run);
	snprintf(txn->plan.run, sizeof(txn->plan.run), "%s", run);
	txn->plan.iteration = iteration;
	rc_changes_release(&txn->plan.changes);
	for (size_t i = 0; i < changes->n; i++)
		rc_changes_add(&txn->plan.changes, &changes->v[i]);
	int ret = begin(txn, err);
	if (ret == 0 || !txn->open)
		return ret;
	return close_trial(txn, roll_back(txn->journal, &txn->plan, NULL), ret,
			   err);
}

int rc_txn_take_back(struct rc_txn *txn, struct rc_err *err)
{
	if (!txn->open)
		return 0;
	int ret = roll_back(txn->journal, &txn->plan, err);
	return close_trial(txn, ret, ret, err);
}

int rc_txn_keep(struct rc_txn *txn, struct rc_err *err)
{
	if (!txn->open)
		return 0;
	RC_CLEANUP(trial_end)
	struct trial trial = trial_begin(txn->journal, &txn->plan);
	int ret = finish(&trial, err);
	return close_trial(txn, ret, ret, err);
}

bool rc_txn_is_open(const struct rc_txn *txn)
{
	return txn->open;
}

int rc_txn_pending(const char *journal, bool *pending, struct rc_txn_plan *plan,
		   struct rc_err *err)
{
	RC_CLEANUP(rc_closep) int fd = -1;

	*pending = false;
	if (!rc_fs_is_dir(journal))
		return 0;
	int ret = open_journal(journal, &fd, err);
	if (ret < 0)
		return ret;
	if (!rc_txn_plan_exists(fd))
		return rc_txn_plan_remove(fd, err); /* an incomplete one */
	ret = rc_txn_plan_read(fd, plan, err);
	if (ret < 0)
		rc_err_prefix(err, "the journal in '%s'", journal);
	*pending = ret == 0;
	return ret;
}

static int recover(int journal, const struct rc_txn_plan *plan,
		   enum rc_txn_recover how, bool force, struct rc_err *err)
{
	RC_CLEANUP(trial_end) struct trial trial = trial_begin(journal, plan);
	struct rc_err local = RC_ERR_INIT;
	int ret = look(&trial, &local);

	if (ret < 0 && !force) {
		if (err)
			*err = local;
		return ret;
	}
	ret = how == RC_TXN_KEEP ? go_forward(&trial, err)
				 : go_back(&trial, err);
	return ret < 0 ? ret : finish(&trial, err);
}

int rc_txn_recover(const char *journal, const struct rc_txn_plan *plan,
		   enum rc_txn_recover how, bool force, struct rc_err *err)
{
	RC_CLEANUP(rc_closep) int fd = -1;
	struct rc_err local = RC_ERR_INIT;
	int ret = open_journal(journal, &fd, err);

	if (ret < 0)
		return ret;
	ret = recover(fd, plan, how, force, &local);
	if (ret < 0) {
		rc_err_prefix(&local, "the unfinished trial in '%s'", journal);
		if (err)
			*err = local;
	}
	return ret;
}
