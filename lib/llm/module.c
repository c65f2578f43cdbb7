/* SPDX-License-Identifier: MIT */
/*
 * rc_http_send(): the rules that hold for every request and the words for
 * what went wrong; libcurl's half is a module, opened at the first request.
 */
#include "llm/http.h"

#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

#include "base/cancel.h"
#include "base/err.h"
#include "base/event.h"
#include "base/mem.h"
#include "base/path.h"
#include "llm/http_module.h"
#include "llm/url.h"

#define MAX_ERROR_BODY ((size_t)64 << 10)
#define MAX_HEADER 8192

const char *rc_http_module_path;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static const struct rc_http_module *module;
static struct rc_err load_error;

struct exchange {
	const struct rc_http_request *request;
	struct rc_http_response *response;
	struct rc_http_wire wire;
	size_t bytes;
	bool flooded;
};

static const struct {
	enum rc_code code;
	enum rc_http_failure failure;
	const char *what; /* "cannot reach 'URL': …" */
	bool detail;	  /* and libcurl's words */
	const char *hint;
} faults[] = {
	[RC_HTTP_REFUSED] = { RC_ENET, RC_HTTP_NO_CONNECTION,
			      "connection refused", false,
			      "is the server running there?" },
	[RC_HTTP_NO_HOST] = { RC_ENET, RC_HTTP_NO_CONNECTION, "no such host",
			      false, "check the URL, and the network" },
	[RC_HTTP_NO_PROXY] = { RC_ENET, RC_HTTP_NO_CONNECTION, "no such proxy",
			       false,
			       "check http_proxy, https_proxy and all_proxy" },
	[RC_HTTP_UNREACHABLE] = { RC_ENET, RC_HTTP_NO_CONNECTION,
				  "no connection", true, NULL },
	[RC_HTTP_SLOW_CONNECT] = { RC_ENET, RC_HTTP_NO_CONNECTION,
				   "nobody answered in time", false,
				   "check the URL, and any firewall" },
	[RC_HTTP_TLS] = { RC_ENET, RC_HTTP_HOPELESS, "TLS failed", true, NULL },
	[RC_HTTP_CERTIFICATE] = { RC_ENET, RC_HTTP_HOPELESS,
				  "its certificate is not trusted", true,
				  "a private authority is named by caFile, see rustcoder-config(5)" },
	[RC_HTTP_EXPIRED] = { RC_ENET, RC_HTTP_HOPELESS,
			      "its certificate has expired", false,
			      "check the clock; else its owner has to renew it" },
	[RC_HTTP_CA_FILE] = { RC_EINVAL, RC_HTTP_HOPELESS,
			      "cannot use the CA file", true, NULL },
	[RC_HTTP_CUT] = { RC_ENET, RC_HTTP_BROKEN, "the connection was cut",
			  true, NULL },
	[RC_HTTP_IDLE] = { RC_ETIMEOUT, RC_HTTP_LATE, "it fell silent", false,
			   "for slow ones see endpointTimeout in rustcoder-config(5)" },
	[RC_HTTP_OVERDUE] = { RC_ETIMEOUT, RC_HTTP_LATE,
			      "it took too long to answer", false, NULL },
	[RC_HTTP_NOT_HTTP] = { RC_ENET, RC_HTTP_HOPELESS,
			       "it does not speak HTTP", true, NULL },
	[RC_HTTP_FLOODED] = { RC_ELIMIT, RC_HTTP_HOPELESS,
			      "it sends headers without end", false, NULL },
	[RC_HTTP_OTHER] = { RC_ENET, RC_HTTP_HOPELESS, "libcurl failed", true,
			    NULL },
};

/* Beside the library, installed or in its build folder. */
static char *find_module(void)
{
	Dl_info info;

	if (rc_http_module_path)
		return rc_xstrdup(rc_http_module_path);
	/* A name without a folder would be looked up in the current one. */
	if (!dladdr(&once, &info) || !info.dli_fname ||
	    !strchr(info.dli_fname, '/'))
		return NULL;
	RC_CLEANUP(rc_freep) char *lib = rc_path_real(info.dli_fname);
	if (!lib)
		return NULL;
	RC_CLEANUP(rc_freep) char *dir = rc_path_dirname(lib);
	return rc_xasprintf("%s/rustcoder/http.so", dir);
}

/* It stays open for as long as the program runs. */
static void load(void)
{
	RC_CLEANUP(rc_freep) char *file = find_module();
	void *handle = file ? dlopen(file, RTLD_NOW | RTLD_LOCAL) : NULL;

	if (!handle) {
		rc_err_set(&load_error, RC_EUNSUPPORTED,
			   "cannot open the HTTP module: %s",
			   file ? dlerror() : "librustcoder is nowhere");
		rc_err_hint(&load_error,
			    "it is installed with rustcoder and needs libcurl");
		return;
	}
	module = dlsym(handle, "rc_http_module");
	if (module && module->version == RC_HTTP_MODULE_VERSION)
		return;
	module = NULL;
	rc_err_set(&load_error, RC_EUNSUPPORTED,
		   "'%s' is not of this version of rustcoder", file);
	rc_err_hint(&load_error, "install rustcoder again");
}

static bool is_header_value(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < ' ' || *s == 0x7f)
			return false;
	return true;
}

static int check_key(const struct rc_http_request *request,
		     const struct rc_url *url, struct rc_err *err)
{
	const char *key = request->bearer;

	if (!key)
		return 0;
	if (!is_header_value(key) || strlen(key) > MAX_HEADER)
		return rc_err_set(err, RC_EINVAL,
				  "the key holds a line break, or is none");
	if (!url->https && !url->loopback)
		return rc_err_set(err, RC_EINVAL,
				  "the key for '%s' would travel in the clear",
				  url->shown);
	return 0;
}

