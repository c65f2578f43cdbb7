/* SPDX-License-Identifier: MIT */

/*
 * A trial over three files, again and again, with the process killed, or the
 * call failing, at the first system call that matters, at the second, and so
 * on until nothing is hit any more. Linked with --wrap for each of them, see
 * meson.build. Whatever happens, the next run finds a tree that is all before
 * or all after, and leaves nothing else behind.
 */

#include "edit/txn.h"

#include <errno.h>
#include <stdio.h>
#include <sys/wait.h>

#include "scratch.h"

#define KILLED 42
#define JOURNAL "journal"

static enum { FAULT_NONE, FAULT_KILL, FAULT_ERROR } fault;
static unsigned countdown;
static bool hit;

/* True when this call has to fail. */
static bool strikes(void)
{
	if (fault == FAULT_NONE || countdown == 0 || --countdown > 0)
		return false;
	if (fault == FAULT_KILL)
		_exit(KILLED);
	hit = true;
	errno = ENOSPC;
	return true;
}

#define WRAP(type, name, params, args)                      \
	type __real_##name params;                          \
	type __wrap_##name params;                          \
	type __wrap_##name params                           \
	{                                                   \
		return strikes() ? -1 : __real_##name args; \
	}

WRAP(int, linkat, (int fd, const char *from, int to, const char *name, int how),
     (fd, from, to, name, how))
WRAP(int, unlinkat, (int fd, const char *name, int how), (fd, name, how))
WRAP(int, renameat, (int fd, const char *from, int to, const char *name),
     (fd, from, to, name))
WRAP(int, renameat2,
     (int fd, const char *from, int to, const char *name, unsigned how),
     (fd, from, to, name, how))
WRAP(int, utimensat,
     (int fd, const char *name, const struct timespec times[2], int how),
     (fd, name, times, how))
WRAP(int, fchmod, (int fd, mode_t mode), (fd, mode))
WRAP(ssize_t, write, (int fd, const void *data, size_t len), (fd, data, len))

/* Counted, but not done: it would take most of the time. */
int __wrap_fsync(int fd);
int __wrap_fsync(int fd)
{
	(void)fd;
	return strikes() ? -1 : 0;
}

#define WRAP_OPENAT(name)                                                     \
	int __real_##name(int fd, const char *path, int flags, ...);          \
	int __wrap_##name(int fd, const char *path, int flags, ...);          \
	int __wrap_##name(int fd, const char *path, int flags, ...)           \
	{                                                                     \
		va_list ap;                                                   \
                                                                              \
		va_start(ap, flags);                                          \
		mode_t mode = flags & O_CREAT ? va_arg(ap, mode_t) : 0;       \
		va_end(ap);                                                   \
		return strikes() ? -1 : __real_##name(fd, path, flags, mode); \
	}

/* Which of the two it is, is a matter of _FILE_OFFSET_BITS. */
WRAP_OPENAT(openat)
WRAP_OPENAT(openat64)

static struct rc_change sample[] = {
	{ (char *)"src/a.rs", (char *)"a", (char *)"AA", 1, 2, false },
	{ (char *)"src/b.rs", (char *)"b", (char *)"", 1, 0, false },
	{ (char *)"lib/c.rs", (char *)"", (char *)"C", 0, 1, true },
};

enum tree { TREE_BEFORE, TREE_AFTER };

static void make_tree(void)
{
	assert_int_equal(rc_fs_remove_tree("root", NULL), 0);
	put("root/src/a.rs", "a");
	put("root/src/b.rs", "b");
	put("root/lib/keep.rs", "keep");
}

static void assert_tree(enum tree tree)
{
	assert_file("root/src/a.rs", tree == TREE_AFTER ? "AA" : "a");
	assert_file("root/src/b.rs", tree == TREE_AFTER ? "" : "b");
	if (tree == TREE_AFTER)
		assert_file("root/lib/c.rs", "C");
	assert_files("root", tree == TREE_AFTER
				     ? "lib/c.rs lib/keep.rs src/a.rs src/b.rs "
				     : "lib/keep.rs src/a.rs src/b.rs ");
	assert_files(JOURNAL, "");
}

static int try_sample(struct rc_txn **txn)
{
	struct rc_changes changes = { sample, RC_COUNT(sample), 0 };
	int ret = rc_txn_open(txn, JOURNAL, "root", NULL);

	return ret < 0 ? ret : rc_txn_try(*txn, &changes, "run", 1, NULL);
}

/* Ends a pending plan; false: there is none. Both may be hit by a fault. */
static int recover(enum rc_txn_recover how, bool *pending)
{
	struct rc_txn_plan plan = RC_TXN_PLAN_INIT;
	int ret = rc_txn_pending(JOURNAL, pending, &plan, NULL);

	if (ret == 0 && *pending)
		ret = rc_txn_recover(JOURNAL, &plan, how, false, NULL);
	rc_txn_plan_release(&plan);
	return ret;
}

