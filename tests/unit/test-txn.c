/* SPDX-License-Identifier: MIT */
#include "edit/txn.h"

#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "scratch.h"

#define RUN "20260102-030405-abcd"
#define FILES_BEFORE "lib/keep.rs src/a.rs src/b.rs "
#define FILES_AFTER "lib/c.rs lib/keep.rs src/a.rs src/b.rs "

static struct rc_changes changes_of(struct rc_change *v, size_t n)
{
	return (struct rc_changes){ v, n, n };
}

/* Two files that change and one that appears, in two folders. */
static struct rc_change sample[3];

static int enter(void **state)
{
	int ret = scratch_enter(state);

	put("root/src/a.rs", "a\r\n");
	put("root/src/b.rs", "b");
	put("root/lib/keep.rs", "keep");
	sample[0] = change("src/a.rs", "a\r\n", "A\r\n");
	sample[1] = change("src/b.rs", "b", "B and more");
	sample[2] = change("lib/c.rs", "", "new");
	sample[2].created = true;
	return ret;
}

static struct rc_txn *open_txn(void)
{
	struct rc_txn *txn = NULL;

	assert_int_equal(rc_txn_open(&txn, "journal/of/it", "root", NULL), 0);
	return txn;
}

static int try_sample(struct rc_txn *txn, struct rc_err *err)
{
	struct rc_changes changes = changes_of(sample, 3);

	return rc_txn_try(txn, &changes, RUN, 7, err);
}

static void assert_before(void)
{
	assert_file("root/src/a.rs", "a\r\n");
	assert_file("root/src/b.rs", "b");
	assert_absent("root/lib/c.rs");
}

static void assert_after(void)
{
	assert_file("root/src/a.rs", "A\r\n");
	assert_file("root/src/b.rs", "B and more");
	assert_file("root/lib/c.rs", "new");
}

static bool pending(struct rc_txn_plan *plan)
{
	bool is = false;

	assert_int_equal(rc_txn_pending("journal/of/it", &is, plan, NULL), 0);
	return is;
}

static int recover(enum rc_txn_recover how, bool force, struct rc_err *err)
{
	RC_CLEANUP(rc_txn_plan_release)
	struct rc_txn_plan plan = RC_TXN_PLAN_INIT;

	assert_true(pending(&plan));
	return rc_txn_recover("journal/of/it", &plan, how, force, err);
}

/* A process that dies with the trial open. */
static void die_in_trial(void)
{
	pid_t pid = fork();
	int status = 0;

	if (pid == 0)
		_exit(try_sample(open_txn(), NULL) == 0 ? 0 : 1);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void test_take_back(void **state)
{
	struct rc_txn *txn = open_txn();
	(void)state;

	assert_int_equal(rc_txn_take_back(txn, NULL), 0);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(try_sample(txn, NULL), 0);
		assert_after();
		assert_files("root", FILES_AFTER);
		assert_int_equal(rc_txn_take_back(txn, NULL), 0);
		assert_before();
		assert_files("root", FILES_BEFORE);
		assert_files("journal", "");
	}
	rc_txn_close(txn);
	assert_before();
}

static void test_keep(void **state)
{
	struct rc_txn *txn = open_txn();
	(void)state;

	assert_int_equal(try_sample(txn, NULL), 0);
	assert_int_equal(rc_txn_keep(txn, NULL), 0);
	assert_after();
	assert_files("root", FILES_AFTER);
	assert_files("journal", "");
	assert_int_equal(rc_txn_take_back(txn, NULL), 0);
	rc_txn_close(txn);
	assert_after();
}

static void test_close_takes_back(void **state)
{
	struct rc_txn *txn = open_txn();
	(void)state;

	assert_int_equal(try_sample(txn, NULL), 0);
	rc_txn_close(txn);
	assert_before();
	assert_files("journal", "");
	rc_txn_close(NULL);
}

/* The changes may be gone before the trial ends. */
static void test_borrows_nothing(void **state)
{
	char path[] = "src/b.rs", before[] = "b", after[] = "B";
	struct rc_change one = change(path, before, after);
	struct rc_changes changes = changes_of(&one, 1);
	struct rc_txn *txn = open_txn();
	(void)state;

	assert_int_equal(rc_txn_try(txn, &changes, RUN, 1, NULL), 0);
	memset(path, 'x', strlen(path));
	memset(before, 'x', strlen(before));
	memset(after, 'x', strlen(after));
	assert_int_equal(rc_txn_take_back(txn, NULL), 0);
	assert_before();
	rc_txn_close(txn);
}

