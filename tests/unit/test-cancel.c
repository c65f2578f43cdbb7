/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>

#include <cmocka.h>

#include "base/cancel.h"

static struct rc_cancel *shared;

static bool readable(int fd)
{
	struct pollfd poll_fd = { fd, POLLIN, 0 };

	return poll(&poll_fd, 1, 0) == 1;
}

static void test_trigger(void **state)
{
	(void)state;
	struct rc_cancel *cancel = rc_cancel_new();

	assert_false(rc_cancelled(cancel));
	assert_false(readable(rc_cancel_fd(cancel)));
	for (int i = 0; i < 3; i++) {
		errno = 77;
		rc_cancel_trigger(cancel);
		assert_int_equal(errno, 77);
		assert_true(rc_cancelled(cancel));
		assert_true(readable(rc_cancel_fd(cancel)));
	}
	rc_cancel_free(cancel);
}

static void test_null(void **state)
{
	(void)state;
	rc_cancel_trigger(NULL);
	rc_cancel_free(NULL);
	assert_false(rc_cancelled(NULL));
	assert_int_equal(rc_cancel_fd(NULL), -1);
}

static void on_signal(int sig)
{
	(void)sig;
	rc_cancel_trigger(shared);
}

static void test_from_signal_handler(void **state)
{
	(void)state;
	struct sigaction action = { .sa_handler = on_signal }, old;

	shared = rc_cancel_new();
	sigaction(SIGUSR1, &action, &old);
	raise(SIGUSR1);
	sigaction(SIGUSR1, &old, NULL);
	assert_true(rc_cancelled(shared));
	rc_cancel_free(shared);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_trigger),
		cmocka_unit_test(test_null),
		cmocka_unit_test(test_from_signal_handler),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
