/* SPDX-License-Identifier: MIT */
#include "runbox.h"

#include <sys/wait.h>

#include "edit/txn.h"
#include <rustcoder/history.h>

static struct rc_buf rows = RC_BUF_INIT(0);

static void on_row(const struct rc_undo_row *row, void *data)
{
	(void)data;
	rc_buf_addf(&rows, "%s: %s\n", row->path,
		    row->restored ? "restored" : row->why);
}

static int undo(const char *run, struct rc_err *err)
{
	rc_buf_clear(&rows);
	return rc_history_undo(box_dir, false, run, on_row, NULL, err);
}

static void assert_undo(const char *run, const char *expected)
{
	struct rc_err err = RC_ERR_INIT;

	if (undo(run, &err) < 0)
		fail_msg("%s", err.msg);
	assert_string_equal(rows.ptr, expected);
}

static void assert_no_undo(const char *run, enum rc_code code,
			   const char *message, const char *expected)
{
	struct rc_err err = RC_ERR_INIT;

	assert_int_equal(undo(run, &err), code);
	if (!strstr(err.msg, message))
		fail_msg("'%s' is not in: %s", message, err.msg);
	assert_string_equal(rows.ptr, expected);
}

/* A run of one iteration per text. */
static char *run_of(struct rc_history_opts opts, const char *path,
		    const char *first, const char *second)
{
	struct rc_history *h = open_run(opts);
	char *run = rc_xstrdup(rc_history_run(h));

	iterate(h, 1, path, first);
	if (second)
		iterate(h, 2, path, second);
	finish(h);
	return run;
}

#define RUN_OF(path, first, second) \
	rc_free(run_of((struct rc_history_opts){ 0 }, path, first, second))

static void published_commits_leave_the_branch(void **state)
{
	(void)state;
	make_repo();
	sh("chmod 755 src/lib.rs && git commit -qam exec");
	sh("touch -d '1 hour ago' src/lib.rs");
	RC_CLEANUP(rc_freep) char *head = box_run("git rev-parse HEAD", NULL);
	RUN_OF("src/lib.rs", "two\n", "three\n");
	assert_sh("git log --format=%s | wc -l", "4\n");

	assert_undo(NULL, "src/lib.rs: restored\n");
	assert_file("src/lib.rs", "one\n");
	assert_sh("git rev-parse HEAD", head);
	assert_sh("git status --porcelain", "");
	assert_sh("test -x src/lib.rs && find src/lib.rs -mmin -5",
		  "src/lib.rs\n");
	assert_sh("git reflog -1 --format=%gs main | cut -d: -f1",
		  "rustcoder undo\n");
	assert_sh("git fsck --strict 2>&1 | grep -v dangling || :", "");
	assert_no_undo(NULL, RC_ENOTFOUND, "no run to undo", "");
}

static void dirty_tree_gets_its_own_bytes_back(void **state)
{
	(void)state;
	make_repo();
	put("src/other.rs", "staged\n");
	sh("git add src/other.rs");
	put("src/lib.rs", "work in\r\nprogress");
	sh("git status");
	RC_CLEANUP(rc_freep)
	char *index = box_run("sha256sum < .git/index", NULL);
	struct rc_history *h = OPEN_RUN(.no_vcs = false);

	iterate(h, 1, "src/lib.rs", "work, repaired\n");
	iterate(h, 2, "src/other.rs", "repaired\n");
	iterate(h, 3, "src/lib.rs", "work, repaired again\n");
	finish(h);
	assert_undo(NULL, "src/lib.rs: restored\nsrc/other.rs: restored\n");
	assert_file("src/lib.rs", "work in\r\nprogress");
	assert_file("src/other.rs", "staged\n");
	assert_sh("sha256sum < .git/index", index);
	assert_sh("git status --porcelain", " M src/lib.rs\nM  src/other.rs\n");
}