static void test_mode_stays(void **state)
{
	struct rc_txn *txn = open_txn();
	(void)state;

	assert_int_equal(chmod("root/src/a.rs", 0750), 0);
	assert_int_equal(chmod("root/src/b.rs", 0600), 0);
	assert_int_equal(try_sample(txn, NULL), 0);
	assert_int_equal(stat_of("root/src/a.rs").st_mode & 07777, 0750);
	assert_int_equal(stat_of("root/src/b.rs").st_mode & 07777, 0600);
	assert_int_equal(stat_of("root/src/a.rs").st_nlink, 1);
	assert_int_equal(rc_txn_take_back(txn, NULL), 0);
	assert_int_equal(stat_of("root/src/a.rs").st_mode & 07777, 0750);
	assert_int_equal(stat_of("root/src/a.rs").st_nlink, 1);

	/* Also when the original could not be kept aside. */
	assert_int_equal(try_sample(txn, NULL), 0);
	assert_int_equal(unlink("journal/of/it/0.before"), 0);
	put("journal/of/it/1.before", "garbage");
	assert_int_equal(rc_txn_take_back(txn, NULL), 0);
	assert_before();
	assert_int_equal(stat_of("root/src/a.rs").st_mode & 07777, 0750);
	assert_int_equal(stat_of("root/src/b.rs").st_mode & 07777, 0600);
	assert_files("journal", "");
	rc_txn_close(txn);
}

static bool is_newer(struct stat a, struct stat b)
{
	return a.st_mtim.tv_sec > b.st_mtim.tv_sec ||
	       (a.st_mtim.tv_sec == b.st_mtim.tv_sec &&
		a.st_mtim.tv_nsec > b.st_mtim.tv_nsec);
}

/* The mtime trap: an old mtime would tell cargo that nothing changed. */
static void test_restored_file_is_newer(void **state)
{
	struct rc_txn *txn = open_txn();
	(void)state;

	for (int i = 0; i < 20; i++) {
		set_mtime("root/src/a.rs", 1000000);
		assert_int_equal(try_sample(txn, NULL), 0);
		struct stat trial = stat_of("root/src/a.rs");
		assert_true(trial.st_mtim.tv_sec > 1000000);
		if (i % 2)
			unlink("journal/of/it/0.before");
		assert_int_equal(rc_txn_take_back(txn, NULL), 0);
		assert_true(is_newer(stat_of("root/src/a.rs"), trial));
	}
	/* The clock was set back meanwhile. */
	assert_int_equal(try_sample(txn, NULL), 0);
	set_mtime("root/src/a.rs", 4000000000);
	struct stat trial = stat_of("root/src/a.rs");
	assert_int_equal(rc_txn_take_back(txn, NULL), 0);
	assert_true(is_newer(stat_of("root/src/a.rs"), trial));
	rc_txn_close(txn);
}

static void test_try_refuses_changed_file(void **state)
{
	struct rc_txn *txn = open_txn();
	struct rc_err err = RC_ERR_INIT;
	(void)state;

	put("root/src/b.rs", "edited");
	assert_int_equal(try_sample(txn, &err), RC_ESTATE);
	assert_non_null(strstr(err.msg, "'src/b.rs'"));
	assert_file("root/src/a.rs", "a\r\n");
	assert_file("root/src/b.rs", "edited");
	assert_absent("root/lib/c.rs");
	assert_files("journal", "");

	put("root/src/b.rs", "b");
	put("root/lib/c.rs", "mine");
	assert_int_equal(try_sample(txn, &err), RC_ESTATE);
	assert_file("root/lib/c.rs", "mine");
	assert_int_equal(unlink("root/lib/c.rs"), 0);

	/* Files that went, or became something else. */
	assert_int_equal(rename("root/src/b.rs", "root/b"), 0);
	assert_int_equal(try_sample(txn, &err), RC_ESTATE);
	assert_int_equal(symlink("../b", "root/src/b.rs"), 0);
	assert_int_equal(try_sample(txn, &err), RC_ESTATE);
	assert_file("root/b", "b");
	assert_int_equal(unlink("root/src/b.rs"), 0);
	assert_int_equal(mkdir("root/src/b.rs", 0755), 0);
	assert_int_equal(try_sample(txn, &err), RC_ESTATE);

	/* A folder that became a link out of the tree. */
	assert_int_equal(rename("root/src", "src"), 0);
	assert_int_equal(symlink("../src", "root/src"), 0);
	assert_int_equal(try_sample(txn, &err), RC_ESAFETY);
	assert_file("src/a.rs", "a\r\n");
	rc_txn_close(txn);
}

