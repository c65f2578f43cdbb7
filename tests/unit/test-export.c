/* SPDX-License-Identifier: MIT */

/* Real repositories, written to a folder beside them. */

#include "gitbox.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "vcs/export.h"

static char *dest; /* the folder of the running test */

static void open_export(struct rc_export *export, const char *run)
{
	struct rc_err err = RC_ERR_INIT;

	if (rc_export_open(export, box_dir, run, &err) < 0)
		fail_msg("%s", err.msg);
}

static void write_export(const struct rc_export *export, size_t index)
{
	struct rc_err err = RC_ERR_INIT;

	if (rc_export_write(export, index, dest, &err) < 0)
		fail_msg("%s", err.msg);
}

static int enter(void **state)
{
	int ret = box_enter(state);

	dest = rc_xasprintf("%s/dest%u", box_home, box_count);
	return ret | rc_fs_mkdirs(dest, 0700, NULL);
}

static int leave(void **state)
{
	rc_free(dest);
	return box_leave(state);
}

static void assert_written(const char *path, const char *text)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf buf = RC_BUF_INIT(0);
	RC_CLEANUP(rc_freep) char *full = rc_path_join(dest, path);

	assert_int_equal(rc_fs_read(full, &buf, NULL), 0);
	assert_string_equal(buf.ptr, text);
}

static void assert_not_written(const char *path)
{
	RC_CLEANUP(rc_freep) char *full = rc_path_join(dest, path);
	struct stat st;

	assert_int_equal(lstat(full, &st), -1);
}

static void test_list(void **state)
{
	struct rc_export export;

	(void)state;
	make_repo();
	for (int i = 0; i < 6; i++)
		sh("git commit -q --allow-empty -m 'c%d\n\n"
		   "Rustcoder-Run: %s'",
		   i, i == 5 ? "mine" : "other");
	open_export(&export, "mine");
	assert_int_equal(export.n, RC_EXPORT_COMMITS);
	assert_string_equal(export.top, box_dir);
	RC_CLEANUP(rc_freep)
	char *first = rc_xasprintf("%s\n", export.v[0].id);
	assert_sh("git rev-parse HEAD~1", first);
	assert_int_equal(strncmp(export.v[0].id, export.v[0].abbrev, 10), 0);
	rc_export_release(&export);
}

static void test_no_commit(void **state)
{
	struct rc_export export;

	(void)state;
	assert_int_equal(rc_export_open(&export, box_dir, "", NULL),
			 RC_ENOTFOUND);
	sh("git init -q");
	assert_int_equal(rc_export_open(&export, box_dir, "", NULL),
			 RC_ENOTFOUND);
	rc_export_release(&export);
}

static time_t age(const char *path)
{
	RC_CLEANUP(rc_freep) char *full = rc_path_join(dest, path);
	struct stat st;

	assert_int_equal(lstat(full, &st), 0);
	return st.st_mtim.tv_sec;
}

static void make_old(const char *path)
{
	RC_CLEANUP(rc_freep) char *full = rc_path_join(dest, path);
	struct timespec times[2] = { { 1000, 0 }, { 1000, 0 } };

	assert_int_equal(utimensat(AT_FDCWD, full, times, 0), 0);
}

/* What did not change keeps its time, or cargo would build all again. */
static void test_write(void **state)
{
	struct rc_export export;

	(void)state;
	make_repo();
	put("src/deep/x.rs", "x\n");
	put("run.sh", "#!/bin/sh\n");
	sh("chmod +x run.sh && git add . && git commit -qm second");
	put("src/lib.rs", "two\n");
	sh("git rm -qr src/deep src/other.rs && git commit -qam third");
	open_export(&export, "");
	write_export(&export, 1);
	assert_written("src/deep/x.rs", "x\n");
	assert_written("src/lib.rs", "one\n");
	assert_not_written(".git");
	make_old("Cargo.toml");
	make_old("src/lib.rs");
	write_export(&export, 0);
	assert_written("src/lib.rs", "two\n");
	assert_not_written("src/deep");
	assert_not_written("src/other.rs");
	assert_int_equal(age("Cargo.toml"), 1000);
	assert_int_not_equal(age("src/lib.rs"), 1000);
	RC_CLEANUP(rc_freep) char *script = rc_path_join(dest, "run.sh");
	assert_int_equal(access(script, X_OK), 0);
	/* the work tree and the index have no say */
	assert_sh("git status --short", "");
	rc_export_release(&export);
}

static void assert_link(const char *path, const char *target)
{
	RC_CLEANUP(rc_freep) char *full = rc_path_join(dest, path);
	char found[4096] = "";

	assert_true(readlink(full, found, sizeof(found) - 1) > 0);
	assert_string_equal(found, target);
}

static void test_links(void **state)
{
	struct rc_export export;

	(void)state;
	make_repo();
	sh("ln -s lib.rs src/inside.rs; ln -s ../../outside src/out.rs;"
	   "ln -s src folder; git add . && git commit -qm links");
	open_export(&export, "");
	write_export(&export, 0);
	assert_link("src/inside.rs", "lib.rs");
	assert_link("folder", "src");
	RC_CLEANUP(rc_freep)
	char *outside = rc_xasprintf("%s/src/../../outside", box_dir);
	assert_link("src/out.rs", outside);
	rc_export_release(&export);
}

/* A folder of ours that somebody made a link: nothing goes through it. */
static void test_planted_link(void **state)
{
	struct rc_export export;

	(void)state;
	make_repo();
	put("victim/lib.rs", "keep\n");
	RC_CLEANUP(rc_freep) char *victim = rc_path_join(box_dir, "victim");
	RC_CLEANUP(rc_freep) char *src = rc_path_join(dest, "src");
	assert_int_equal(symlink(victim, src), 0);
	open_export(&export, "");
	write_export(&export, 0);
	assert_written("src/lib.rs", "one\n");
	assert_file("victim/lib.rs", "keep\n");
	rc_export_release(&export);
}

/* Names that git itself would refuse to check out. */
static void test_bad_names(void **state)
{
	struct rc_export export;

	(void)state;
	make_repo();
	sh("b=$(git rev-parse HEAD:src/lib.rs);"
	   "printf '100644 blob %%s\\t.git\\n100644 blob %%s\\tok.rs\\n' $b $b |"
	   "git mktree >inner;"
	   "printf '040000 tree %%s\\t..\\n040000 tree %%s\\tsub\\n'"
	   " $(cat inner) $(cat inner) | git mktree >outer;"
	   "git update-ref HEAD $(git commit-tree -m bad $(cat outer))");
	open_export(&export, "");
	write_export(&export, 0);
	assert_written("sub/ok.rs", "one\n");
	assert_not_written("sub/.git");
	assert_not_written("../ok.rs");
	rc_export_release(&export);
}

#define BOX_TEST(test) cmocka_unit_test_setup_teardown(test, enter, leave)

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOX_TEST(test_list),	     BOX_TEST(test_no_commit),
		BOX_TEST(test_write),	     BOX_TEST(test_links),
		BOX_TEST(test_planted_link), BOX_TEST(test_bad_names),
	};

	return cmocka_run_group_tests(tests, box_open, box_close);
}
