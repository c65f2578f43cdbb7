/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/event.h"
#include "base/fs.h"
#include "base/mem.h"
#include "base/strv.h"
#include "run/proc.h"

/* Every test has a shell script, the options and what came of it. */
struct job {
	const char *argv[4];
	struct rc_proc_opts opts;
	struct rc_proc_result result;
	struct rc_err err;
	struct rc_strv lines, err_lines;
	int stop_after; /* lines; 0: never */
};

static int on_line(char *line, size_t len, void *data)
{
	struct job *job = data;

	assert_int_equal(line[len], '\0');
	rc_strv_add(&job->lines, line);
	return job->stop_after && (int)job->lines.n >= job->stop_after;
}

static void on_err_line(const char *line, size_t len, void *data)
{
	struct job *job = data;

	assert_int_equal(strlen(line), len);
	rc_strv_add(&job->err_lines, line);
}

static int set_up(void **state)
{
	struct job *job = rc_xcalloc(1, sizeof(*job));

	job->argv[0] = "sh";
	job->argv[1] = "-c";
	job->opts.argv = job->argv;
	job->opts.data = job;
	job->result = (struct rc_proc_result)RC_PROC_RESULT_INIT;
	*state = job;
	return 0;
}

static int tear_down(void **state)
{
	struct job *job = *state;

	rc_proc_result_release(&job->result);
	rc_strv_release(&job->lines);
	rc_strv_release(&job->err_lines);
	rc_free(job);
	/* Nobody may be left to wait for. */
	return waitpid(-1, NULL, WNOHANG) != -1 || errno != ECHILD;
}

static void run(struct job *job, const char *script)
{
	job->argv[2] = script;
	assert_int_equal(rc_proc_run(&job->opts, &job->result, &job->err), 0);
}

static void nap(long ms)
{
	const struct timespec time = { ms / 1000, ms % 1000 * 1000000 };

	nanosleep(&time, NULL);
}

static pid_t pid_in(const char *text)
{
	long pid = strtol(text, NULL, 10);

	assert_true(pid > 1);
	return (pid_t)pid;
}

/* Dead: whether init has already reaped it is not our business. */
static void assert_gone(const char *text)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf buf = RC_BUF_INIT(0);
	RC_CLEANUP(rc_freep)
	char *path = rc_xasprintf("/proc/%d/status", (int)pid_in(text));

	if (rc_fs_read(path, &buf, NULL) == 0)
		assert_non_null(strstr(buf.ptr, "State:\tZ"));
}

static void test_output_and_status(void **state)
{
	struct job *job = *state;

	run(job, "echo out; echo err >&2; exit 3");
	assert_int_equal(job->result.end, RC_PROC_EXITED);
	assert_int_equal(job->result.status, 3);
	assert_string_equal(job->result.out.ptr, "out\n");
	assert_string_equal(job->result.err.ptr, "err\n");
	run(job, "kill -SEGV $$");
	assert_int_equal(job->result.end, RC_PROC_SIGNALED);
	assert_int_equal(job->result.status, SIGSEGV);
	assert_string_equal(job->result.out.ptr, "");
}

static void test_stdin(void **state)
{
	struct job *job = *state;

	run(job, "cat; echo end");
	assert_string_equal(job->result.out.ptr, "end\n");
	job->opts.input = "given";
	run(job, "cat");
	assert_string_equal(job->result.out.ptr, "given");
	/* Not read at all: no SIGPIPE for us, nobody waits. */
	size_t len = (size_t)4 << 20;
	RC_CLEANUP(rc_freep) char *big = rc_xmalloc(len + 1);
	memset(big, 'x', len);
	big[len] = '\0';
	job->opts.input = big;
	run(job, "exit 0");
	run(job, "wc -c");
	assert_int_equal(strtol(job->result.out.ptr, NULL, 10), len);
}

static void test_cwd_and_env(void **state)
{
	static const char *const env[] = { "PATH=/usr/bin:/bin", "X=y", NULL };
	struct job *job = *state;

	job->opts.cwd = "/usr";
	job->opts.env = env;
	run(job, "pwd; echo $X; echo \"[$HOME]\"");
	assert_string_equal(job->result.out.ptr, "/usr\ny\n[]\n");
}