static bool is_cancelled(void *arg)
{
	const struct exchange *x = arg;

	return rc_cancelled(x->request->cancel);
}

/* Of an error the beginning says it all; its rest is read and dropped. */
static void keep_error(struct rc_buf *body, const char *data, size_t len)
{
	size_t room = MAX_ERROR_BODY - body->len;

	rc_buf_add(body, data, len < room ? len : room);
}

static void copy_head(struct exchange *x)
{
	struct rc_http_response *response = x->response;
	const char *type = x->wire.content_type;
	size_t i = 0;

	/* "100 Continue" is no answer yet. */
	response->status = x->wire.status >= 200 ? x->wire.status : 0;
	response->retry_after_ms = x->wire.retry_after_ms;
	for (; type[i] && !strchr("; \t", type[i]) &&
	       i + 1 < sizeof(response->content_type);
	     i++)
		response->content_type[i] =
			type[i] >= 'A' && type[i] <= 'Z'
				? (char)(type[i] - 'A' + 'a')
				: type[i];
	response->content_type[i] = '\0';
	rc_url_show(x->wire.location, response->location,
		    sizeof(response->location));
}

static int take(const char *data, size_t len, void *arg)
{
	struct exchange *x = arg;
	const struct rc_http_request *request = x->request;
	size_t max = request->max_bytes ? request->max_bytes : (size_t)32 << 20;

	copy_head(x);
	x->flooded = len > max - x->bytes;
	if (x->flooded)
		return 1;
	x->bytes += len;
	if (x->wire.status != 200)
		keep_error(&x->response->body, data, len);
	else if (request->on_data)
		return request->on_data(data, len, request->data);
	else
		rc_buf_add(&x->response->body, data, len);
	return 0;
}

static int64_t or_default(int64_t value, int64_t def)
{
	return value > 0 ? value : def;
}

static enum rc_http_fault run(struct exchange *x, const struct rc_url *url)
{
	const struct rc_http_request *request = x->request;
	RC_CLEANUP(rc_freep) char *key = NULL;
	const char *headers[5] = { "User-Agent: rustcoder" };
	size_t n = 1;

	headers[n++] = request->stream
			       ? "Accept: text/event-stream, application/json"
			       : "Accept: application/json";
	if (request->body)
		headers[n++] = "Content-Type: application/json";
	if (request->bearer) {
		key = rc_xasprintf("Authorization: Bearer %s", request->bearer);
		headers[n++] = key;
	}
	x->wire = (struct rc_http_wire){
		.url = request->url,
		.body = request->body,
		.body_len = request->body_len,
		.headers = headers,
		.ca_file = request->ca_file,
		/* Through a proxy "this machine" would be another one. */
		.direct = url->loopback,
		.connect_ms = or_default(request->connect_ms, 10000),
		.idle_ms = or_default(request->idle_ms, 300000),
		.total_ms = or_default(request->total_ms, 600000),
		.on_data = take,
		.cancelled = is_cancelled,
		.arg = x,
		.cancel_fd = rc_cancel_fd(request->cancel),
	};
	enum rc_http_fault fault = module->send(&x->wire);
	copy_head(x);
	if (key)
		explicit_bzero(key, strlen(key));
	return fault;
}

/* Half an answer is none, but half the text of an error is an error. */
static bool is_answer(const struct exchange *x, enum rc_http_fault fault)
{
	return fault == RC_HTTP_NONE ||
	       (x->response->status >= 300 && fault != RC_HTTP_STOPPED);
}

static int stopped(const struct exchange *x, const struct rc_url *url,
		   struct rc_err *err)
{
	if (rc_cancelled(x->request->cancel)) {
		x->response->failure = RC_HTTP_HOPELESS;
		return rc_err_set(err, RC_ECANCELLED, "cancelled");
	}
	if (!x->flooded)
		return 0; /* on_data has enough */
	x->response->failure = RC_HTTP_HOPELESS;
	return rc_err_set(
		err, RC_ELIMIT,
		"the answer of '%s' is too large (%zu bytes and more)",
		url->shown, x->bytes);
}

static int explain(const struct exchange *x, const struct rc_url *url,
		   enum rc_http_fault fault, struct rc_err *err)
{
	const char *detail = faults[fault].detail ? x->wire.detail : "";

	x->response->failure = faults[fault].failure;
	rc_err_set(err, faults[fault].code, "cannot reach '%s': %s%s%s%s",
		   url->shown, faults[fault].what, *detail ? " (" : "", detail,
		   *detail ? ")" : "");
	if (faults[fault].hint)
		rc_err_hint(err, "%s", faults[fault].hint);
	return faults[fault].code;
}

int rc_http_send(const struct rc_http_request *request,
		 struct rc_http_response *response, struct rc_err *err)
{
	struct exchange x = { .request = request, .response = response };
	struct rc_url url;
	int64_t start = rc_now_ms();

	response->failure = RC_HTTP_HOPELESS;
	int ret = rc_url_parse(request->url, &url, err);
	if (!ret)
		ret = check_key(request, &url, err);
	if (ret)
		return ret;
	pthread_once(&once, load);
	if (!module) {
		if (err)
			*err = load_error;
		return RC_EUNSUPPORTED;
	}
	response->failure = RC_HTTP_FINE;
	enum rc_http_fault fault = run(&x, &url);
	response->ms = rc_now_ms() - start;
	if (is_answer(&x, fault))
		return 0;
	if (fault == RC_HTTP_STOPPED)
		return stopped(&x, &url, err);
	return explain(&x, &url, fault, err);
}

void rc_http_response_release(struct rc_http_response *response)
{
	rc_buf_release(&response->body);
	*response = (struct rc_http_response)RC_HTTP_RESPONSE_INIT;
}
