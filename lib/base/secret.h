/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Keys that must not show anywhere. A key is registered where it is read;
 * events (base/event.c) and error texts (base/err.c) lose it before they leave
 * the library. Nothing else is taken out of those: a patch has to stay one.
 * What comes from an endpoint loses well-known tokens, too.
 */

#include "base/buf.h"

/* At most 16, 8 to 4096 bytes each; shorter ones would hit ordinary text. */
void rc_secret_register(const char *secret);
bool rc_secret_any(void); /* was one registered? */
/*
 * If text holds a registered secret, or ends in the first bytes of one:
 * appends text with "[redacted]" in their place and returns true. Else nothing
 * is appended. Next to free while none is registered.
 */
bool rc_secret_mask(struct rc_buf *buf, const char *text, size_t len);
/* Appends text without registered secrets and well-known tokens; true if
 * there were any. */
bool rc_secret_redact(struct rc_buf *buf, const char *text, size_t len);
/*
 * The first thing that looks like a secret: private keys (PEM), AKIA…, ghp_…,
 * sk-…, xox…, long random-looking strings assigned to a name like token,
 * password or secret. what: static words, line: from 1. For text that is about
 * to leave the machine.
 */
bool rc_secret_find(const char *text, size_t len, const char **what,
		    unsigned *line);
