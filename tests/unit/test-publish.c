/* SPDX-License-Identifier: MIT */
#include "runbox.h"

static void line_endings_are_filtered_as_git_does(void **state)
{
	(void)state;
	sh("git init -q -b main && git config core.autocrlf true");
	put("src/lib.rs", "one\r\nend\r\n");
	sh("git add . 2>/dev/null && git commit -qm start");
	struct rc_history *h = OPEN_RUN(.require_clean = true);

	iterate(h, 1, "src/lib.rs", "two\r\nend\r\n");
	assert_int_equal(finish(h), 1);
	assert_sh("git status --porcelain", "");
	assert_sh("git show HEAD:src/lib.rs", "two\nend\n");
	assert_file("src/lib.rs", "two\r\nend\r\n");
	/* The chain holds what was on disk, before and after. */
	assert_sh("r=$(git for-each-ref --format='%(refname)' refs/rustcoder);"
		  "git show $r:src/lib.rs $r~1:src/lib.rs",
		  "two\r\nend\r\none\r\nend\r\n");
}

static void failing_hook_leaves_edits_unstaged(void **state)
{
	(void)state;
	make_repo();
	put(".git/hooks/pre-commit",
	    "#!/bin/sh\necho \"$RUSTCODER_SKIP\" > skip.txt\n"
	    "echo the tests fail >&2\nexit 1\n");
	sh("chmod +x .git/hooks/pre-commit");
	struct rc_history *h = OPEN_RUN(.no_vcs = false);

	assert_note("the pre-commit hook");
	iterate(h, 1, "src/lib.rs", "two\n");
	iterate(h, 2, "src/new.rs", "new\n");
	assert_sh("git log --format=%s", "start\n");
	assert_int_equal(finish(h), 0);
	assert_note("the tests fail");
	assert_sh("git log --format=%s", "start\n");
	assert_sh("git diff --cached --name-only", "");
	assert_sh("git status --porcelain src",
		  " M src/lib.rs\n?? src/new.rs\n");
	assert_file("skip.txt", "1\n");
}

static void passing_hook_sees_one_commit(void **state)
{
	(void)state;
	make_repo();
	put("src/other.rs", "other\n");
	put(".git/hooks/commit-msg",
	    "#!/bin/sh\nprintf '\\nReviewed-by: hook\\n' >> \"$1\"\n");
	sh("chmod +x .git/hooks/commit-msg");
	struct rc_history *h = OPEN_RUN(.no_vcs = false);

	iterate(h, 1, "src/lib.rs", "two\n");
	iterate(h, 2, "src/new file.rs", "#[new]\n");
	assert_int_equal(finish(h), 1);
	assert_sh("git status --porcelain", "");
	assert_sh("git log --format=%s", "fix(demo): 2 errors\nstart\n");
	assert_sh("git log -1 --format=%b | grep Reviewed",
		  "Reviewed-by: hook\n");
	assert_sh("git show 'HEAD:src/new file.rs'", "#[new]\n");
}

static void filtered_files_go_through_git(void **state)
{
	(void)state;
	make_repo();
	put(".gitattributes", "src/other.rs filter=upper\n");
	sh("git config filter.upper.clean 'tr a-z A-Z' &&"
	   "git config filter.upper.smudge 'tr A-Z a-z' &&"
	   "git add . && git add --renormalize . && git commit -qm filter");
	struct rc_history *h = OPEN_RUN(.no_vcs = false);

	iterate(h, 1, "src/lib.rs", "two\n");
	assert_sh("git log -1 --format=%s", "fix(demo): E0308 in src/lib.rs\n");
	iterate(h, 2, "src/other.rs", "changed\n");
	assert_note("the filter of 'src/other.rs'");
	assert_int_equal(finish(h), 2);
	assert_sh("git show HEAD:src/other.rs", "CHANGED\n");
	assert_file("src/other.rs", "changed\n");
	assert_sh("git status --porcelain", "");
}

static void unknown_user_is_told(void **state)
{
	(void)state;
	make_repo();
	sh("git config user.name ''");
	struct rc_history *h = OPEN_RUN(.no_vcs = false);

	assert_note("git does not know who you are");
	iterate(h, 1, "src/lib.rs", "two\n");
	assert_int_equal(finish(h), 0);
	assert_sh("git status --porcelain", " M src/lib.rs\n");
	setenv("GIT_AUTHOR_NAME", "From Environment", 1);
	setenv("GIT_COMMITTER_NAME", "From Environment", 1);
	sh("git checkout -q .");
	h = OPEN_RUN(.no_vcs = false);
	iterate(h, 1, "src/lib.rs", "two\n");
	assert_int_equal(finish(h), 1);
	unsetenv("GIT_AUTHOR_NAME");
	unsetenv("GIT_COMMITTER_NAME");
	assert_sh("git log -1 --format=%an", "From Environment\n");
}

