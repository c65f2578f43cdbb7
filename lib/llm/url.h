/* SPDX-License-Identifier: MIT */
#pragma once

/* As much of a URL as decides where a key may go. */

#include <rustcoder/error.h>

struct rc_url {
	bool https;	 /* else http */
	bool loopback;	 /* this machine, by name or address */
	bool extra;	 /* has a query or a fragment */
	unsigned port;	 /* 0: the scheme's own */
	char host[256];	 /* lower case, without brackets */
	char shown[240]; /* for messages: as rc_url_show() */
};

/*
 * Stricter than libcurl, so that both see the same host: http or https, no
 * user or password, only printable ASCII. RC_EINVAL.
 */
int rc_url_parse(const char *url, struct rc_url *out,
		 struct rc_err *err) RC_MUST_CHECK;
/* Any text as a URL without user, password, query and fragment. */
void rc_url_show(const char *url, char *out, size_t len);
