/* SPDX-License-Identifier: MIT */
#include "base/secret.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "base/mem.h"
#include "base/secret_find.h"

#define MAX_SECRETS 16
#define MIN_LEN 8
#define MAX_LEN 4096

static const char redacted[] = "[redacted]";

/* Only ever grows: readers need no lock for what is below count. */
static struct {
	char *text;
	size_t len;
} secrets[MAX_SECRETS];
static atomic_size_t count;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

void rc_secret_register(const char *secret)
{
	size_t len = secret ? strlen(secret) : 0;

	if (len < MIN_LEN || len > MAX_LEN)
		return;
	pthread_mutex_lock(&lock);
	size_t n = atomic_load(&count);
	size_t i = 0;
	while (i < n && strcmp(secrets[i].text, secret) != 0)
		i++;
	if (i == n && n < MAX_SECRETS) {
		secrets[n].text = rc_xstrdup(secret);
		secrets[n].len = len;
		atomic_store(&count, n + 1);
	}
	pthread_mutex_unlock(&lock);
}

bool rc_secret_any(void)
{
	return atomic_load(&count) > 0;
}

/*
 * Bytes of the longest secret that text begins with. Where the text ends
 * first, its end was perhaps cut off, and a part is one, too.
 */
static size_t match(const char *text, size_t len, size_t n)
{
	size_t longest = 0;

	for (size_t i = 0; i < n; i++) {
		size_t same = secrets[i].len < len ? secrets[i].len : len;

		if (same >= MIN_LEN && same > longest &&
		    !memcmp(text, secrets[i].text, same))
			longest = same;
	}
	return longest;
}

bool rc_secret_mask(struct rc_buf *buf, const char *text, size_t len)
{
	size_t n = atomic_load(&count);
	size_t plain = 0; /* start of the run that is copied as it is */

	if (!n)
		return false;
	for (size_t i = 0; i < len;) {
		size_t hit = match(text + i, len - i, n);

		if (hit) {
			rc_buf_add(buf, text + plain, i - plain);
			rc_buf_adds(buf, redacted);
			plain = i + hit;
		}
		i += hit ? hit : 1;
	}
	if (plain)
		rc_buf_add(buf, text + plain, len - plain);
	return plain;
}

static bool redact_tokens(struct rc_buf *buf, const char *text, size_t len)
{
	struct rc_secret_hit hit;
	bool any = false;

	while (rc_secret_find_token(text, len, &hit)) {
		rc_buf_add(buf, text, hit.start);
		rc_buf_adds(buf, redacted);
		text += hit.end;
		len -= hit.end;
		any = true;
	}
	rc_buf_add(buf, text, len);
	return any;
}

bool rc_secret_redact(struct rc_buf *buf, const char *text, size_t len)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf masked = RC_BUF_INIT(0);
	bool any = rc_secret_mask(&masked, text, len);

	if (any) {
		text = masked.ptr;
		len = masked.len;
	}
	return redact_tokens(buf, text, len) || any;
}
