/* SPDX-License-Identifier: MIT */
#include "runbox.h"

static char *index_bytes(void)
{
	return box_run("sha256sum < .git/index", NULL);
}

static void clean_tree_gets_a_commit_per_iteration(void **state)
{
	(void)state;
	make_repo();
	struct rc_history *h = OPEN_RUN(.no_vcs = false);
	struct rc_changes changes = RC_CHANGES_INIT;
	char commit[16], where[64];

	rc_history_where(h, where, sizeof(where));
	assert_string_equal(where, "main");
	change(&changes, box_dir, "src/lib.rs", "two\n");
	record(h, 1, &changes, commit);
	RC_CLEANUP(rc_freep)
	char *head =
		box_run("git rev-parse --short=10 HEAD | tr -d '\\n'", NULL);
	assert_string_equal(commit, head);
	iterate(h, 2, "src/lib.rs", "three\n");
	assert_int_equal(finish(h), 2);
	assert_string_equal(box_notes.ptr, "");

	assert_sh("git status --porcelain", "");
	assert_sh("git log --format=%s", "fix(demo): E0308 in src/lib.rs\n"
					 "fix(demo): E0308 in src/lib.rs\n"
					 "start\n");
	assert_sh("git show HEAD~1:src/lib.rs", "two\n");
	assert_sh("git log -1 --format=%an%n%ae",
		  "Tester\ntester@example.org\n");
	assert_sh("git log -1 --format='%(trailers:key=Rustcoder-Errors)'",
		  "Rustcoder-Errors: 4 -> 3\n\n");
	assert_sh("git log -1 --format='%(trailers:key=Rustcoder-Stage)'",
		  "Rustcoder-Stage: maybe\n\n");
	assert_sound();
}

static void body_cannot_forge_trailers(void **state)
{
	(void)state;
	make_repo();
	struct rc_history *h = OPEN_RUN(.no_vcs = false);
	RC_CLEANUP(rc_freep)
	char *expected =
		rc_xasprintf("Rustcoder-Run: %s\n\n", rc_history_run(h));

	iterate(h, 1, "src/lib.rs", "two\n");
	finish(h);
	assert_sh("git log -1 --format='%(trailers:key=Rustcoder-Run)'",
		  expected);
	assert_sh("git log -1 --format=%b | grep -c '^Rustcoder-Run'", "1\n");
}

static void chain_has_bytes_before_and_after(void **state)
{
	(void)state;
	make_repo();
	struct rc_history *h = OPEN_RUN(.no_vcs = false);

	iterate(h, 1, "src/lib.rs", "two\n");
	iterate(h, 2, "src/other.rs", "changed\n");
	RC_CLEANUP(rc_freep)
	char *show = rc_xasprintf("git show refs/rustcoder/%s:src/lib.rs "
				  "refs/rustcoder/%s~1:src/other.rs",
				  rc_history_run(h), rc_history_run(h));
	finish(h);
	assert_sh(show, "two\nother\n");
	assert_sh("git for-each-ref refs/rustcoder | wc -l", "1\n");
	assert_sh("git log --format=%s $(git for-each-ref "
		  "--format='%(refname)' refs/rustcoder)",
		  "fix(demo): E0308 in src/lib.rs\n"
		  "fix(demo): E0308 in src/lib.rs\nstart\n");
}

static void none_leaves_edits_unstaged(void **state)
{
	(void)state;
	make_repo();
	RC_CLEANUP(rc_freep) char *index = index_bytes();
	struct rc_history *h = OPEN_RUN(.commit = RC_COMMIT_NONE);

	iterate(h, 1, "src/lib.rs", "two\n");
	assert_int_equal(finish(h), 0);
	assert_sh("sha256sum < .git/index", index);
	assert_sh("git status --porcelain", " M src/lib.rs\n");
}

