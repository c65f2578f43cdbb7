/* SPDX-License-Identifier: MIT */
#include "agent/baseline.h"

#include <stdio.h>

#include "base/cancel.h"
#include "base/err.h"
#include "base/fs.h"
#include "base/path.h"
#include "edit/validate.h"
#include "vcs/export.h"

/* The user's own place of something that may be in the copy of a dry run. */
static char *original(const struct rc_run *run, const char *path)
{
	const char *below = rc_path_below(path, run->root);

	return below ? rc_path_join(run->workspace.root, below) : NULL;
}

/* The same place in the exported tree; NULL: outside of the repository. */
static char *exported(const struct rc_run *run, const struct rc_export *export,
		      const struct rc_copy *copy, const char *path)
{
	RC_CLEANUP(rc_freep) char *place = original(run, path);
	const char *below = place ? rc_path_below(place, export->top) : NULL;

	return below ? rc_path_join(copy->root, below) : NULL;
}

/* Where git ignores the lock file, the old tree would find other versions. */
static void add_lock_file(const struct rc_run *run, const char *root)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf text = RC_BUF_INIT(0);
	RC_CLEANUP(rc_freep)
	char *from = rc_path_join(run->workspace.root, "Cargo.lock");
	RC_CLEANUP(rc_freep) char *to = rc_path_join(root, "Cargo.lock");

	if (rc_fs_exists(to) || rc_fs_read(from, &text, NULL) < 0)
		return;
	/* Should it fail, cargo makes one. */
	(void)!rc_fs_write(to, text.ptr, text.len, 0600, NULL);
}

static int export_commit(struct rc_run *run, struct rc_baseline *baseline,
			 const struct rc_export *export, size_t index,
			 struct rc_err *err)
{
	int ret = rc_export_write(export, index, baseline->copy.root, err);

	if (ret < 0)
		return ret;
	rc_free(baseline->root);
	baseline->root = exported(run, export, &baseline->copy, run->root);
	if (!baseline->root)
		return rc_err_set(err, RC_ENOTFOUND,
				  "the crate is outside of the repository");
	if (!run->crate.single)
		add_lock_file(run, baseline->root);
	return 0;
}

static int find_crate(struct rc_run *run, const struct rc_baseline *baseline,
		      const struct rc_export *export, struct rc_crate *crate,
		      struct rc_err *err)
{
	const char *place = run->crate.single ? run->crate.single
					      : run->crate.manifest;
	RC_CLEANUP(rc_freep)
	char *path = exported(run, export, &baseline->copy, place);

	if (!path || !rc_fs_exists(path))
		return rc_err_set(err, RC_ENOTFOUND, "there is no crate yet");
	return rc_crate_find(crate, path, run->opts->cargo.edition, err);
}

/* Compiles and runs the tests as they were; *built: they could run. */
static int run_tests(struct rc_run *run, struct rc_baseline *baseline,
		     const struct rc_crate *crate, bool *built,
		     struct rc_err *err)
{
	RC_CLEANUP(rc_build_release) struct rc_build build = RC_BUILD_INIT;
	struct rc_cargo cargo = run->cargo;

	rc_tests_release(&baseline->tests);
	cargo.manifest = crate->manifest;
	cargo.cwd = crate->dir;
	cargo.target_dir = baseline->copy.target;
	cargo.timeout_ms = rc_run_time(run);
	cargo.on_error = NULL;
	cargo.tests = &baseline->tests;
	int ret = rc_cargo_build(&cargo, RC_CARGO_TEST, &build, err);

	/* A program is named after its file, which is elsewhere here. */
	if (run->crate.single)
		baseline->tests.by_program = false;
	run->cargo.calls = cargo.calls;
	run->cargo.ms = cargo.ms;
	*built = ret == 0 && build.diags.finished && !build.diags.errors;
	return ret;
}

/* That one commit does not build, for whatever reason, leaves the others. */
static bool is_fatal(int ret)
{
	return ret == RC_ECANCELLED || ret == RC_ETIMEOUT;
}

static int try_commit(struct rc_run *run, struct rc_baseline *baseline,
		      const struct rc_export *export, size_t index,
		      struct rc_err *err)
{
	RC_CLEANUP(rc_crate_release) struct rc_crate crate = RC_CRATE_INIT;
	const struct rc_export_commit *commit = &export->v[index];
	RC_CLEANUP(rc_freep)
	char *text = rc_xasprintf("cargo test at %s", commit->abbrev);
	struct rc_event event = { .kind = RC_EV_CHECK, .text = text };

	rc_emit(&run->sink, &event);
	int ret = export_commit(run, baseline, export, index, err);
	if (ret == 0)
		ret = find_crate(run, baseline, export, &crate, err);
	if (ret == 0)
		ret = run_tests(run, baseline, &crate, &baseline->known, err);
	if (baseline->known)
		snprintf(baseline->name, sizeof(baseline->name), "%s",
			 commit->abbrev);
	return is_fatal(ret) ? ret : 0;
}

static int try_commits(struct rc_run *run, struct rc_baseline *baseline,
		       const struct rc_export *export, struct rc_err *err)
{
	int ret = 0;

	baseline->why = "none of the last 5 commits builds";
	for (size_t i = 0; i < export->n && ret == 0 && !baseline->known; i++) {
		if (rc_run_spent(run)) {
			baseline->why = "out of time or compiler runs";
			return 0;
		}
		ret = try_commit(run, baseline, export, i, err);
	}
	if (ret == RC_ETIMEOUT) {
		baseline->why = "the tests of an earlier commit did not end";
		return 0;
	}
	return ret;
}

int rc_baseline_find(struct rc_run *run, struct rc_baseline *baseline,
		     struct rc_err *err)
{
	struct rc_export export = { .top = NULL };
	struct rc_err why = RC_ERR_INIT;

	if (baseline->known || baseline->why)
		return 0;
	baseline->why = run->opts->no_vcs ? "the repository is ignored"
					  : "there is no repository";
	if (run->opts->no_vcs)
		return 0;
	int ret = rc_export_open(&export, run->workspace.root, run->report->run,
				 &why);
	if (ret == 0) {
		baseline->why = "there is no place for a copy";
		ret = rc_copy_open_empty(&baseline->copy, "baseline",
					 export.top, run->workspace.outside,
					 &why);
	}
	if (ret == 0)
		ret = try_commits(run, baseline, &export, err);
	else
		ret = 0;
	if (baseline->known)
		baseline->why = NULL;
	rc_export_release(&export);
	return ret;
}

bool rc_baseline_text(const struct rc_baseline *baseline, const char *path,
		      struct rc_buf *buf)
{
	const char *name;

	if (!baseline->known || !baseline->root)
		return false;
	RC_CLEANUP(rc_closep)
	int dir = rc_validate_open_dir(baseline->root, path, &name, NULL);

	return dir >= 0 &&
	       rc_fs_read_at(dir, path, buf, &(struct stat){ 0 }, NULL) == 0;
}

void rc_baseline_release(struct rc_baseline *baseline)
{
	rc_tests_release(&baseline->tests);
	rc_copy_release(&baseline->copy);
	rc_free(baseline->root);
	*baseline = (struct rc_baseline)RC_BASELINE_INIT;
}
