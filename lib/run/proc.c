/* SPDX-License-Identifier: MIT */
#include "run/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cancel.h"
#include "base/err.h"
#include "base/event.h"
#include "base/fs.h"
#include "base/mem.h"

#define MAX_LINE ((size_t)16 << 20)
#define MAX_OUTPUT ((size_t)256 << 20)
#define MAX_KEEP ((size_t)1 << 20)
#define CHUNK ((size_t)64 << 10)

/* Milliseconds, all of them. */
#define TICK 1000     /* the longest sleep */
#define TICK_BLIND 20 /* the same where no descriptor tells of the exit */
#define SLACK 1000    /* a loop may take so much longer than it slept */
#define GRACE 2000    /* from SIGTERM to SIGKILL */
#define QUIET 50      /* a pipe held open by somebody who left the group */
#define GONE 100      /* for killed processes to disappear */

/* What a pipe can hold, generously: more comes from somebody still alive. */
#define DRAIN_READS 32
#define DRAIN_POLLS 20

/* Slots of live process groups, read by signal handlers; 0 is free. */
static _Atomic(pid_t) live[64];

struct stream {
	int fd;	   /* -1: at its end */
	bool skip; /* inside a line that is too long */
	bool is_out;
	struct rc_buf line; /* a line that has not ended yet */
	struct rc_buf *keep;
	size_t offered; /* bytes that keep should hold, but for its cap */
};

struct run {
	const struct rc_proc_opts *opts;
	struct rc_proc_result *result;
	struct stream streams[2];
	char *chunk;
	pid_t pid;
	int pidfd;	 /* -1: not on this kernel */
	size_t total;	 /* bytes of output */
	int64_t now;	 /* rc_now_ms() at the last look */
	int64_t spent;	 /* time that counts */
	int64_t kill_at; /* in terms of spent; 0: nothing was asked to end */
	bool killed, exited;
};

static size_t or_default(size_t value, size_t def)
{
	return value ? value : def;
}

static void remember(pid_t pid)
{
	for (size_t i = 0; i < RC_COUNT(live); i++) {
		pid_t none = 0;

		if (atomic_compare_exchange_strong(&live[i], &none, pid))
			return;
	}
}

static void forget(pid_t pid)
{
	for (size_t i = 0; i < RC_COUNT(live); i++) {
		pid_t was = pid;

		if (atomic_compare_exchange_strong(&live[i], &was, 0))
			return;
	}
}

void rc_proc_signal_all(int sig)
{
	int saved = errno;

	/* A group with no parent in its session ignores the gentle stop. */
	if (sig == SIGTSTP)
		sig = SIGSTOP;
	for (size_t i = 0; i < RC_COUNT(live); i++) {
		pid_t pid = atomic_load(&live[i]);

		if (pid > 0)
			kill(-pid, sig);
	}
	errno = saved;
}

/*
 * Keeps a descriptor out of 0 to 2, which may be closed here: the child's own
 * are made by dup2(2) over them.
 */
static int lift(int fd)
{
	if (fd < 0 || fd > STDERR_FILENO)
		return fd;
	int high = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	rc_closep(&fd);
	return high;
}

/* A file, not a pipe: nobody has to feed it, and no SIGPIPE can come back. */
static int open_input(const char *input)
{
	if (!input)
		return lift(open("/dev/null", O_RDONLY | O_CLOEXEC));
	int fd = lift(memfd_create("rustcoder-input", MFD_CLOEXEC));
	size_t len = strlen(input);
	for (size_t done = 0; fd >= 0 && done < len;) {
		ssize_t n = write(fd, input + done, len - done);

		if (n > 0)
			done += (size_t)n;
		else if (n == 0 || errno != EINTR)
			rc_closep(&fd);
	}
	if (fd >= 0)
		lseek(fd, 0, SEEK_SET);
	return fd;
}

/* Only our end does not block: the other is a description of its own. */
static int open_pipe(int ends[2])
{
	int pair[2];

	if (pipe2(pair, O_CLOEXEC) < 0)
		return -1;
	ends[0] = lift(pair[0]);
	ends[1] = lift(pair[1]);
	if (ends[0] < 0 || ends[1] < 0)
		return -1;
	return fcntl(ends[0], F_SETFL, O_NONBLOCK);
}