static void edits_made_meanwhile_are_not_committed(void **state)
{
	(void)state;
	make_repo();
	struct rc_history *h = OPEN_RUN(.no_vcs = false);

	iterate(h, 1, "src/lib.rs", "two\n");
	put("src/lib.rs", "two, and the user's line\n");
	iterate(h, 2, "src/lib.rs", "three, and the user's line\n");
	assert_note("'src/lib.rs' has uncommitted changes");
	assert_int_equal(finish(h), 1);
	assert_sh("git show HEAD:src/lib.rs", "two\n");
	assert_sh("git status --porcelain", " M src/lib.rs\n");
}

static void other_branch_meanwhile_is_left_alone(void **state)
{
	(void)state;
	make_repo();
	struct rc_history *h = OPEN_RUN(.no_vcs = false);

	sh("git checkout -qb other");
	iterate(h, 1, "src/lib.rs", "two\n");
	assert_note("another branch was checked out");
	assert_int_equal(finish(h), 0);
	assert_sh("git log --format=%s other main", "start\n");
	assert_sh("git status --porcelain", " M src/lib.rs\n");
}

static void other_staged_paths_stay_staged(void **state)
{
	(void)state;
	make_repo();
	struct rc_history *h = OPEN_RUN(.no_vcs = false);

	put("src/other.rs", "staged meanwhile\n");
	sh("git add src/other.rs");
	iterate(h, 1, "src/lib.rs", "two\n");
	assert_int_equal(finish(h), 1);
	assert_sh("git status --porcelain", "M  src/other.rs\n");
	assert_sh("git show --format= --name-only HEAD", "src/lib.rs\n");
}

static void ignored_files_are_not_forced_in(void **state)
{
	(void)state;
	make_repo();
	put(".git/info/exclude", "gen/\n");
	put("gen/made.rs", "one\n");
	struct rc_history *h = OPEN_RUN(.no_vcs = false);

	iterate(h, 1, "gen/made.rs", "two\n");
	assert_note("git does not track 'gen/made.rs'");
	assert_int_equal(finish(h), 0);
	assert_sh("git log --format=%s", "start\n");
}

static void executable_bit_and_odd_names_survive(void **state)
{
	(void)state;
	make_repo();
	put("src/a \"b\".rs", "one\n");
	sh("chmod +x src/a* && git add . && git commit -qm odd");
	struct rc_history *h = OPEN_RUN(.no_vcs = false);

	iterate(h, 1, "src/a \"b\".rs", "two\n");
	assert_int_equal(finish(h), 1);
	assert_sh("git status --porcelain", "");
	assert_sh("git ls-tree HEAD src/ | grep -c ^100755", "1\n");
}

static void crash_before_the_index_is_completed(void **state)
{
	(void)state;
	make_repo();
	struct rc_history *h = OPEN_RUN(.no_vcs = false);
	struct rc_changes changes = RC_CHANGES_INIT;
	RC_CLEANUP(rc_freep) char *run = rc_xstrdup(rc_history_run(h));
	struct rc_err err = RC_ERR_INIT;
	bool recorded = false;

	sh("cp .git/index saved");
	iterate(h, 1, "src/lib.rs", "two\n");
	rc_history_close(h);
	sh("mv saved .git/index");
	assert_sh("git status --porcelain", "MM src/lib.rs\n");

	put("src/lib.rs", "one\n");
	change(&changes, box_dir, "src/lib.rs", "two\n");
	assert_int_equal(rc_history_recorded(box_dir, false, run, 1, &changes,
					     &recorded, &err),
			 0);
	assert_true(recorded);
	assert_sh("git status --porcelain", "");
	/* The same with the chain lost, and for one that never was. */
	sh("git update-ref -d refs/rustcoder/%s", run);
	assert_int_equal(rc_history_recorded(box_dir, false, run, 1, &changes,
					     &recorded, &err),
			 0);
	assert_true(recorded);
	assert_sh("git show $(git for-each-ref --format='%(objectname)' "
		  "refs/rustcoder):src/lib.rs",
		  "two\n");
	assert_int_equal(rc_history_recorded(box_dir, false, run, 2, &changes,
					     &recorded, &err),
			 0);
	assert_false(recorded);
	rc_changes_release(&changes);
}

static void squash_makes_one_commit(void **state)
{
	(void)state;
	make_repo();
	struct rc_history *h = OPEN_RUN(.commit = RC_COMMIT_SQUASH);

	iterate(h, 1, "src/lib.rs", "two\n");
	assert_sh("git log --format=%s", "start\n");
	iterate(h, 2, "src/other.rs", "changed\n");
	assert_int_equal(finish(h), 1);
	assert_sh("git status --porcelain", "");
	assert_sh("git log --format=%s", "fix(demo): 2 errors\nstart\n");
	assert_sh("git log -1 --format='%(trailers:key=Rustcoder-Iteration)"
		  "%(trailers:key=Rustcoder-Stage)"
		  "%(trailers:key=Rustcoder-Errors)'",
		  "Rustcoder-Iteration: 1-2\nRustcoder-Stage: machine, maybe\n"
		  "Rustcoder-Errors: 5 -> 3\n\n");
	assert_sound();
}

