/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * An HTTP server on the loopback interface, in a thread of the test: answers
 * connection after connection with the bytes it was given, and keeps what it
 * was asked. It looks at nothing, so an answer may be any nonsense.
 */

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/mem.h"
#include "llm/http.h"

#define HEAD(status, type, more) \
	"HTTP/1.1 " status "\r\nContent-Type: " type "\r\n" more "\r\n"
#define EVENTS HEAD("200 OK", "text/event-stream", "")
#define JSON HEAD("200 OK", "application/json", "")

struct httpbox_answer {
	const char *bytes; /* the last one given answers all that follow */
	size_t len;	   /* 0: up to its NUL */
	size_t piece;	   /* bytes per packet; 0: all at once */
	bool again;	   /* over and over, until the other side has enough */
	bool hang;	   /* then nothing more, but the connection stays */
	bool early;	   /* before it was asked */
};

struct httpbox {
	const struct httpbox_answer *answers;
	size_t n_answers;
	struct rc_buf requests[16]; /* all bytes of each */
	size_t n;		    /* connections so far */
	int fd, stop;
	char url[64]; /* http://127.0.0.1:PORT/v1 */
	pthread_t thread;
};

/* True while the test goes on. */
static inline bool httpbox_wait(const struct httpbox *box, int fd)
{
	struct pollfd fds[] = { { box->stop, POLLIN, 0 }, { fd, POLLIN, 0 } };

	return poll(fds, 2, -1) > 0 && !fds[0].revents;
}

static inline bool httpbox_is_whole(const struct rc_buf *request)
{
	const char *end = strstr(request->ptr, "\r\n\r\n");
	const char *length = strcasestr(request->ptr, "\r\nContent-Length:");

	if (!end)
		return false;
	size_t body = length ? strtoul(length + 17, NULL, 10) : 0;
	return request->len >= (size_t)(end + 4 - request->ptr) + body;
}

static inline void httpbox_read(struct httpbox *box, int fd,
				struct rc_buf *request)
{
	char chunk[4096];
	ssize_t n = 1;

	while (n > 0 && !httpbox_is_whole(request) && httpbox_wait(box, fd)) {
		n = read(fd, chunk, sizeof(chunk));
		if (n > 0)
			rc_buf_add(request, chunk, (size_t)n);
	}
}

static inline bool httpbox_write(int fd, const struct httpbox_answer *answer)
{
	size_t len = answer->len ? answer->len : strlen(answer->bytes);
	size_t piece = answer->piece ? answer->piece : len;

	for (size_t at = 0; at < len; at += piece) {
		size_t n = len - at < piece ? len - at : piece;

		if (send(fd, answer->bytes + at, n, MSG_NOSIGNAL) < 0)
			return false;
	}
	return true;
}

static inline void *httpbox_run(void *arg)
{
	struct httpbox *box = arg;
	int yes = 1;

	while (httpbox_wait(box, box->fd)) {
		size_t i = box->n++;

		/* A client that never has enough finds nobody. */
		if (i == RC_COUNT(box->requests))
			break;
		int fd = accept(box->fd, NULL, NULL);
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
		const struct httpbox_answer *answer =
			&box->answers[i < box->n_answers ? i
							 : box->n_answers - 1];
		if (!answer->early)
			httpbox_read(box, fd, &box->requests[i]);
		bool open = httpbox_write(fd, answer);
		while (open && answer->again)
			open = httpbox_write(fd, answer);
		if (answer->hang)
			httpbox_wait(box, fd); /* until it goes, too */
		close(fd);
	}
	return NULL;
}

static inline void httpbox_start(struct httpbox *box,
				 const struct httpbox_answer *answers, size_t n)
{
	struct sockaddr_in addr = { .sin_family = AF_INET };
	socklen_t size = sizeof(addr);

	*box = (struct httpbox){ .answers = answers, .n_answers = n };
	for (size_t i = 0; i < RC_COUNT(box->requests); i++)
		box->requests[i] = (struct rc_buf)RC_BUF_INIT(0);
	addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	box->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	box->stop = eventfd(0, EFD_CLOEXEC);
	assert_int_equal(bind(box->fd, (void *)&addr, size), 0);
	assert_int_equal(listen(box->fd, 8), 0);
	getsockname(box->fd, (void *)&addr, &size);
	snprintf(box->url, sizeof(box->url), "http://127.0.0.1:%u/v1",
		 ntohs(addr.sin_port));
	pthread_create(&box->thread, NULL, httpbox_run, box);
}

/* Before the requests are looked at. */
static inline void httpbox_stop(struct httpbox *box)
{
	eventfd_write(box->stop, 1);
	pthread_join(box->thread, NULL);
	close(box->fd);
	close(box->stop);
}

static inline void httpbox_release(struct httpbox *box)
{
	for (size_t i = 0; i < RC_COUNT(box->requests); i++)
		rc_buf_release(&box->requests[i]);
}

static inline void httpbox_assert_asked(const struct httpbox *box, size_t i,
					const char *part)
{
	if (i >= box->n || !strstr(box->requests[i].ptr, part))
		fail_msg("no '%s' in request %zu of %zu: %s", part, i, box->n,
			 box->requests[i].ptr);
}

static inline void httpbox_assert_not_asked(const struct httpbox *box, size_t i,
					    const char *part)
{
	if (strstr(box->requests[i].ptr, part))
		fail_msg("'%s' in request %zu: %s", part, i,
			 box->requests[i].ptr);
}

/* A test program is not beside the library. */
static inline int httpbox_setup(void **state)
{
	static char path[4096];
	const char *build = getenv("BUILD_ROOT");

	(void)state;
	snprintf(path, sizeof(path), "%s/lib/rustcoder/http.so",
		 build ? build : ".");
	rc_http_module_path = path;
	/* A loopback host is reached past any of these. */
	setenv("http_proxy", "http://127.0.0.1:9", 1);
	return 0;
}