static bool is_program(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
	       faccessat(AT_FDCWD, path, X_OK, AT_EACCESS) == 0;
}

static const char *find_path(char *const *env)
{
	for (; env && *env; env++)
		if (!strncmp(*env, "PATH=", 5))
			return *env + 5;
	return "/usr/local/bin:/usr/bin:/bin";
}

/*
 * Not posix_spawnp(3): it looks relative entries of PATH up in the child's
 * folder, which is somebody's repository.
 */
static char *find_program(const char *name, char *const *env)
{
	if (strchr(name, '/'))
		return rc_xstrdup(name);
	for (const char *dir = find_path(env); *dir;) {
		size_t len = strcspn(dir, ":");

		if (dir[0] == '/') {
			char *path =
				rc_xasprintf("%.*s/%s", (int)len, dir, name);

			if (is_program(path))
				return path;
			rc_free(path);
		}
		dir += len + (dir[len] == ':');
	}
	return NULL;
}

/*
 * A session, not just a group: with a terminal a program that asks for a
 * password would be stopped (SIGTTIN) and wait for ever.
 */
static int set_attributes(posix_spawnattr_t *attr)
{
	sigset_t none, defaults;

	sigemptyset(&none);
	sigemptyset(&defaults);
	/* Programs like ours ignore it, and exec would hand that on. */
	sigaddset(&defaults, SIGPIPE);
	posix_spawnattr_setsigmask(attr, &none);
	posix_spawnattr_setsigdefault(attr, &defaults);
	return posix_spawnattr_setflags(attr, POSIX_SPAWN_SETSID |
						      POSIX_SPAWN_SETSIGMASK |
						      POSIX_SPAWN_SETSIGDEF);
}

static int set_files(posix_spawn_file_actions_t *files, const int fds[3],
		     const char *cwd)
{
	int ret = 0;

	for (int i = 0; i < 3 && !ret; i++)
		ret = posix_spawn_file_actions_adddup2(files, fds[i], i);
	if (cwd && !ret)
		ret = posix_spawn_file_actions_addchdir_np(files, cwd);
	return ret;
}

/* Returns an errno, as posix_spawn(3) does. */
static int spawn(struct run *run, const char *path, char *const *env,
		 const int fds[3])
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	sigset_t all, old;

	posix_spawn_file_actions_init(&files);
	posix_spawnattr_init(&attr);
	int sys = set_files(&files, fds, run->opts->cwd);
	if (!sys)
		sys = set_attributes(&attr);
	/* A handler that signals all groups must find this one, too. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	if (!sys)
		sys = posix_spawn(&run->pid, path, &files, &attr,
				  (char *const *)run->opts->argv, env);
	if (!sys)
		remember(run->pid);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&files);
	return sys;
}

static int spawn_error(const struct rc_proc_opts *opts, int sys,
		       struct rc_err *err)
{
	if (opts->cwd && !rc_fs_is_dir(opts->cwd))
		return rc_err_set(err, RC_ENOTFOUND, "no folder '%s'",
				  opts->cwd);
	errno = sys;
	rc_err_sys(err, "cannot run '%s'", opts->argv[0]);
	if (sys == EAGAIN || sys == ENOMEM || sys == EMFILE || sys == ENFILE)
		return RC_EIO;
	/* Not there, not executable, no such interpreter: no program. */
	if (err)
		err->code = RC_ENOTFOUND;
	return RC_ENOTFOUND;
}

static int start(struct run *run, const int fds[3], struct rc_err *err)
{
	const struct rc_proc_opts *opts = run->opts;
	char *const *env = opts->env ? (char *const *)opts->env : environ;
	RC_CLEANUP(rc_freep) char *path = find_program(opts->argv[0], env);

	if (!path)
		return rc_err_set(err, RC_ENOTFOUND,
				  "cannot find the program '%s'",
				  opts->argv[0]);
	int sys = spawn(run, path, env, fds);
	if (sys)
		return spawn_error(opts, sys, err);
#ifdef SYS_pidfd_open
	run->pidfd = (int)syscall(SYS_pidfd_open, run->pid, 0);
#endif
	return 0;
}