static void test_take_back_leaves_foreign_files(void **state)
{
	struct rc_txn *txn = open_txn();
	struct rc_err err = RC_ERR_INIT;
	(void)state;

	assert_int_equal(try_sample(txn, NULL), 0);
	put("root/src/a.rs", "edited");
	assert_int_equal(rc_txn_take_back(txn, &err), RC_ESTATE);
	assert_non_null(strstr(err.msg, "'src/a.rs'"));
	assert_non_null(strstr(err.hint, "journal/of/it"));
	assert_file("root/src/a.rs", "edited");
	assert_file("root/src/b.rs", "b");
	assert_absent("root/lib/c.rs");

	/* What a.rs was before is nowhere but in the journal. */
	assert_int_equal(try_sample(txn, &err), RC_ESTATE);
	rc_txn_close(txn);
	assert_int_equal(recover(RC_TXN_ROLL_BACK, false, &err), RC_ESTATE);
	assert_non_null(strstr(err.msg, "'src/a.rs'"));
	assert_non_null(strstr(err.msg, "'journal/of/it'"));
	assert_int_equal(recover(RC_TXN_ROLL_BACK, true, NULL), 0);
	assert_file("root/src/a.rs", "edited");
	assert_files("journal", "");
	assert_files("root", FILES_BEFORE);
}

static void test_somebody_took_it_back_already(void **state)
{
	struct rc_txn *txn = open_txn();
	(void)state;

	assert_int_equal(try_sample(txn, NULL), 0);
	put("root/src/a.rs", "a\r\n");
	assert_int_equal(unlink("root/lib/c.rs"), 0);
	assert_int_equal(rc_txn_take_back(txn, NULL), 0);
	assert_before();
	rc_txn_close(txn);
}

/* Paths that no edit may touch are refused whoever names them. */
static void test_bad_paths(void **state)
{
	static const char *const paths[] = { "../out.rs", "/tmp/out.rs",
					     ".git/config", "src/x.sh" };
	struct rc_txn *txn = open_txn();
	(void)state;

	put("out.rs", "x");
	put("root/.git/config", "x");
	put("root/src/x.sh", "x");
	for (size_t i = 0; i < RC_COUNT(paths); i++) {
		struct rc_change one = change(paths[i], "x", "y");
		struct rc_changes changes = changes_of(&one, 1);

		assert_true(rc_txn_try(txn, &changes, RUN, 1, NULL) < 0);
	}
	assert_file("out.rs", "x");
	assert_file("root/.git/config", "x");
	assert_file("root/src/x.sh", "x");
	assert_files("journal", "");
	rc_txn_close(txn);
}

static void test_plan_survives(void **state)
{
	RC_CLEANUP(rc_txn_plan_release)
	struct rc_txn_plan plan = RC_TXN_PLAN_INIT;
	struct rc_txn *txn = open_txn();
	(void)state;

	assert_false(pending(&plan));
	assert_int_equal(try_sample(txn, NULL), 0);
	assert_true(pending(&plan));
	assert_string_equal(plan.run, RUN);
	assert_int_equal(plan.iteration, 7);
	assert_string_equal(plan.root, "root");
	assert_int_equal(plan.changes.n, 3);
	for (size_t i = 0; i < 3; i++) {
		const struct rc_change *got = &plan.changes.v[i];

		assert_string_equal(got->path, sample[i].path);
		assert_string_equal(got->before, sample[i].before);
		assert_string_equal(got->after, sample[i].after);
		assert_int_equal(got->before_len, sample[i].before_len);
		assert_int_equal(got->after_len, sample[i].after_len);
		assert_int_equal(got->created, sample[i].created);
	}
	rc_txn_close(txn);
}