static void submodule_is_recorded_not_published(void **state)
{
	(void)state;
	make_repo();
	sh("git init -q -b main ../sub%u && cd ../sub%u && mkdir src &&"
	   "echo one > src/lib.rs && git add . && git commit -qm sub",
	   box_count, box_count);
	sh("git submodule --quiet add ../sub%u dep && git commit -qm dep",
	   box_count);
	struct rc_history *h = OPEN_RUN(.no_vcs = false);

	iterate(h, 1, "dep/src/lib.rs", "two\n");
	assert_note("'dep/src/lib.rs' is in submodule 'dep'");
	assert_int_equal(finish(h), 0);
	assert_sh("git log -1 --format=%s", "dep\n");
	assert_sh("git show $(git for-each-ref --format='%(objectname)' "
		  "refs/rustcoder):dep/src/lib.rs",
		  "two\n");
	assert_sound();
	/* Inside it, it is a repository like any other. */
	sh("git -C dep checkout -q src/lib.rs && git -C dep checkout -q -B w");
	RC_CLEANUP(rc_freep) char *dep = rc_path_join(box_dir, "dep");
	struct rc_changes changes = RC_CHANGES_INIT;
	h = OPEN_RUN(.root = dep);
	change(&changes, dep, "src/lib.rs", "three\n");
	record(h, 1, &changes, NULL);
	assert_int_equal(finish(h), 1);
	assert_sh("git -C dep show HEAD:src/lib.rs", "three\n");
}

static void signing_goes_through_git(void **state)
{
	(void)state;
	make_repo();
	put("sign", "#!/bin/sh\necho no key for you >&2\nexit 1\n");
	sh("chmod +x sign && git config commit.gpgsign true &&"
	   "git config gpg.program \"$PWD/sign\"");
	struct rc_history *h = OPEN_RUN(.no_vcs = false);

	assert_note("commit.gpgsign");
	iterate(h, 1, "src/lib.rs", "two\n");
	assert_int_equal(finish(h), 0);
	assert_note("git said: fatal: failed to write commit object");
	assert_sh("git status --porcelain src", " M src/lib.rs\n");
}

/* What git commits must be what was checked, also when git does it itself. */
static void edits_before_the_end_are_not_committed(void **state)
{
	(void)state;
	make_repo();
	put(".git/hooks/post-commit", "#!/bin/sh\n");
	sh("chmod +x .git/hooks/post-commit");
	struct rc_history *h = OPEN_RUN(.no_vcs = false);

	iterate(h, 1, "src/lib.rs", "two\n");
	put("src/lib.rs", "two, and the user's line\n");
	assert_int_equal(finish(h), 0);
	assert_note("'src/lib.rs' was changed meanwhile");
	assert_sh("git status --porcelain", " M src/lib.rs\n");
}

static void unreadable_index_means_hidden(void **state)
{
	(void)state;
	make_repo();
	sh("git update-index --split-index");
	struct rc_history *h = OPEN_RUN(.no_vcs = false);

	assert_note("extension");
	iterate(h, 1, "src/lib.rs", "two\n");
	assert_int_equal(finish(h), 0);
	assert_sh("git status --porcelain", " M src/lib.rs\n");
	assert_sh("git for-each-ref refs/rustcoder | wc -l", "1\n");
}

static void sparse_checkout_is_clean(void **state)
{
	(void)state;
	make_repo();
	sh("git update-index --skip-worktree src/other.rs && rm src/other.rs");
	struct rc_history *h = OPEN_RUN(.require_clean = true);

	iterate(h, 1, "src/lib.rs", "two\n");
	assert_int_equal(finish(h), 1);
	assert_sh("git status --porcelain", "");
	assert_sh("git show HEAD:src/other.rs", "other\n");
	assert_sh("git ls-files -t src/other.rs", "S src/other.rs\n");
}

static void separate_git_dir(void **state)
{
	(void)state;
	sh("git init -q --separate-git-dir ../sep%u .", box_count);
	make_repo();
	struct rc_history *h = OPEN_RUN(.no_vcs = false);

	iterate(h, 1, "src/lib.rs", "two\n");
	assert_int_equal(finish(h), 1);
	assert_sh("git status --porcelain", "");
	assert_string_equal(box_notes.ptr, "");
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, box_enter, box_leave)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(line_endings_are_filtered_as_git_does),
		TEST(failing_hook_leaves_edits_unstaged),
		TEST(passing_hook_sees_one_commit),
		TEST(filtered_files_go_through_git),
		TEST(unknown_user_is_told),
		TEST(edits_made_meanwhile_are_not_committed),
		TEST(other_branch_meanwhile_is_left_alone),
		TEST(other_staged_paths_stay_staged),
		TEST(ignored_files_are_not_forced_in),
		TEST(executable_bit_and_odd_names_survive),
		TEST(crash_before_the_index_is_completed),
		TEST(squash_makes_one_commit),
		TEST(submodule_is_recorded_not_published),
		TEST(signing_goes_through_git),
		TEST(edits_before_the_end_are_not_committed),
		TEST(unreadable_index_means_hidden),
		TEST(sparse_checkout_is_clean),
		TEST(separate_git_dir),
	};

	return cmocka_run_group_tests(tests, box_open, box_close);
}