static void test_missing(void **state)
{
	struct job *job = *state;
	static const char *const none[] = { "no-such-program", NULL };
	static const char *const plain[] = { "/etc/passwd", NULL };

	job->opts.argv = none;
	assert_int_equal(rc_proc_run(&job->opts, &job->result, &job->err),
			 RC_ENOTFOUND);
	assert_string_equal(job->err.msg,
			    "cannot find the program 'no-such-program'");
	job->opts.argv = plain;
	assert_int_equal(rc_proc_run(&job->opts, &job->result, &job->err),
			 RC_ENOTFOUND);
	assert_int_equal(job->err.code, RC_ENOTFOUND);
	assert_string_equal(job->err.msg,
			    "cannot run '/etc/passwd': Permission denied");
	job->opts.argv = job->argv;
	job->opts.cwd = "/no/such/folder";
	assert_int_equal(rc_proc_run(&job->opts, &job->result, &job->err),
			 RC_ENOTFOUND);
	assert_string_equal(job->err.msg, "no folder '/no/such/folder'");
}

/* A repository must not be able to bring its own "sh" along. */
static void test_path_ignores_relative_folders(void **state)
{
	static const char *const env[] = { "PATH=.::bin:/usr/bin:/bin", NULL };
	struct job *job = *state;
	char dir[] = "/tmp/rc-proc-XXXXXX";

	assert_non_null(mkdtemp(dir));
	RC_CLEANUP(rc_freep)
	char *script = rc_xasprintf(
		"cd %s && printf '#!/bin/sh\\necho evil' >sh && chmod +x sh",
		dir);
	run(job, script);
	job->opts.cwd = dir;
	job->opts.env = env;
	run(job, "echo good; /bin/rm sh");
	assert_string_equal(job->result.out.ptr, "good\n");
	assert_int_equal(rmdir(dir), 0);
}

static void test_both_pipes_flooded(void **state)
{
	struct job *job = *state;

	job->opts.timeout_ms = 30000;
	run(job, "yes out | head -c 3000000 & yes err | head -c 3000000 >&2;"
		 "wait; echo last");
	assert_int_equal(job->result.end, RC_PROC_EXITED);
	assert_int_equal(job->result.out.len, 1 << 20);
	assert_int_equal(job->result.err.len, 1 << 20);
	assert_true(job->result.out.overflow);
	assert_string_equal(job->result.out.ptr + (1 << 20) - 5, "last\n");
}

static void test_keeps_the_end(void **state)
{
	struct job *job = *state;

	job->opts.max_keep = 10;
	run(job, "for i in 1 2 3 4 5 6 7 8 9; do echo line$i; sleep .01; done");
	assert_string_equal(job->result.out.ptr, "ne8\nline9\n");
	assert_true(job->result.out.overflow);
	run(job, "printf 0123456789");
	assert_string_equal(job->result.out.ptr, "0123456789");
	assert_false(job->result.out.overflow);
	run(job, "printf 0123456789a");
	assert_string_equal(job->result.out.ptr, "123456789a");
	assert_true(job->result.out.overflow);
}

static void test_too_much_output(void **state)
{
	struct job *job = *state;

	job->opts.max_output = 100000;
	run(job, "yes");
	assert_int_equal(job->result.end, RC_PROC_FLOODED);
	assert_true(job->result.ms < 2000);
}

static void test_lines(void **state)
{
	struct job *job = *state;

	job->opts.on_line = on_line;
	job->opts.on_err_line = on_err_line;
	run(job, "printf 'one\\n\\ntw'; sleep .1; printf 'o\\nth'; sleep .1;"
		 "printf ree; printf 'e1\\ne2' >&2");
	assert_int_equal(job->lines.n, 4);
	assert_string_equal(job->lines.v[0], "one");
	assert_string_equal(job->lines.v[1], "");
	assert_string_equal(job->lines.v[2], "two");
	assert_string_equal(job->lines.v[3], "three");
	assert_int_equal(job->err_lines.n, 2);
	assert_string_equal(job->err_lines.v[1], "e2");
	assert_string_equal(job->result.out.ptr, "");
	assert_string_equal(job->result.err.ptr, "e1\ne2");
}

static void test_long_lines_are_dropped(void **state)
{
	struct job *job = *state;

	job->opts.on_line = on_line;
	job->opts.max_line = 1000;
	run(job, "echo a; head -c 1001 /dev/zero | tr '\\0' x; echo; echo b;"
		 "head -c 1000 /dev/zero | tr '\\0' y; echo;"
		 "head -c 300000 /dev/zero | tr '\\0' z; echo; echo c;"
		 "head -c 5000 /dev/zero | tr '\\0' z");
	assert_int_equal(job->lines.n, 4);
	assert_string_equal(job->lines.v[1], "b");
	assert_int_equal(strlen(job->lines.v[2]), 1000);
	assert_string_equal(job->lines.v[3], "c");
	assert_int_equal(job->result.dropped_lines, 3);
}