static void changed_files_are_left_and_named(void **state)
{
	(void)state;
	make_repo();
	struct rc_history *h = OPEN_RUN(.no_vcs = false);
	iterate(h, 1, "src/lib.rs", "two\n");
	iterate(h, 2, "src/other.rs", "repaired\n");
	finish(h);
	put("src/lib.rs", "two, and more\n");

	assert_no_undo(NULL, RC_ESTATE, "1 of 2 files were not restored",
		       "src/lib.rs: it was changed since\n"
		       "src/other.rs: restored\n");
	assert_file("src/lib.rs", "two, and more\n");
	assert_file("src/other.rs", "other\n");
	assert_sh("git log --format=%s | wc -l", "3\n");
	/* Once the file is as the run left it, the rest follows. */
	put("src/lib.rs", "two\n");
	assert_undo(NULL, "src/lib.rs: restored\nsrc/other.rs: restored\n");
	assert_sh("git log --format=%s", "start\n");
	assert_sh("git status --porcelain", "");
}

static void edits_in_between_are_not_thrown_away(void **state)
{
	(void)state;
	make_repo();
	struct rc_history *h = OPEN_RUN(.no_vcs = false);
	iterate(h, 1, "src/lib.rs", "two\n");
	put("src/lib.rs", "two, and the user's line\n");
	iterate(h, 2, "src/lib.rs", "three, and the user's line\n");
	finish(h);
	assert_no_undo(NULL, RC_ESTATE, "1 of 1",
		       "src/lib.rs: it was also edited during the run\n");
	assert_file("src/lib.rs", "three, and the user's line\n");
}

static void created_files_go(void **state)
{
	(void)state;
	make_repo();
	RUN_OF("src/new.rs", "new\n", "newer\n");
	assert_sh("git show HEAD:src/new.rs", "newer\n");
	assert_undo(NULL, "src/new.rs: restored\n");
	assert_no_file("src/new.rs");
	assert_sh("git status --porcelain", "");
	assert_sh("git log --format=%s", "start\n");
}

static void commits_on_top_keep_the_branch(void **state)
{
	(void)state;
	make_repo();
	RUN_OF("src/lib.rs", "two\n", NULL);
	put("src/other.rs", "mine\n");
	sh("git commit -qam mine");
	assert_undo(NULL, "src/lib.rs: restored\n");
	assert_sh("git log --format=%s", "mine\n"
					 "fix(demo): E0308 in src/lib.rs\n"
					 "start\n");
	assert_sh("git status --porcelain", " M src/lib.rs\n");
	assert_file("src/lib.rs", "one\n");
}

static void pushed_commits_keep_the_branch(void **state)
{
	(void)state;
	make_repo();
	RUN_OF("src/lib.rs", "two\n", "three\n");
	sh("git init -q --bare ../remote && git remote add origin ../remote &&"
	   "git push -q origin HEAD~1:refs/heads/main && git fetch -q");
	assert_undo(NULL, "src/lib.rs: restored\n");
	assert_sh("git log --format=%s | wc -l", "3\n");
	assert_sh("git status --porcelain", " M src/lib.rs\n");
}

static void staged_entries_of_others_stay(void **state)
{
	(void)state;
	make_repo();
	struct rc_history *h = OPEN_RUN(.no_vcs = false);
	iterate(h, 1, "src/lib.rs", "two\n");
	iterate(h, 2, "src/other.rs", "repaired\n");
	finish(h);
	put("Cargo.toml", "staged\n");
	put("src/lib.rs", "staged\n");
	sh("git add Cargo.toml src/lib.rs");
	put("src/lib.rs", "two\n");
	assert_undo(NULL, "src/lib.rs: restored\nsrc/other.rs: restored\n");
	assert_sh("git show :src/lib.rs :Cargo.toml", "staged\nstaged\n");
	assert_sh("git status --porcelain", "M  Cargo.toml\nMM src/lib.rs\n");
	assert_file("src/other.rs", "other\n");
}

static void line_endings_come_back(void **state)
{
	(void)state;
	sh("git init -q -b main && git config core.autocrlf true");
	put("src/lib.rs", "one\r\nend\r\n");
	sh("git add . 2>/dev/null && git commit -qm start");
	RUN_OF("src/lib.rs", "two\r\nend\r\n", "three\r\nend\r\n");
	assert_undo(NULL, "src/lib.rs: restored\n");
	assert_file("src/lib.rs", "one\r\nend\r\n");
	assert_sh("git status --porcelain", "");
	assert_sh("git log --format=%s", "start\n");
}