/* Opens all ends, starts the child and closes what is now its own. */
static int open_and_start(struct run *run, struct rc_err *err)
{
	int out[2] = { -1, -1 }, errs[2] = { -1, -1 };
	int in = open_input(run->opts->input);
	int ret;

	if (in < 0 || open_pipe(out) < 0 || open_pipe(errs) < 0)
		ret = rc_err_sys(err, "cannot open pipes for '%s'",
				 run->opts->argv[0]);
	else
		ret = start(run, (int[]){ in, out[1], errs[1] }, err);
	rc_closep(&in);
	rc_closep(&out[1]);
	rc_closep(&errs[1]);
	run->streams[0].fd = out[0];
	run->streams[1].fd = errs[0];
	return ret;
}

static void signal_group(const struct run *run, int sig)
{
	kill(-run->pid, sig);
}

/* The first reason stays. */
static void ask_to_end(struct run *run, enum rc_proc_end why)
{
	if (run->result->end != RC_PROC_EXITED)
		return;
	run->result->end = why;
	run->kill_at = run->spent + GRACE;
	if (run->exited)
		return;
	signal_group(run, SIGTERM);
	signal_group(run, SIGCONT); /* a stopped one must see it, too */
}

/* line is terminated; after the decision to kill nobody is told any more. */
static void tell(struct run *run, struct stream *stream, char *line, size_t len)
{
	const struct rc_proc_opts *opts = run->opts;

	if (run->result->end != RC_PROC_EXITED)
		return;
	if (!stream->is_out && opts->on_err_line)
		opts->on_err_line(line, len, opts->data);
	if (stream->is_out && opts->on_line &&
	    opts->on_line(line, len, opts->data))
		ask_to_end(run, RC_PROC_CANCELLED);
}

/* A line that is too long is worth nothing cut: all of it goes. */
static void drop_line(struct run *run, struct stream *stream)
{
	rc_buf_clear(&stream->line);
	stream->skip = true;
	if (stream->is_out)
		run->result->dropped_lines++;
}

static void end_line(struct run *run, struct stream *stream, char *rest,
		     size_t len)
{
	struct rc_buf *line = &stream->line;

	if (stream->skip) {
		stream->skip = false;
		return;
	}
	if (line->len) {
		rc_buf_add(line, rest, len);
		rest = line->ptr;
		len = line->len;
	}
	if (line->overflow || len > line->max)
		drop_line(run, stream);
	else
		tell(run, stream, rest, len);
	stream->skip = false;
	rc_buf_clear(line);
}

static void split(struct run *run, struct stream *stream, char *data,
		  size_t len)
{
	char *end = data + len;

	while (data < end) {
		char *newline = memchr(data, '\n', (size_t)(end - data));

		if (!newline)
			break;
		*newline = '\0';
		end_line(run, stream, data, (size_t)(newline - data));
		data = newline + 1;
	}
	if (data == end || stream->skip)
		return;
	rc_buf_add(&stream->line, data, (size_t)(end - data));
	if (stream->line.overflow)
		drop_line(run, stream);
}

/* Cuts the front only once as much again has come, so that moves are few. */
static void keep_end(struct stream *stream, size_t max, const char *data,
		     size_t len)
{
	struct rc_buf *keep = stream->keep;

	stream->offered += len;
	if (keep->len + len > 2 * max) {
		size_t tail = len < max ? max - len : 0;

		if (keep->len > tail)
			rc_buf_consume(keep, keep->len - tail);
		if (len > max) {
			data += len - max;
			len = max;
		}
	}
	rc_buf_add(keep, data, len);
}