static void test_callback_stops(void **state)
{
	struct job *job = *state;

	job->opts.on_line = on_line;
	job->stop_after = 3;
	run(job, "yes");
	assert_int_equal(job->result.end, RC_PROC_CANCELLED);
	assert_int_equal(job->lines.n, 3);
}

static void test_timeout_ends_grandchildren(void **state)
{
	struct job *job = *state;

	job->opts.timeout_ms = 300;
	job->opts.on_line = on_line;
	run(job, "sleep 100 & echo $!; sh -c 'sleep 100 & echo $!; wait'");
	assert_int_equal(job->result.end, RC_PROC_TIMEOUT);
	assert_in_range(job->result.ms, 290, 60000);
	assert_int_equal(job->lines.n, 2);
	assert_gone(job->lines.v[0]);
	assert_gone(job->lines.v[1]);
}

static void test_timeout_of_the_stubborn(void **state)
{
	struct job *job = *state;
	int64_t start = rc_now_ms();

	job->opts.timeout_ms = 200;
	run(job, "trap 'echo asked' TERM; while :; do sleep .1; done");
	assert_int_equal(job->result.end, RC_PROC_TIMEOUT);
	assert_int_equal(job->result.status, SIGKILL);
	assert_string_equal(job->result.out.ptr, "asked\n");
	assert_in_range(rc_now_ms() - start, 2100, 60000);
}

static void test_timeout_of_the_stopped(void **state)
{
	struct job *job = *state;

	job->opts.timeout_ms = 200;
	run(job, "kill -STOP $$");
	assert_int_equal(job->result.end, RC_PROC_TIMEOUT);
	assert_int_equal(job->result.status, SIGTERM);
}

static void test_background_holds_the_pipe(void **state)
{
	struct job *job = *state;
	int64_t start = rc_now_ms();

	job->opts.on_line = on_line;
	run(job, "sleep 100 & echo $!");
	assert_int_equal(job->result.end, RC_PROC_EXITED);
	assert_int_equal(job->result.status, 0);
	assert_true(rc_now_ms() - start < 60000);
	assert_gone(job->lines.v[0]);
}

/* Left the group: not ours to kill, but neither to wait for. */
static void test_daemon_holds_the_pipe(void **state)
{
	struct job *job = *state;
	int64_t start = rc_now_ms();

	job->opts.on_line = on_line;
	run(job, "setsid sh -c 'echo $$; exec sleep 100' & sleep .3");
	assert_int_equal(job->result.end, RC_PROC_EXITED);
	assert_true(rc_now_ms() - start < 60000);
	assert_int_equal(job->lines.n, 1);
	assert_int_equal(kill(pid_in(job->lines.v[0]), SIGKILL), 0);
}

static void test_daemon_floods_the_pipe(void **state)
{
	struct job *job = *state;
	int64_t start = rc_now_ms();

	/* How much it writes until then depends on the machine. */
	job->opts.max_output = SIZE_MAX;
	run(job, "setsid sh -c 'echo $$ >&2; exec yes' & sleep .1");
	assert_int_equal(job->result.end, RC_PROC_EXITED);
	assert_true(rc_now_ms() - start < 60000);
	/* Our end is closed: yes(1) dies of SIGPIPE by itself. */
	nap(200);
	assert_gone(job->result.err.ptr);
}

static void test_closed_early(void **state)
{
	struct job *job = *state;

	run(job, "exec >&- 2>&-; sleep .3; exit 4");
	assert_int_equal(job->result.status, 4);
	assert_true(job->result.ms >= 290);
}

static void *trigger_soon(void *data)
{
	nap(200);
	rc_cancel_trigger(data);
	return NULL;
}

static void test_cancel(void **state)
{
	struct job *job = *state;
	struct rc_cancel *cancel = rc_cancel_new();
	pthread_t thread;

	job->opts.cancel = cancel;
	assert_int_equal(pthread_create(&thread, NULL, trigger_soon, cancel),
			 0);
	run(job, "sleep 100");
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_int_equal(job->result.end, RC_PROC_CANCELLED);
	assert_in_range(job->result.ms, 150, 60000);
	/* Once cancelled, nothing starts. */
	run(job, "echo no");
	assert_int_equal(job->result.end, RC_PROC_CANCELLED);
	assert_string_equal(job->result.out.ptr, "");
	rc_cancel_free(cancel);
}

static void *stop_and_continue(void *data)
{
	(void)data;
	nap(150);
	rc_proc_signal_all(SIGTSTP);
	nap(700);
	rc_proc_signal_all(SIGCONT);
	return NULL;
}