static void without_repository(void **state)
{
	(void)state;
	put("src/lib.rs", "one\n");
	RUN_OF("src/lib.rs", "two\n", "three\n");
	sh("mkdir ../outside%u", box_count);
	RC_CLEANUP(rc_freep) char *src = rc_path_join(box_dir, "src");
	rc_buf_clear(&rows);
	assert_int_equal(rc_history_undo("/", false, NULL, on_row, NULL, NULL),
			 RC_ENOTFOUND);
	assert_int_equal(rc_history_undo(src, false, NULL, on_row, NULL, NULL),
			 0);
	assert_string_equal(rows.ptr, "src/lib.rs: restored\n");
	assert_file("src/lib.rs", "one\n");
	assert_no_undo(NULL, RC_ENOTFOUND, "no run to undo", "");
}

static void runs_are_named_by_prefix(void **state)
{
	struct rc_err err = RC_ERR_INIT;

	(void)state;
	make_repo();
	RC_CLEANUP(rc_freep)
	char *first = run_of((struct rc_history_opts){ 0 }, "src/lib.rs",
			     "two\n", NULL);
	RC_CLEANUP(rc_freep)
	char *second = run_of((struct rc_history_opts){ 0 }, "src/other.rs",
			      "changed\n", NULL);
	assert_no_undo("2", RC_EINVAL, "more than one run", "");
	assert_no_undo("1999", RC_ENOTFOUND, "no run '1999'", "");
	assert_int_equal(undo("1999", &err), RC_ENOTFOUND);
	assert_non_null(strstr(err.hint, "rustcoder log"));
	assert_undo(first, "src/lib.rs: restored\n");
	assert_no_undo(first, RC_ESTATE, "undone already", "");
	/* The second's commit is on top: the first's stays where it is. */
	assert_sh("git log --format=%s | wc -l", "3\n");
	assert_undo(second, "src/other.rs: restored\n");
	assert_sh("git status --porcelain", " M src/lib.rs\n");
}

static void rewriting_hooks_are_undone_too(void **state)
{
	(void)state;
	make_repo();
	put(".git/hooks/pre-commit",
	    "#!/bin/sh\necho formatted >> src/lib.rs\ngit add src/lib.rs\n");
	sh("chmod +x .git/hooks/pre-commit");
	RUN_OF("src/lib.rs", "two\n", NULL);
	assert_note("a hook changed 'src/lib.rs'");
	assert_sh("git show HEAD:src/lib.rs", "two\nformatted\n");
	assert_undo(NULL, "src/lib.rs: restored\n");
	assert_file("src/lib.rs", "one\n");
	assert_sh("git log --format=%s", "start\n");
	assert_sh("git status --porcelain", "");
}

static void a_busy_tree_is_left_alone(void **state)
{
	RC_CLEANUP(rc_closep) int fd = -1;

	(void)state;
	make_repo();
	RUN_OF("src/lib.rs", "two\n", NULL);
	put(".git/MERGE_HEAD", "0123456789012345678901234567890123456789\n");
	assert_no_undo(NULL, RC_ESTATE, "merge is in progress", "");
	sh("rm .git/MERGE_HEAD");
	RC_CLEANUP(rc_freep)
	char *lock = rc_path_join(box_dir, ".git/rustcoder/lock");
	assert_int_equal(rc_fs_lock(lock, 0, &fd, NULL), 0);
	assert_no_undo(NULL, RC_ELOCKED, "locked", "");
	assert_file("src/lib.rs", "two\n");
}