static void dirty_tree_is_left_as_it_is(void **state)
{
	(void)state;
	make_repo();
	put("src/other.rs", "staged\n");
	sh("git add src/other.rs");
	put("src/other.rs", "staged and more\n");
	put("src/lib.rs", "work in progress\n");
	sh("git status"); /* refreshes the index */
	RC_CLEANUP(rc_freep) char *index = index_bytes();
	struct rc_history *h = OPEN_RUN(.no_vcs = false);

	assert_note("uncommitted changes ('src/");
	iterate(h, 1, "src/lib.rs", "work, repaired\n");
	iterate(h, 2, "src/other.rs", "staged and more, repaired\n");
	assert_int_equal(finish(h), 0);
	assert_sh("sha256sum < .git/index", index);
	assert_sh("git status --porcelain", " M src/lib.rs\nMM src/other.rs\n");
	assert_sh("git show :src/other.rs", "staged\n");
	assert_sh("git log --format=%s", "start\n");
	/* The user's own bytes are on the chain, before the repaired ones. */
	assert_sh("for c in $(git rev-list $(git for-each-ref --format="
		  "'%(objectname)' refs/rustcoder)); do "
		  "git show $c:src/lib.rs; done",
		  "work, repaired\nwork, repaired\nwork, repaired\n"
		  "work in progress\none\n");
	assert_sound();
}

static void untracked_source_is_dirty(void **state)
{
	(void)state;
	make_repo();
	put(".git/info/exclude", "ignored.rs\n");
	put("ignored.rs", "x\n");
	put("notes.txt", "x\n");
	put("target/debug/build/out.rs", "x\n");
	rc_history_close(OPEN_RUN(.require_clean = true));
	put("src/new.rs", "x\n");
	struct rc_history *h = NULL;
	struct rc_err err = RC_ERR_INIT;

	assert_int_equal(
		try_open(&h, (struct rc_history_opts){ .require_clean = true },
			 &err),
		RC_ESTATE);
	assert_non_null(strstr(err.msg, "src/new.rs"));
	assert_string_not_equal(err.hint, "");
}

static void lock_file_of_cargo_is_not_dirt(void **state)
{
	(void)state;
	put("Cargo.lock", "old\n");
	make_repo();
	put("Cargo.lock", "new\n");
	struct rc_history *h = OPEN_RUN(.require_clean = true);

	iterate(h, 1, "src/lib.rs", "two\n");
	assert_int_equal(finish(h), 1);
	assert_sh("git status --porcelain", " M Cargo.lock\n");
}

static void detached_and_unborn_are_as_dirty(void **state)
{
	(void)state;
	make_repo();
	sh("git checkout -q --detach");
	struct rc_history *h = OPEN_RUN(.no_vcs = false);

	assert_note("HEAD is detached");
	iterate(h, 1, "src/lib.rs", "two\n");
	assert_int_equal(finish(h), 0);
	assert_sh("git status --porcelain", " M src/lib.rs\n");

	rc_buf_clear(&box_notes);
	sh("rm -rf .git && git init -q -b main");
	h = OPEN_RUN(.no_vcs = false);
	assert_note("no commit yet");
	iterate(h, 1, "src/lib.rs", "three\n");
	assert_int_equal(finish(h), 0);
	assert_sh("git status --porcelain", "?? Cargo.toml\n?? src/\n");
	assert_sound();
}

static void states_in_progress_are_refused(void **state)
{
	static const struct {
		const char *command, *what, *hint;
	} cases[] = {
		{ "git merge side", "merge", "git merge --abort" },
		{ "git rebase side", "rebase", "git rebase --abort" },
		{ "git cherry-pick side", "cherry-pick",
		  "git cherry-pick --abort" },
		{ "git bisect start", "bisect", "git bisect reset" },
	};
	struct rc_history *h = NULL;
	struct rc_err err = RC_ERR_INIT;

	(void)state;
	make_repo();
	sh("git checkout -qb side && echo side > src/lib.rs &&"
	   "git commit -qam side && git checkout -q main &&"
	   "echo main > src/lib.rs && git commit -qam main");
	for (size_t i = 0; i < RC_COUNT(cases); i++) {
		sh("%s || :", cases[i].command);
		assert_int_equal(try_open(&h, (struct rc_history_opts){ 0 },
					  &err),
				 RC_ESTATE);
		assert_non_null(strstr(err.msg, cases[i].what));
		assert_non_null(strstr(err.hint, cases[i].hint));
		sh("%s", cases[i].hint[0] ? strstr(cases[i].hint, "git") : "");
	}
	sh("git merge side || :; rm .git/MERGE_HEAD");
	assert_int_equal(try_open(&h, (struct rc_history_opts){ 0 }, &err),
			 RC_ESTATE);
	assert_non_null(strstr(err.msg, "conflicts"));
	/* What git has to do with it can be ignored. */
	rc_history_close(OPEN_RUN(.no_vcs = true));
}

