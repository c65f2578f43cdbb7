/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * One HTTP request. libcurl costs milliseconds to link, so its only user is a
 * module, <libdir>/rustcoder/http.so, opened at the first request
 * (llm/module.c); everything else sees this interface.
 *
 * Rules that hold for every request: http and https only, redirects are not
 * followed, certificates are verified, no netrc, no cookies; https or a
 * loopback host when there is a key (a key never travels in the clear). The
 * proxies of the environment are used as by libcurl, but never for a loopback
 * host.
 */

#include "base/buf.h"
#include <rustcoder/error.h>

struct rc_http_request {
	const char *url;
	const char *body; /* NULL: GET, else POST of JSON */
	size_t body_len;
	const char *bearer;  /* key, or NULL: no Authorization header */
	const char *ca_file; /* or NULL */
	bool stream;	     /* Accept: text/event-stream too */
	int64_t connect_ms;  /* 0: 10 s */
	int64_t idle_ms;     /* no byte for so long; 0: 300 s */
	int64_t total_ms;    /* 0: 600 s */
	size_t max_bytes;    /* of the answer; 0: 32 MiB: RC_ELIMIT */
	/* Bytes of an answer with status 200 as they come, its status and
	 * content_type known by then; NULL: kept in body. Non-zero ends the
	 * transfer without an error. */
	int (*on_data)(const char *data, size_t len, void *data_arg);
	void *data;
	const struct rc_cancel *cancel;
};

/* Why there was no whole answer, as far as trying again depends on it. */
enum rc_http_failure {
	RC_HTTP_FINE,
	RC_HTTP_NO_CONNECTION, /* refused, no such host, connect timeout */
	RC_HTTP_BROKEN,	       /* ended early */
	RC_HTTP_LATE,	       /* idle or total time over */
	RC_HTTP_HOPELESS,      /* certificate, cap, cancel: the same again */
};

struct rc_http_response {
	long status; /* 0: none came */
	enum rc_http_failure failure;
	char content_type[96];	/* lower case, without parameters */
	char location[256];	/* of a redirect */
	int64_t retry_after_ms; /* -1: not given; also from an HTTP date */
	struct rc_buf body; /* without on_data; of errors the first 64 KiB */
	int64_t ms;
};

#define RC_HTTP_RESPONSE_INIT                                               \
	{                                                                   \
		.retry_after_ms = -1, .body = RC_BUF_INIT((size_t)32 << 20) \
	}

/*
 * 0 for every whole answer, and for an error status even when its text was
 * cut. RC_ENET with its own words for: refused, no such host, certificate,
 * connect timeout, connection cut; RC_ETIMEOUT: idle or total;
 * RC_ECANCELLED; RC_ELIMIT; RC_EINVAL: the URL or key breaks a rule;
 * RC_EUNSUPPORTED: the module is not installed. Messages show the URL without
 * user, password and query.
 */
int rc_http_send(const struct rc_http_request *request,
		 struct rc_http_response *response,
		 struct rc_err *err) RC_MUST_CHECK;
void rc_http_response_release(struct rc_http_response *response);

/* The module's file, for tests; NULL: beside librustcoder. */
extern const char *rc_http_module_path;