static void other_worktrees_are_other_trees(void **state)
{
	struct rc_changes changes = RC_CHANGES_INIT;

	(void)state;
	make_repo();
	sh("git worktree add -q -b side linked");
	RC_CLEANUP(rc_freep) char *linked = rc_path_join(box_dir, "linked");
	struct rc_history *h = OPEN_RUN(.root = linked);
	RC_CLEANUP(rc_freep) char *run = rc_xstrdup(rc_history_run(h));

	change(&changes, linked, "src/lib.rs", "two\n");
	record(h, 1, &changes, NULL);
	finish(h);
	assert_no_undo(NULL, RC_ENOTFOUND, "no run to undo", "");
	assert_no_undo(run, RC_ESTATE, "another work tree", "");
	rc_buf_clear(&rows);
	assert_int_equal(
		rc_history_undo(linked, false, NULL, on_row, NULL, NULL), 0);
	assert_string_equal(rows.ptr, "src/lib.rs: restored\n");
	assert_file("linked/src/lib.rs", "one\n");
	assert_sh("git log --format=%s side", "start\n");
	assert_sh("git -C linked status --porcelain", "");
}

/* A chain that came with a hostile .git: nothing outside the tree, and
 * nothing an edit may not touch, is written. */
static void hostile_chains_reach_nothing(void **state)
{
	(void)state;
	make_repo();
	sh("mkdir ../target%u && ln -s ../target%u link && ln -s /tmp src/tmp",
	   box_count, box_count);
	sh("b=$(echo evil | git hash-object -w --stdin);"
	   "sub=$(printf '100644 blob %%s\\tevil.rs\\n' $b | git mktree);"
	   "before=$(printf '040000 tree %%s\\tlink\\n100644 blob %%s\\t"
	   "build.sh\\n100644 blob %%s\\tx.rs\\n' $sub $b $b | git mktree);"
	   "after=$(git mktree < /dev/null);"
	   "m='m\n\nRustcoder-Run: 20200101-000001-aaaa\nRustcoder-Root: .';"
	   "p=$(git commit-tree $before -m base);"
	   "c=$(git commit-tree $after -p $p -m \"$m\");"
	   "git update-ref refs/rustcoder/20200101-000001-aaaa $c");
	assert_no_undo(NULL, RC_ESTATE, "2 of 3",
		       "build.sh: its path is not safe to write to\n"
		       "link/evil.rs: its path is not safe to write to\n"
		       "x.rs: restored\n");
	assert_sh("ls -A link/", "");
	assert_no_file("build.sh");
}

/* A process that dies between trying an edit and recording it. */
static void die_in_a_trial(void)
{
	RC_CLEANUP(rc_freep)
	char *journal = rc_history_journal_dir(box_dir, false);
	struct rc_changes changes = RC_CHANGES_INIT;
	struct rc_txn *txn = NULL;
	int status = -1;
	pid_t pid = fork();

	if (pid == 0) {
		change(&changes, box_dir, "src/other.rs", "tried\n");
		put("src/other.rs", "other\n");
		_exit(rc_txn_open(&txn, journal, box_dir, NULL) < 0 ||
		      rc_txn_try(txn, &changes, "dead", 1, NULL) < 0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_file("src/other.rs", "tried\n");
}

static void interrupted_runs_come_first(void **state)
{
	(void)state;
	make_repo();
	RUN_OF("src/lib.rs", "two\n", NULL);
	die_in_a_trial();
	assert_no_undo(NULL, RC_ESTATE, "an interrupted run", "");
	assert_file("src/lib.rs", "two\n");
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, box_enter, box_leave)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(published_commits_leave_the_branch),
		TEST(dirty_tree_gets_its_own_bytes_back),
		TEST(changed_files_are_left_and_named),
		TEST(edits_in_between_are_not_thrown_away),
		TEST(created_files_go),
		TEST(commits_on_top_keep_the_branch),
		TEST(pushed_commits_keep_the_branch),
		TEST(staged_entries_of_others_stay),
		TEST(line_endings_come_back),
		TEST(without_repository),
		TEST(runs_are_named_by_prefix),
		TEST(rewriting_hooks_are_undone_too),
		TEST(a_busy_tree_is_left_alone),
		TEST(other_worktrees_are_other_trees),
		TEST(hostile_chains_reach_nothing),
		TEST(interrupted_runs_come_first),
	};
	int failed = cmocka_run_group_tests(tests, box_open, box_close);

	rc_buf_release(&rows);
	return failed;
}
