/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Between llm/module.c, which knows the rules and the words, and llm/http.c,
 * the module, which knows libcurl and shares no function with the library: it
 * is given everything here, so there is one copy of all state.
 */

#include <rustcoder/common.h>

/* Guards against a file of another build. */
#define RC_HTTP_MODULE_VERSION 1

enum rc_http_fault {
	RC_HTTP_NONE,	     /* an answer, whatever its status */
	RC_HTTP_STOPPED,     /* by on_data, or by cancelled */
	RC_HTTP_REFUSED,     /* nobody listens */
	RC_HTTP_NO_HOST,     /* no such name */
	RC_HTTP_NO_PROXY,    /* no such name, of a proxy */
	RC_HTTP_UNREACHABLE, /* any other reason not to connect */
	RC_HTTP_SLOW_CONNECT,
	RC_HTTP_TLS,	     /* no common language */
	RC_HTTP_CERTIFICATE, /* not trusted, or somebody else's */
	RC_HTTP_EXPIRED,     /* a certificate out of its time */
	RC_HTTP_CA_FILE,     /* of ours, unreadable */
	RC_HTTP_CUT,	     /* the connection ended before the answer */
	RC_HTTP_IDLE,	     /* no byte for idle_ms */
	RC_HTTP_OVERDUE,     /* not done in total_ms */
	RC_HTTP_NOT_HTTP,    /* the answer is of some other protocol */
	RC_HTTP_FLOODED,     /* headers without end */
	RC_HTTP_OTHER,	     /* see detail */
};

struct rc_http_wire {
	const char *url, *body; /* body NULL: GET */
	size_t body_len;
	const char *const *headers; /* "Name: value", then NULL */
	const char *ca_file;	    /* or NULL */
	bool direct;		    /* past any proxy */
	int64_t connect_ms, idle_ms, total_ms;
	/* The fields below up to location are set when it is called first. */
	int (*on_data)(const char *data, size_t len, void *arg);
	bool (*cancelled)(void *arg);
	void *arg;
	int cancel_fd; /* readable when cancelled; -1: ask now and then */

	long status; /* 0: there was no answer */
	char content_type[128], location[256];
	int64_t retry_after_ms; /* -1: not given */
	char detail[256];	/* libcurl's words */
};

/* The symbol rc_http_module of the module. */
struct rc_http_module {
	unsigned version;
	enum rc_http_fault (*send)(struct rc_http_wire *wire);
};