static void test_recover(void **state)
{
	(void)state;

	die_in_trial();
	assert_after();
	assert_int_equal(recover(RC_TXN_ROLL_BACK, false, NULL), 0);
	assert_before();
	assert_files("journal", "");
	die_in_trial();
	assert_int_equal(recover(RC_TXN_KEEP, false, NULL), 0);
	assert_after();
	assert_files("journal", "");
}

static void test_recover_half_a_trial(void **state)
{
	(void)state;

	for (int how = RC_TXN_ROLL_BACK; how <= RC_TXN_KEEP; how++) {
		die_in_trial();
		/* c.rs was written, a.rs and b.rs were not yet. */
		put("root/src/a.rs", "a\r\n");
		put("root/src/b.rs", "b");
		put("root/src/.rustcoder-1.new", "B and");
		assert_int_equal(chmod("root/src/a.rs", 0755), 0);
		assert_int_equal(recover((enum rc_txn_recover)how, false, NULL),
				 0);
		if (how == RC_TXN_KEEP)
			assert_after();
		else
			assert_before();
		assert_int_equal(stat_of("root/src/a.rs").st_mode & 07777,
				 0755);
		assert_absent("root/src/.rustcoder-1.new");
		assert_files("journal", "");
	}
}

static void test_recover_never_started(void **state)
{
	(void)state;

	die_in_trial();
	put("root/src/a.rs", "a\r\n");
	put("root/src/b.rs", "b");
	assert_int_equal(unlink("root/lib/c.rs"), 0);
	set_mtime("root/src/b.rs", 1000);
	assert_int_equal(recover(RC_TXN_ROLL_BACK, false, NULL), 0);
	assert_before();
	assert_int_equal(stat_of("root/src/b.rs").st_mtim.tv_sec, 1000);
	assert_files("journal", "");
}

/* One file that is neither: nothing happens to the others unless forced. */
static void test_recover_foreign(void **state)
{
	struct rc_err err = RC_ERR_INIT;
	(void)state;

	for (int how = RC_TXN_ROLL_BACK; how <= RC_TXN_KEEP; how++) {
		die_in_trial();
		put("root/src/b.rs", "edited");
		assert_int_equal(recover((enum rc_txn_recover)how, false, &err),
				 RC_ESTATE);
		assert_non_null(strstr(err.msg, "'src/b.rs'"));
		assert_non_null(strstr(err.msg, "'journal/of/it'"));
		assert_file("root/src/a.rs", "A\r\n");
		assert_file("root/lib/c.rs", "new");
		assert_int_equal(recover((enum rc_txn_recover)how, true, &err),
				 0);
		assert_file("root/src/a.rs",
			    how == RC_TXN_KEEP ? "A\r\n" : "a\r\n");
		assert_file("root/src/b.rs", "edited");
		put("root/src/a.rs", "a\r\n");
		put("root/src/b.rs", "b");
		if (how == RC_TXN_KEEP)
			assert_int_equal(unlink("root/lib/c.rs"), 0);
		assert_files("journal", "");
	}
}

static void test_incomplete_plan(void **state)
{
	struct rc_txn_plan plan = RC_TXN_PLAN_INIT;
	bool is = true;
	(void)state;

	assert_int_equal(rc_txn_pending("nowhere", &is, &plan, NULL), 0);
	assert_false(is);
	put("journal/of/it/plan.new", "{\"schema\":\"rustcod");
	put("journal/of/it/lock", "");
	assert_false(pending(&plan));
	assert_files("journal", "of/it/lock ");
}

