/* SPDX-License-Identifier: MIT */
/*
 * The HTTP module, http.so: one transfer over libcurl. It holds no policy but
 * what libcurl has to be told; llm/module.c loads and drives it.
 */
#include "llm/http_module.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include <curl/curl.h>

#define TICK 1000     /* ms, the longest sleep */
#define TICK_BLIND 50 /* the same without a descriptor for cancel */
#define MAX_HEADERS ((size_t)256 << 10)

struct transfer {
	struct rc_http_wire *wire;
	CURL *easy;
	struct curl_slist *headers;
	int64_t start, active; /* when it began, when a byte came last */
	size_t header_bytes;
	bool answered;		  /* the head is in wire */
	enum rc_http_fault fault; /* found by us, not by libcurl */
	char detail[CURL_ERROR_SIZE];
};

static const struct {
	CURLcode code;
	enum rc_http_fault fault;
} faults[] = {
	{ CURLE_COULDNT_RESOLVE_HOST, RC_HTTP_NO_HOST },
	{ CURLE_COULDNT_RESOLVE_PROXY, RC_HTTP_NO_PROXY },
	{ CURLE_COULDNT_CONNECT, RC_HTTP_UNREACHABLE },
	/* The only time limit that libcurl is given is that for connecting. */
	{ CURLE_OPERATION_TIMEDOUT, RC_HTTP_SLOW_CONNECT },
	{ CURLE_SSL_CONNECT_ERROR, RC_HTTP_TLS },
	{ CURLE_SSL_CIPHER, RC_HTTP_TLS },
	{ CURLE_PEER_FAILED_VERIFICATION, RC_HTTP_CERTIFICATE },
	{ CURLE_SSL_ISSUER_ERROR, RC_HTTP_CERTIFICATE },
	{ CURLE_SSL_INVALIDCERTSTATUS, RC_HTTP_CERTIFICATE },
	{ CURLE_SSL_CACERT_BADFILE, RC_HTTP_CA_FILE },
	{ CURLE_GOT_NOTHING, RC_HTTP_CUT },
	{ CURLE_PARTIAL_FILE, RC_HTTP_CUT },
	{ CURLE_RECV_ERROR, RC_HTTP_CUT },
	{ CURLE_SEND_ERROR, RC_HTTP_CUT },
	{ CURLE_HTTP2, RC_HTTP_CUT },
	{ CURLE_HTTP2_STREAM, RC_HTTP_CUT },
	/* Schemes were looked at before: this is "Received HTTP/0.9". */
	{ CURLE_UNSUPPORTED_PROTOCOL, RC_HTTP_NOT_HTTP },
	{ CURLE_WEIRD_SERVER_REPLY, RC_HTTP_NOT_HTTP },
};

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void init(void)
{
	curl_global_init(CURL_GLOBAL_DEFAULT);
}

static void copy(char *to, size_t size, const char *from)
{
	snprintf(to, size, "%s", from ? from : "");
}

static void read_head(struct transfer *t)
{
	struct rc_http_wire *wire = t->wire;
	curl_off_t retry = 0;
	char *type = NULL, *location = NULL;

	t->answered = true;
	curl_easy_getinfo(t->easy, CURLINFO_RESPONSE_CODE, &wire->status);
	curl_easy_getinfo(t->easy, CURLINFO_CONTENT_TYPE, &type);
	curl_easy_getinfo(t->easy, CURLINFO_REDIRECT_URL, &location);
	/* Also from a date; a day is more than anybody will wait. */
	curl_easy_getinfo(t->easy, CURLINFO_RETRY_AFTER, &retry);
	copy(wire->content_type, sizeof(wire->content_type), type);
	copy(wire->location, sizeof(wire->location), location);
	if (retry > 0)
		wire->retry_after_ms = retry < 86400 ? retry * 1000 : 86400000;
}

static size_t on_header(char *data, size_t size, size_t n, void *arg)
{
	struct transfer *t = arg;

	(void)data;
	t->active = now_ms();
	t->header_bytes += size * n;
	if (t->header_bytes <= MAX_HEADERS)
		return size * n;
	t->fault = RC_HTTP_FLOODED;
	return 0;
}

static size_t on_body(char *data, size_t size, size_t n, void *arg)
{
	struct transfer *t = arg;

	t->active = now_ms();
	if (!t->answered)
		read_head(t);
	if (!t->wire->on_data(data, size * n, t->wire->arg))
		return size * n;
	t->fault = RC_HTTP_STOPPED;
	return 0;
}

static void set_headers(struct transfer *t)
{
	for (const char *const *h = t->wire->headers; *h; h++)
		t->headers = curl_slist_append(t->headers, *h);
	/* No pause for a "100 Continue" that many servers never send. */
	t->headers = curl_slist_append(t->headers, "Expect:");
	curl_easy_setopt(t->easy, CURLOPT_HTTPHEADER, t->headers);
}

/* One of them is the key. */
static void free_headers(struct curl_slist *headers)
{
	for (struct curl_slist *h = headers; h; h = h->next)
		explicit_bzero(h->data, strlen(h->data));
	curl_slist_free_all(headers);
}

