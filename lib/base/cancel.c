/* SPDX-License-Identifier: MIT */
#include "base/cancel.h"

#include <errno.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/event.h"
#include "base/mem.h"

#define BLIND_TICK 50 /* ms between looks without a descriptor */

struct rc_cancel {
	atomic_bool triggered;
	int fd; /* eventfd, never read: stays readable; -1: too many open */
};

struct rc_cancel *rc_cancel_new(void)
{
	struct rc_cancel *cancel = rc_xcalloc(1, sizeof(*cancel));

	/* Waiters also look at the flag now and then, so -1 only slows. */
	cancel->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	return cancel;
}

void rc_cancel_free(struct rc_cancel *cancel)
{
	if (!cancel)
		return;
	rc_closep(&cancel->fd);
	free(cancel);
}

/* Called from signal handlers: an atomic, write(2) and errno put back. */
void rc_cancel_trigger(struct rc_cancel *cancel)
{
	static const uint64_t one = 1;
	int saved = errno;

	if (!cancel)
		return;
	atomic_store(&cancel->triggered, true);
	if (cancel->fd >= 0) {
		ssize_t ignored = write(cancel->fd, &one, sizeof(one));

		(void)ignored; /* EAGAIN: it is readable already */
	}
	errno = saved;
}

bool rc_cancelled(const struct rc_cancel *cancel)
{
	return cancel && atomic_load(&cancel->triggered);
}

int rc_cancel_fd(const struct rc_cancel *cancel)
{
	return cancel ? cancel->fd : -1;
}

bool rc_cancel_wait(const struct rc_cancel *cancel, int64_t ms)
{
	struct pollfd fd = { rc_cancel_fd(cancel), POLLIN, 0 };
	int64_t end = rc_now_ms() + ms;
	int64_t tick = cancel && fd.fd < 0 ? BLIND_TICK : INT32_MAX;

	for (int64_t left = ms; left > 0 && !rc_cancelled(cancel);
	     left = end - rc_now_ms())
		poll(&fd, 1, (int)(left < tick ? left : tick));
	return rc_cancelled(cancel);
}