static void take(struct run *run, struct stream *stream, char *data, size_t len)
{
	const struct rc_proc_opts *opts = run->opts;
	bool by_line = stream->is_out ? opts->on_line != NULL
				      : opts->on_err_line != NULL;

	run->total += len;
	if (!stream->is_out || !by_line)
		keep_end(stream, or_default(opts->max_keep, MAX_KEEP), data,
			 len);
	if (by_line)
		split(run, stream, data, len);
	if (run->total > or_default(opts->max_output, MAX_OUTPUT))
		ask_to_end(run, RC_PROC_FLOODED);
}

/* Once: the loop must also look at the clock. True when there was data. */
static bool read_once(struct run *run, struct stream *stream)
{
	if (stream->fd < 0)
		return false;
	ssize_t n = read(stream->fd, run->chunk, CHUNK);
	if (n > 0) {
		take(run, stream, run->chunk, (size_t)n);
		return true;
	}
	if (n == 0 || (errno != EAGAIN && errno != EINTR))
		rc_closep(&stream->fd);
	return false;
}

/*
 * Asks without reaping: as long as the zombie is there its number, which is
 * the group's, cannot come to mean somebody else.
 */
static void look_for_exit(struct run *run)
{
	siginfo_t info = { .si_pid = 0 };

	if (waitid(P_PID, (id_t)run->pid, &info, WEXITED | WNOHANG | WNOWAIT) ==
	    0)
		run->exited = info.si_pid != 0;
	else
		run->exited = errno == ECHILD; /* SIGCHLD ignored by the host */
}

static int next_timeout(const struct run *run)
{
	int64_t timeout = run->pidfd < 0 ? TICK_BLIND : TICK;
	int64_t left = timeout;

	if (run->kill_at)
		left = run->kill_at - run->spent;
	else if (run->opts->timeout_ms)
		left = run->opts->timeout_ms - run->spent;
	if (run->killed || left > timeout)
		return (int)timeout;
	return left > 0 ? (int)left : 0;
}

/* Stopped by Ctrl-Z, a loop takes hours: only what it slept counts then. */
static void count_time(struct run *run, int timeout)
{
	int64_t now = rc_now_ms();
	int64_t passed = now - run->now;

	run->now = now;
	run->spent += passed > timeout + SLACK ? timeout : passed;
}

static void check_limits(struct run *run)
{
	const struct rc_proc_opts *opts = run->opts;

	if (rc_cancelled(opts->cancel))
		ask_to_end(run, RC_PROC_CANCELLED);
	if (opts->timeout_ms && run->spent >= opts->timeout_ms)
		ask_to_end(run, RC_PROC_TIMEOUT);
	if (run->kill_at && run->spent >= run->kill_at && !run->killed) {
		signal_group(run, SIGKILL);
		run->killed = true;
	}
}

static void wait_once(struct run *run)
{
	/* A triggered cancel stays readable: it must not be polled again. */
	bool ending = run->result->end != RC_PROC_EXITED;
	struct pollfd fds[] = {
		{ run->streams[0].fd, POLLIN, 0 },
		{ run->streams[1].fd, POLLIN, 0 },
		{ run->pidfd, POLLIN, 0 },
		{ ending ? -1 : rc_cancel_fd(run->opts->cancel), POLLIN, 0 },
	};
	int timeout = next_timeout(run);

	if (poll(fds, RC_COUNT(fds), timeout) > 0) {
		for (size_t i = 0; i < RC_COUNT(run->streams); i++)
			if (fds[i].revents)
				read_once(run, &run->streams[i]);
	}
	count_time(run, timeout);
}

static bool is_open(const struct run *run)
{
	return run->streams[0].fd >= 0 || run->streams[1].fd >= 0;
}

static void read_available(struct run *run)
{
	bool more = true;

	for (int reads = 0; more && reads < DRAIN_READS; reads++) {
		more = false;
		for (size_t i = 0; i < RC_COUNT(run->streams); i++)
			more |= read_once(run, &run->streams[i]);
	}
}

/*
 * After the child: first what is in the pipes, then an end to the rest of its
 * group, then what those had written. Who left the group (a daemon such as
 * sccache) may hold a pipe open for ever; we do not wait for that. The bounds
 * are numbers, not times, so that a slow callback loses nothing.
 */