static void test_signal_all(void **state)
{
	struct job *job = *state;
	pthread_t thread;

	rc_proc_signal_all(SIGKILL); /* nobody there: nobody hurt */
	assert_int_equal(pthread_create(&thread, NULL, stop_and_continue, NULL),
			 0);
	run(job, "for i in 1 2 3 4 5; do sleep .1; echo $i; done");
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_string_equal(job->result.out.ptr, "1\n2\n3\n4\n5\n");
	assert_true(job->result.ms >= 750);
}

/* Our own stop, as by Ctrl-Z: for longer than all of the deadline. */
static void test_time_stopped_does_not_count(void **state)
{
	struct job *job = *state;

	pid_t pid = fork();
	if (pid == 0) {
		job->argv[2] = "sleep 3.4";
		job->opts.timeout_ms = 2000;
		int ret = rc_proc_run(&job->opts, &job->result, &job->err);
		_exit(ret || job->result.end != RC_PROC_EXITED);
	}
	int status = -1;
	nap(200);
	kill(pid, SIGSTOP);
	nap(2900);
	kill(pid, SIGCONT);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void test_descriptors(void **state)
{
	struct job *job = *state;
	int before = dup(0);

	close(before);
	/* What whoever runs the tests left open is not ours to judge. */
	for (int fd = 3; fd < 1024; fd++)
		fcntl(fd, F_SETFD, FD_CLOEXEC);
	/* "ls" has one open for the folder itself. */
	run(job, "exec ls /proc/self/fd");
	assert_string_equal(job->result.out.ptr, "0\n1\n2\n3\n");
	job->opts.input = "x";
	run(job, "exec ls /proc/self/fd");
	assert_string_equal(job->result.out.ptr, "0\n1\n2\n3\n");
	int after = dup(0);
	assert_int_equal(before, after);
	close(after);
}

static void test_without_standard_descriptors(void **state)
{
	struct job *job = *state;
	static const char *const inputs[] = { NULL, "text" };

	pid_t pid = fork();
	if (pid == 0) {
		bool good = true;

		for (int fd = 0; fd < 3; fd++)
			close(fd);
		for (size_t i = 0; i < RC_COUNT(inputs); i++) {
			job->argv[2] = "cat; echo out; echo err >&2";
			job->opts.input = inputs[i];
			good &= !rc_proc_run(&job->opts, &job->result, NULL);
			good &= !strcmp(job->result.out.ptr,
					i ? "textout\n" : "out\n");
			good &= !strcmp(job->result.err.ptr, "err\n");
		}
		for (int fd = 0; fd < 3; fd++)
			good &= fcntl(fd, F_GETFD) < 0;
		_exit(!good);
	}
	int status = -1;
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void test_signals_are_default(void **state)
{
	struct job *job = *state;
	sigset_t set;

	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	run(job, "grep SigBlk /proc/self/status; kill -PIPE $$");
	assert_string_equal(job->result.out.ptr, "SigBlk:\t0000000000000000\n");
	assert_int_equal(job->result.end, RC_PROC_SIGNALED);
	assert_int_equal(job->result.status, SIGPIPE);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	signal(SIGPIPE, SIG_DFL);
}

static void *run_many(void *data)
{
	for (int i = 0; i < 20; i++) {
		struct rc_proc_result result = RC_PROC_RESULT_INIT;
		const char *argv[] = { "echo", data, NULL };
		struct rc_proc_opts opts = { .argv = argv };

		if (rc_proc_run(&opts, &result, NULL) < 0 ||
		    strncmp(result.out.ptr, data, 1) != 0)
			abort();
		rc_proc_result_release(&result);
	}
	return NULL;
}

static void test_threads(void **state)
{
	(void)state;
	char names[4][2] = { "a", "b", "c", "d" };
	pthread_t threads[4];

	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, run_many,
						names[i]),
				 0);
	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_join(threads[i], NULL), 0);
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_output_and_status),
		TEST(test_stdin),
		TEST(test_cwd_and_env),
		TEST(test_missing),
		TEST(test_path_ignores_relative_folders),
		TEST(test_both_pipes_flooded),
		TEST(test_keeps_the_end),
		TEST(test_too_much_output),
		TEST(test_lines),
		TEST(test_long_lines_are_dropped),
		TEST(test_callback_stops),
		TEST(test_timeout_ends_grandchildren),
		TEST(test_timeout_of_the_stubborn),
		TEST(test_timeout_of_the_stopped),
		TEST(test_background_holds_the_pipe),
		TEST(test_daemon_holds_the_pipe),
		TEST(test_daemon_floods_the_pipe),
		TEST(test_closed_early),
		TEST(test_cancel),
		TEST(test_signal_all),
		TEST(test_time_stopped_does_not_count),
		TEST(test_descriptors),
		TEST(test_without_standard_descriptors),
		TEST(test_signals_are_default),
		TEST(test_threads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
