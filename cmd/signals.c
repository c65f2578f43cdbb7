/* SPDX-License-Identifier: MIT */
#include "signals.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Set up before the handlers are, and only read by them. */
static struct rc_cancel *the_cancel;
static char the_message[120];

static volatile sig_atomic_t caught;
static volatile sig_atomic_t count;

_Noreturn void signals_die(int sig)
{
	sigset_t set;

	signal(sig, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, sig);
	raise(sig);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	_exit(128 + sig);
}

static void on_stop(int sig)
{
	int saved = errno;

	count++;
	if (count == 1) {
		caught = sig;
		/* Without a terminal there is nobody to tell. */
		if (write(STDERR_FILENO, the_message, strlen(the_message)) < 0)
			errno = saved;
		rc_cancel_trigger(the_cancel);
	} else {
		rc_proc_signal_all(SIGKILL);
		if (count > 2 && sig == SIGINT)
			signals_die(sig);
	}
	errno = saved;
}

static void catch_suspend(void);

/* The children have no terminal and would go on without us. */
static void on_suspend(int sig)
{
	int saved = errno;

	rc_proc_signal_all(SIGTSTP);
	signal(sig, SIG_DFL);
	raise(sig);
	/* Here again after SIGCONT. */
	catch_suspend();
	rc_proc_signal_all(SIGCONT);
	errno = saved;
}

static void catch_one(int sig, void (*handler)(int), int flags)
{
	struct sigaction action = { .sa_handler = handler, .sa_flags = flags };
	struct sigaction old;

	/* nohup, and shells that start us in the background */
	if (sigaction(sig, NULL, &old) == 0 && old.sa_handler == SIG_IGN)
		return;
	sigemptyset(&action.sa_mask);
	sigaction(sig, &action, NULL);
}

static void catch_suspend(void)
{
	/* Not deferred: the handler raises what it handles. */
	catch_one(SIGTSTP, on_suspend, SA_RESTART | SA_NODEFER);
}

void signals_catch(struct rc_cancel *cancel, const char *message)
{
	the_cancel = cancel;
	/* The terminal has just written ^C. */
	snprintf(the_message, sizeof(the_message), "%srustcoder: %s\n",
		 isatty(STDERR_FILENO) ? "\n" : "", message);
	catch_one(SIGINT, on_stop, SA_RESTART);
	catch_one(SIGTERM, on_stop, SA_RESTART);
	catch_one(SIGHUP, on_stop, SA_RESTART);
	catch_suspend();
}

int signals_caught(void)
{
	return caught;
}