static void index_lock_is_waited_for_but_kept(void **state)
{
	struct rc_history *h = NULL;
	struct rc_err err = RC_ERR_INIT;

	(void)state;
	make_repo();
	put(".git/index.lock", "");
	int64_t start = rc_now_ms();
	assert_int_equal(try_open(&h, (struct rc_history_opts){ 0 }, &err),
			 RC_ESTATE);
	assert_true(rc_now_ms() - start >= 1000);
	assert_non_null(strstr(err.msg, "index.lock"));
	assert_file(".git/index.lock", "");
}

static void bare_repository_is_refused(void **state)
{
	struct rc_history *h = NULL;
	struct rc_err err = RC_ERR_INIT;

	(void)state;
	sh("git init -q --bare .");
	assert_int_equal(try_open(&h, (struct rc_history_opts){ 0 }, &err),
			 RC_ESTATE);
	assert_non_null(strstr(err.msg, "bare"));
	sh("rm -rf * && git init -q . && git config core.bare true");
	assert_int_equal(try_open(&h, (struct rc_history_opts){ 0 }, &err),
			 RC_ESTATE);
	assert_non_null(strstr(err.msg, "bare"));
}

static void without_repository_there_is_a_private_store(void **state)
{
	char where[256];

	(void)state;
	put("src/lib.rs", "one\n");
	struct rc_history *h = OPEN_RUN(.no_vcs = false);
	assert_note("no git repository");
	rc_history_where(h, where, sizeof(where));
	assert_non_null(strstr(where, "/.local/state/rustcoder/history.git"));
	iterate(h, 1, "src/lib.rs", "two\n");
	assert_int_equal(finish(h), 0);
	assert_no_file(".git");
	assert_sh("git --git-dir=$HOME/.local/state/rustcoder/history.git "
		  "fsck 2>&1 | grep -v notice || :",
		  "");
	/* A broken repository is not ours to repair: the same. */
	rc_buf_clear(&box_notes);
	sh("git init -q --object-format=sha256 .");
	h = OPEN_RUN(.no_vcs = false);
	assert_note("cannot use the repository");
	finish(h);
}

static void other_owner_gets_gits_hint(void **state)
{
	(void)state;
	if (geteuid() != 0)
		skip();
	make_repo();
	sh("chown -R 12345 .");
	struct rc_history *h = OPEN_RUN(.no_vcs = false);
	assert_note("belongs to somebody else");
	finish(h);
}

static void linked_worktree_is_its_own_place(void **state)
{
	(void)state;
	make_repo();
	sh("git worktree add -q -b side linked");
	RC_CLEANUP(rc_freep) char *linked = rc_path_join(box_dir, "linked");
	RC_CLEANUP(rc_freep)
	char *journal = rc_history_journal_dir(linked, false);
	assert_non_null(strstr(journal, "/.git/worktrees/linked/rustcoder"));
	struct rc_history *h = OPEN_RUN(.root = linked);
	struct rc_changes changes = RC_CHANGES_INIT;

	change(&changes, linked, "src/lib.rs", "two\n");
	record(h, 1, &changes, NULL);
	assert_int_equal(finish(h), 1);
	assert_sh("git -C linked status --porcelain", "");
	assert_sh("git log --format=%s main", "start\n");
	assert_sh("git log -1 --format=%s side",
		  "fix(demo): E0308 in src/lib.rs\n");
	assert_sh("git show side:src/lib.rs", "two\n");
}

static void workspace_below_the_top(void **state)
{
	(void)state;
	make_repo();
	put("crates/core/src/lib.rs", "one\n");
	sh("git add . && git commit -qm core");
	RC_CLEANUP(rc_freep) char *root = rc_path_join(box_dir, "crates/core");
	struct rc_history *h = OPEN_RUN(.root = root);
	struct rc_changes changes = RC_CHANGES_INIT;

	change(&changes, root, "src/lib.rs", "two\n");
	record(h, 1, &changes, NULL);
	assert_int_equal(finish(h), 1);
	assert_sh("git show --format= --name-only HEAD",
		  "crates/core/src/lib.rs\n");
	assert_sh("git status --porcelain", "");
}