static void drain(struct run *run)
{
	read_available(run);
	signal_group(run, SIGKILL);
	for (int polls = 0; is_open(run) && polls < DRAIN_POLLS; polls++) {
		struct pollfd fds[] = {
			{ run->streams[0].fd, POLLIN, 0 },
			{ run->streams[1].fd, POLLIN, 0 },
		};

		if (poll(fds, RC_COUNT(fds), QUIET) == 0)
			break;
		read_available(run);
	}
}

/* A last line without a newline is a line. */
static void end_streams(struct run *run)
{
	for (size_t i = 0; i < RC_COUNT(run->streams); i++) {
		struct stream *stream = &run->streams[i];
		size_t max = or_default(run->opts->max_keep, MAX_KEEP);

		if (stream->line.len)
			end_line(run, stream, NULL, 0);
		if (stream->keep->len > max)
			rc_buf_consume(stream->keep, stream->keep->len - max);
		stream->keep->overflow = stream->offered > stream->keep->len;
	}
}

/* Killed processes that are not our children go when init reaps them. */
static void wait_for_group(pid_t pid)
{
	const struct timespec nap = { 0, 1000000 };
	int64_t until = rc_now_ms() + GONE;

	while (kill(-pid, 0) == 0 && rc_now_ms() < until)
		nanosleep(&nap, NULL);
}

static int reap(struct run *run, struct rc_err *err)
{
	struct rc_proc_result *result = run->result;
	int status = 0;
	pid_t pid;

	forget(run->pid);
	do
		pid = waitpid(run->pid, &status, 0);
	while (pid < 0 && errno == EINTR);
	wait_for_group(run->pid);
	if (pid < 0)
		return rc_err_sys(err, "cannot learn how '%s' ended",
				  run->opts->argv[0]);
	if (WIFSIGNALED(status) && result->end == RC_PROC_EXITED)
		result->end = RC_PROC_SIGNALED;
	result->status = WIFSIGNALED(status) ? WTERMSIG(status)
					     : WEXITSTATUS(status);
	return 0;
}

static int attend(struct run *run, struct rc_err *err)
{
	run->now = rc_now_ms();
	while (!run->exited) {
		wait_once(run);
		look_for_exit(run);
		if (!run->exited)
			check_limits(run);
	}
	drain(run);
	end_streams(run);
	run->result->ms = run->spent;
	return reap(run, err);
}

static void init_stream(struct run *run, size_t i, struct rc_buf *keep)
{
	struct stream *stream = &run->streams[i];

	stream->fd = -1;
	stream->is_out = i == 0;
	stream->line = (struct rc_buf)RC_BUF_INIT(
		or_default(run->opts->max_line, MAX_LINE));
	stream->keep = keep;
	keep->max = 2 * or_default(run->opts->max_keep, MAX_KEEP);
}

static void release(struct run *run)
{
	for (size_t i = 0; i < RC_COUNT(run->streams); i++) {
		rc_closep(&run->streams[i].fd);
		rc_buf_release(&run->streams[i].line);
	}
	rc_closep(&run->pidfd);
	rc_free(run->chunk);
}

int rc_proc_run(const struct rc_proc_opts *opts, struct rc_proc_result *result,
		struct rc_err *err)
{
	struct run run = { .opts = opts, .result = result, .pidfd = -1 };

	rc_proc_result_release(result);
	if (rc_cancelled(opts->cancel)) {
		result->end = RC_PROC_CANCELLED;
		return 0;
	}
	init_stream(&run, 0, &result->out);
	init_stream(&run, 1, &result->err);
	run.chunk = rc_xmalloc(CHUNK);
	int ret = open_and_start(&run, err);
	if (ret == 0)
		ret = attend(&run, err);
	release(&run);
	return ret;
}

void rc_proc_result_release(struct rc_proc_result *result)
{
	rc_buf_release(&result->out);
	rc_buf_release(&result->err);
	result->end = RC_PROC_EXITED;
	result->status = 0;
	result->ms = 0;
	result->dropped_lines = 0;
}