/* A journal may come with an unpacked archive: it is not trusted. */
static void test_hostile_plans(void **state)
{
#define PLAN(files)                                                       \
	"{\"schema\":\"rustcoder-plan/1\",\"run\":\"r\",\"iteration\":1," \
	"\"root\":\"root\",\"files\":[" files "]}\n"
#define FILE_OF(path, before, after)                                  \
	"{\"path\":\"" path "\",\"created\":false,\"before\":" before \
	",\"after\":" after "}"
	static const struct {
		const char *text;
		int ret;
	} plans[] = {
		{ "", RC_EPARSE },
		{ "\n", RC_EPARSE },
		{ "{}\n", RC_EPARSE },
		{ "[]\n", RC_EPARSE },
		{ PLAN("") "x", RC_EPARSE },
		{ PLAN("1"), RC_EPARSE },
		{ PLAN(FILE_OF("a.rs", "1", "1")), RC_EPARSE },
		{ PLAN(FILE_OF("a.rs", "1", "1")) "abc", RC_EPARSE },
		{ PLAN(FILE_OF("a.rs", "-1", "3")) "ab", RC_EPARSE },
		{ PLAN(FILE_OF("a.rs", "1e30", "1")) "ab", RC_EPARSE },
		{ PLAN(FILE_OF("a.rs", "0.5", "1")) "ab", RC_EPARSE },
		{ PLAN(FILE_OF("../a.rs", "1", "1")) "ab", RC_ESAFETY },
		{ PLAN(FILE_OF(".git/config", "1", "1")) "ab", RC_ESAFETY },
		{ PLAN(FILE_OF("/etc/a.rs", "1", "1")) "ab", RC_ESAFETY },
		{ PLAN(FILE_OF("a.rs", "1", "1")) "ab", 0 },
	};
	(void)state;

	for (size_t i = 0; i < RC_COUNT(plans); i++) {
		struct rc_txn_plan plan = RC_TXN_PLAN_INIT;
		struct rc_err err = RC_ERR_INIT;
		bool is = false;

		put("journal/of/it/plan", plans[i].text);
		assert_int_equal(rc_txn_pending("journal/of/it", &is, &plan,
						&err),
				 plans[i].ret);
		assert_int_equal(is, plans[i].ret == 0);
		rc_txn_plan_release(&plan);
	}
}

static void test_open_errors(void **state)
{
	struct rc_txn *txn = NULL;
	char run[64];
	(void)state;

	put("file", "");
	assert_int_equal(rc_txn_open(&txn, "file/x", "root", NULL), RC_EIO);
	assert_int_equal(rc_txn_open(&txn, "journal", "r\xff", NULL),
			 RC_EUNSUPPORTED);
	txn = open_txn();
	memset(run, 'r', sizeof(run));
	run[sizeof(run) - 1] = '\0';
	struct rc_changes changes = changes_of(sample, 3);
	assert_int_equal(rc_txn_try(txn, &changes, run, 1, NULL), RC_EINVAL);
	assert_int_equal(try_sample(txn, NULL), 0);
	assert_int_equal(try_sample(txn, NULL), RC_ESTATE);
	assert_after();
	rc_txn_close(txn);
}

/* A full disk, as far as it can be had without one. */
static void test_no_space(void **state)
{
	RC_CLEANUP(rc_freep) char *big = rc_xcalloc(1, 100001);
	struct rc_change two[2] = { change("src/a.rs", "a\r\n", "A"),
				    change("src/b.rs", "b", big) };
	struct rc_changes changes = changes_of(two, 2);
	struct rc_txn *txn = open_txn();
	struct rc_err err = RC_ERR_INIT;
	struct rlimit old, small = { 50000, RLIM_INFINITY };
	(void)state;

	memset(big, 'x', 100000);
	two[1].after_len = 100000;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	small.rlim_max = old.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	int ret = rc_txn_try(txn, &changes, RUN, 1, &err);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	assert_int_equal(ret, RC_EIO);
	assert_before();
	assert_files("root", FILES_BEFORE);
	assert_files("journal", "");
	assert_int_equal(rc_txn_try(txn, &changes, RUN, 1, &err), 0);

	/* The way back needs no space: the originals were kept. */
	small.rlim_cur = 0;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	ret = rc_txn_take_back(txn, &err);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	assert_int_equal(ret, 0);
	assert_before();
	rc_txn_close(txn);
}

#define txn_test(test) \
	cmocka_unit_test_setup_teardown(test, enter, scratch_leave)

int main(void)
{
	const struct CMUnitTest tests[] = {
		txn_test(test_take_back),
		txn_test(test_keep),
		txn_test(test_close_takes_back),
		txn_test(test_borrows_nothing),
		txn_test(test_mode_stays),
		txn_test(test_restored_file_is_newer),
		txn_test(test_try_refuses_changed_file),
		txn_test(test_take_back_leaves_foreign_files),
		txn_test(test_somebody_took_it_back_already),
		txn_test(test_bad_paths),
		txn_test(test_plan_survives),
		txn_test(test_recover),
		txn_test(test_recover_half_a_trial),
		txn_test(test_recover_never_started),
		txn_test(test_recover_foreign),
		txn_test(test_incomplete_plan),
		txn_test(test_hostile_plans),
		txn_test(test_open_errors),
		txn_test(test_no_space),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