static void old_runs_are_pruned(void **state)
{
	(void)state;
	make_repo();
	sh("for i in $(seq -w 1 60); do git update-ref "
	   "refs/rustcoder/20200101-0000$i-aaaa $(git commit-tree HEAD^{tree} "
	   "-m s -m \"Rustcoder-Run: 20200101-0000$i-aaaa\nRustcoder-Root: .\")"
	   "; done");
	sh("GIT_COMMITTER_DATE='2001-01-01T00:00:00Z' git update-ref "
	   "refs/rustcoder/20200101-000099-aaaa $(GIT_COMMITTER_DATE="
	   "'2001-01-01T00:00:00Z' git commit-tree HEAD^{tree} -m s "
	   "-m \"Rustcoder-Run: 20200101-000099-aaaa\nRustcoder-Root: .\")");
	struct rc_history *h = OPEN_RUN(.no_vcs = false);
	iterate(h, 1, "src/lib.rs", "two\n");
	finish(h);
	assert_sh("git for-each-ref refs/rustcoder | wc -l", "49\n");
	assert_sh("git for-each-ref refs/rustcoder | grep -c -- -000099 || :",
		  "0\n");
}

static int count_rows(const struct rc_history_row *row, void *data)
{
	struct rc_buf *out = data;

	rc_buf_addf(out, "%u %s %s%s%s\n", row->iteration, row->stage,
		    row->errors, row->published ? " published" : "",
		    row->undone ? " undone" : "");
	return 0;
}

static void log_lists_newest_first(void **state)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf rows = RC_BUF_INIT(0);

	(void)state;
	make_repo();
	struct rc_history *h = OPEN_RUN(.no_vcs = false);
	iterate(h, 1, "src/lib.rs", "two\n");
	iterate(h, 2, "src/lib.rs", "three\n");
	finish(h);
	sleep(1);
	h = OPEN_RUN(.commit = RC_COMMIT_NONE);
	iterate(h, 1, "src/lib.rs", "four\n");
	finish(h);
	assert_int_equal(
		rc_history_log(box_dir, false, count_rows, &rows, NULL), 0);
	assert_string_equal(rows.ptr, "1 machine 5 -> 4\n"
				      "1 machine 5 -> 4 published\n"
				      "2 maybe 4 -> 3 published\n");
}

static void journal_is_found_without_git(void **state)
{
	(void)state;
	RC_CLEANUP(rc_freep)
	char *outside = rc_history_journal_dir(box_dir, false);
	assert_non_null(strstr(outside, "/.local/state/rustcoder/trees/"));
	make_repo();
	RC_CLEANUP(rc_freep) char *src = rc_path_join(box_dir, "src");
	RC_CLEANUP(rc_freep) char *inside = rc_history_journal_dir(src, false);
	RC_CLEANUP(rc_freep)
	char *expected = rc_path_join(box_dir, ".git/rustcoder");
	assert_string_equal(inside, expected);
	setenv("GIT_DIR", "/nowhere", 1);
	RC_CLEANUP(rc_freep) char *again = rc_history_journal_dir(src, false);
	unsetenv("GIT_DIR");
	assert_string_equal(again, expected);
	assert_no_file(".git/rustcoder");
	sh("rm -rf src/.git; mkdir src/.git"); /* no HEAD: not one */
	RC_CLEANUP(rc_freep) char *empty = rc_history_journal_dir(src, false);
	assert_string_equal(empty, expected);
}

static void nowhere_to_write_is_no_error(void **state)
{
	(void)state;
	put("src/lib.rs", "one\n");
	setenv("XDG_STATE_HOME", "/proc/nowhere", 1);
	struct rc_history *h = OPEN_RUN(.no_vcs = false);
	unsetenv("XDG_STATE_HOME");
	assert_note("cannot be undone");
	iterate(h, 1, "src/lib.rs", "two\n");
	assert_int_equal(finish(h), 0);
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, box_enter, box_leave)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(clean_tree_gets_a_commit_per_iteration),
		TEST(body_cannot_forge_trailers),
		TEST(chain_has_bytes_before_and_after),
		TEST(none_leaves_edits_unstaged),
		TEST(dirty_tree_is_left_as_it_is),
		TEST(untracked_source_is_dirty),
		TEST(lock_file_of_cargo_is_not_dirt),
		TEST(detached_and_unborn_are_as_dirty),
		TEST(states_in_progress_are_refused),
		TEST(index_lock_is_waited_for_but_kept),
		TEST(bare_repository_is_refused),
		TEST(without_repository_there_is_a_private_store),
		TEST(other_owner_gets_gits_hint),
		TEST(linked_worktree_is_its_own_place),
		TEST(workspace_below_the_top),
		TEST(old_runs_are_pruned),
		TEST(log_lists_newest_first),
		TEST(journal_is_found_without_git),
		TEST(nowhere_to_write_is_no_error),
	};

	return cmocka_run_group_tests(tests, box_open, box_close);
}