static void set_protocols(CURL *easy)
{
#if CURL_AT_LEAST_VERSION(7, 85, 0)
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
#else
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS,
			 (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
#if CURL_AT_LEAST_VERSION(7, 87, 0)
	/* Do not wait for a name server that nobody waits for any more. */
	curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
#endif
}

static void set_options(struct transfer *t)
{
	struct rc_http_wire *wire = t->wire;
	CURL *easy = t->easy;

	curl_easy_setopt(easy, CURLOPT_URL, wire->url);
	set_protocols(easy);
	curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
	curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
			 (long)wire->connect_ms);
	if (wire->direct)
		curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
	if (wire->ca_file && *wire->ca_file)
		curl_easy_setopt(easy, CURLOPT_CAINFO, wire->ca_file);
	if (wire->body) {
		curl_easy_setopt(easy, CURLOPT_POST, 1L);
		curl_easy_setopt(easy, CURLOPT_POSTFIELDS, wire->body);
		curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
				 (curl_off_t)wire->body_len);
	}
	curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(easy, CURLOPT_HEADERDATA, t);
	curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(easy, CURLOPT_WRITEDATA, t);
	curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, t->detail);
}

/* Milliseconds to sleep; not more than 0: out of time, and fault is set. */
static int64_t time_left(struct transfer *t)
{
	int64_t now = now_ms();
	int64_t idle = t->active + t->wire->idle_ms - now;
	int64_t total = t->start + t->wire->total_ms - now;
	int64_t tick = t->wire->cancel_fd < 0 ? TICK_BLIND : TICK;

	if (total <= 0)
		t->fault = RC_HTTP_OVERDUE;
	else if (idle <= 0)
		t->fault = RC_HTTP_IDLE;
	if (idle < tick)
		tick = idle;
	return total < tick ? total : tick;
}

static bool is_running(struct transfer *t, CURLM *multi)
{
	int running = 0;

	if (curl_multi_perform(multi, &running) != CURLM_OK) {
		t->fault = RC_HTTP_OTHER;
		return false;
	}
	if (t->wire->cancelled(t->wire->arg)) {
		t->fault = RC_HTTP_STOPPED;
		return false;
	}
	return running > 0;
}

static CURLcode run(struct transfer *t, CURLM *multi)
{
	struct curl_waitfd cancel = { t->wire->cancel_fd, CURL_WAIT_POLLIN, 0 };
	unsigned n = t->wire->cancel_fd >= 0;
	int left = 0;

	while (is_running(t, multi)) {
		int64_t ms = time_left(t);

		if (ms <= 0)
			return CURLE_OK;
		curl_multi_poll(multi, n ? &cancel : NULL, n, (int)ms, NULL);
	}
	CURLMsg *msg = curl_multi_info_read(multi, &left);
	return msg ? msg->data.result : CURLE_OK;
}

static enum rc_http_fault judge(const struct transfer *t, CURLcode code)
{
	enum rc_http_fault fault = code ? RC_HTTP_OTHER : RC_HTTP_NONE;
	long sys = 0;

	if (t->fault)
		return t->fault;
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		if (faults[i].code == code)
			fault = faults[i].fault;
	curl_easy_getinfo(t->easy, CURLINFO_OS_ERRNO, &sys);
	if (fault == RC_HTTP_UNREACHABLE && sys == ECONNREFUSED)
		return RC_HTTP_REFUSED;
	/* Every TLS library has its own number for it, but one word. */
	if (fault == RC_HTTP_CERTIFICATE && strcasestr(t->detail, "expired"))
		return RC_HTTP_EXPIRED;
	return fault;
}

static enum rc_http_fault transfer(struct transfer *t)
{
	CURLM *multi = curl_multi_init();
	CURLcode code = CURLE_FAILED_INIT;

	t->easy = curl_easy_init();
	if (t->easy && multi) {
		set_options(t);
		set_headers(t);
		curl_multi_add_handle(multi, t->easy);
		code = run(t, multi);
		if (!t->answered)
			read_head(t);
	}
	enum rc_http_fault fault = t->easy ? judge(t, code) : RC_HTTP_OTHER;
	copy(t->wire->detail, sizeof(t->wire->detail),
	     *t->detail ? t->detail : curl_easy_strerror(code));
	if (t->easy && multi)
		curl_multi_remove_handle(multi, t->easy);
	curl_easy_cleanup(t->easy);
	curl_multi_cleanup(multi);
	free_headers(t->headers);
	return fault;
}

static enum rc_http_fault send_wire(struct rc_http_wire *wire)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct transfer t = { .wire = wire };

	pthread_once(&once, init);
	wire->status = 0;
	wire->retry_after_ms = -1;
	wire->content_type[0] = wire->location[0] = '\0';
	t.start = t.active = now_ms();
	return transfer(&t);
}

RC_API extern const struct rc_http_module rc_http_module;
const struct rc_http_module rc_http_module = {
	.version = RC_HTTP_MODULE_VERSION,
	.send = send_wire,
};