/* True when a child that did this was killed on the way. */
static bool is_killed(void (*act)(int), int arg, unsigned at)
{
	pid_t pid = fork();
	int status = 0;

	if (pid == 0) {
		fault = FAULT_KILL;
		countdown = at;
		act(arg);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_true(WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == KILLED);
	return WEXITSTATUS(status) == KILLED;
}

static void act_trial(int keep)
{
	struct rc_txn *txn;

	if (try_sample(&txn) < 0 ||
	    (keep ? rc_txn_keep(txn, NULL) : rc_txn_take_back(txn, NULL)) < 0)
		_exit(1);
}

static void act_recover(int how)
{
	bool pending;

	if (recover((enum rc_txn_recover)how, &pending) < 0)
		_exit(1);
}

/* What the tree is now that nothing is pending any more. */
static void check_recovered(enum rc_txn_recover how, bool pending, int keep)
{
	if (pending)
		assert_tree(how == RC_TXN_KEEP ? TREE_AFTER : TREE_BEFORE);
	else if (keep && rc_fs_exists("root/lib/c.rs"))
		assert_tree(TREE_AFTER);
	else
		assert_tree(TREE_BEFORE);
}

static void test_killed(void **state)
{
	(void)state;
	for (int i = 0; i < 4; i++) {
		int keep = i % 2;
		enum rc_txn_recover how = i < 2 ? RC_TXN_ROLL_BACK
						: RC_TXN_KEEP;
		unsigned at = 1;

		for (make_tree(); is_killed(act_trial, keep, at); at++) {
			bool pending;

			assert_int_equal(recover(how, &pending), 0);
			check_recovered(how, pending, keep);
			make_tree();
		}
		assert_tree(keep ? TREE_AFTER : TREE_BEFORE);
		assert_true(at > 40); /* calls were counted at all */
	}
}

/* Killed in the trial, then in every recovery from it but the last. */
static void test_killed_again_and_again(void **state)
{
	(void)state;
	for (int how = RC_TXN_ROLL_BACK; how <= RC_TXN_KEEP; how++) {
		unsigned at = 1;

		for (make_tree(); is_killed(act_trial, 1, at); at += 3) {
			bool pending, more;
			struct rc_txn_plan plan = RC_TXN_PLAN_INIT;

			assert_int_equal(rc_txn_pending(JOURNAL, &pending,
							&plan, NULL),
					 0);
			rc_txn_plan_release(&plan);
			for (unsigned n = 1; is_killed(act_recover, how, n);)
				n++;
			assert_int_equal(
				recover((enum rc_txn_recover)how, &more), 0);
			assert_false(more);
			check_recovered((enum rc_txn_recover)how, pending, 1);
			make_tree();
		}
	}
}

/* One call fails in try; the tree is as before at once, and usable. */
static void test_try_fails(void **state)
{
	unsigned failed = 0;
	(void)state;

	make_tree();
	for (unsigned at = 1; at == 1 || hit; at++) {
		struct rc_txn *txn = NULL;
		bool pending;

		hit = false;
		fault = FAULT_ERROR;
		countdown = at;
		int ret = try_sample(&txn);
		fault = FAULT_NONE;
		if (ret == 0) /* it could do without that call */
			assert_int_equal(rc_txn_take_back(txn, NULL), 0);
		else
			failed++;
		assert_tree(TREE_BEFORE);
		assert_int_equal(recover(RC_TXN_ROLL_BACK, &pending), 0);
		assert_false(pending);
		rc_txn_close(txn);
	}
	assert_true(failed > 20);
}

/* One call fails on the way back: what is left is done by the next try. */
static void test_take_back_fails(void **state)
{
	unsigned failed = 0;
	(void)state;

	make_tree();
	for (unsigned at = 1; at == 1 || hit; at++) {
		struct rc_txn *txn = NULL;

		assert_int_equal(try_sample(&txn), 0);
		hit = false;
		fault = FAULT_ERROR;
		countdown = at;
		int ret = rc_txn_take_back(txn, NULL);
		fault = FAULT_NONE;
		failed += ret < 0;
		if (ret < 0 && at % 2)
			assert_int_equal(rc_txn_take_back(txn, NULL), 0);
		rc_txn_close(txn);
		assert_tree(TREE_BEFORE);
	}
	assert_true(failed > 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		scratch_test(test_killed),
		scratch_test(test_killed_again_and_again),
		scratch_test(test_try_fails),
		scratch_test(test_take_back_fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
