/* SPDX-License-Identifier: MIT */
#include "httpbox.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>

#include "base/event.h"
#include "base/fs.h"
#include "run/proc.h"

/* OpenSSL keeps a few things for the time after main(). */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libcrypto\nleak:libgnutls\n";
}

static struct rc_err err;
static struct rc_http_response response = RC_HTTP_RESPONSE_INIT;

static int request(struct rc_http_request request)
{
	rc_http_response_release(&response);
	err = (struct rc_err)RC_ERR_INIT;
	int ret = rc_http_send(&request, &response, &err);
	assert_int_equal(ret, err.code);
	return ret;
}

#define REQUEST(...) request((struct rc_http_request){ __VA_ARGS__ })

static void assert_says(const char *words)
{
	if (!strstr(err.msg, words) && !strstr(err.hint, words))
		fail_msg("no '%s' in: %s (%s)", words, err.msg, err.hint);
}

static void test_get(void **state)
{
	(void)state;
	struct httpbox box;
	static const struct httpbox_answer answer = {
		.bytes = "HTTP/1.1 100 Continue\r\n\r\n"
			 "HTTP/1.1 200 OK\r\nRetry-After: 7\r\n"
			 "Content-Type: Application/JSON; charset=utf-8\r\n"
			 "Set-Cookie: a=b\r\nContent-Length: 2\r\n\r\n{}"
	};

	httpbox_start(&box, &answer, 1);
	assert_int_equal(REQUEST(.url = box.url, .bearer = "canary"), 0);
	httpbox_stop(&box);
	assert_int_equal(response.status, 200);
	assert_int_equal(response.failure, RC_HTTP_FINE);
	assert_string_equal(response.content_type, "application/json");
	assert_string_equal(response.body.ptr, "{}");
	assert_int_equal(response.retry_after_ms, 7000);
	httpbox_assert_asked(&box, 0, "GET /v1 HTTP/1.1\r\n");
	httpbox_assert_asked(&box, 0, "User-Agent: rustcoder\r\n");
	httpbox_assert_asked(&box, 0, "Authorization: Bearer canary\r\n");
	httpbox_release(&box);
}

static void test_post(void **state)
{
	(void)state;
	struct httpbox box;
	static const struct httpbox_answer answer = { .bytes = JSON };
	/* libcurl would ask for leave before it sends so much. */
	size_t len = (size_t)2 << 20;
	RC_CLEANUP(rc_freep) char *body = rc_xmalloc(len + 1);

	memset(body, 'x', len);
	body[len] = '\0';
	httpbox_start(&box, &answer, 1);
	assert_int_equal(REQUEST(.url = box.url, .body = body, .body_len = len),
			 0);
	httpbox_stop(&box);
	httpbox_assert_asked(&box, 0, "POST /v1 HTTP/1.1\r\n");
	httpbox_assert_asked(&box, 0, "Content-Type: application/json\r\n");
	httpbox_assert_not_asked(&box, 0, "Expect");
	httpbox_assert_not_asked(&box, 0, "Authorization");
	assert_true(box.requests[0].len > len);
	httpbox_release(&box);
}

static void test_rules(void **state)
{
	(void)state;
	assert_int_equal(REQUEST(.url = "ftp://127.0.0.1/"), RC_EINVAL);
	assert_int_equal(REQUEST(.url = "file:///etc/passwd"), RC_EINVAL);
	assert_int_equal(REQUEST(.url = "http://u:hunter2@127.0.0.1/"),
			 RC_EINVAL);
	assert_null(strstr(err.msg, "hunter2"));
	assert_int_equal(REQUEST(.url = "http://127.0.0.1:9/",
				 .bearer = "a\r\nX-Evil: b"),
			 RC_EINVAL);
	assert_says("line break");
	assert_int_equal(REQUEST(.url = "http://a.example/", .bearer = "abc"),
			 RC_EINVAL);
	assert_says("in the clear");
}

static void test_redirect(void **state)
{
	(void)state;
	struct httpbox box;
	static const struct httpbox_answer answer = {
		.bytes = HEAD("302 Found", "text/plain",
			      "Location: http://u:p@127.0.0.1:1/x?y\r\n")
	};

	httpbox_start(&box, &answer, 1);
	assert_int_equal(REQUEST(.url = box.url), 0);
	httpbox_stop(&box);
	assert_int_equal(box.n, 1);
	assert_int_equal(response.status, 302);
	assert_string_equal(response.location, "http://127.0.0.1:1/x");
	httpbox_release(&box);
}

static int count_bytes(const char *data, size_t len, void *arg)
{
	(void)data;
	assert_int_equal(response.status, 200);
	*(size_t *)arg += len;
	return 0;
}

static void check_cap(const struct httpbox_answer *answer, bool stream)
{
	struct httpbox box;
	size_t n = 0;

	httpbox_start(&box, answer, 1);
	assert_int_equal(REQUEST(.url = box.url, .max_bytes = 100000,
				 .on_data = stream ? count_bytes : NULL,
				 .data = &n),
			 RC_ELIMIT);
	httpbox_stop(&box);
	assert_says("too large");
	assert_int_equal(response.failure, RC_HTTP_HOPELESS);
	assert_true(n + response.body.len <= 100000);
	httpbox_release(&box);
}

static void test_caps(void **state)
{
	(void)state;
	struct httpbox box;
	static char zeros[60000];
	RC_CLEANUP(rc_buf_release) struct rc_buf head = RC_BUF_INIT(0);

	memset(zeros, '0', sizeof(zeros) - 1);
	rc_buf_adds(&head, JSON);
	rc_buf_adds(&head, zeros);
	const struct httpbox_answer flood = { .bytes = head.ptr,
					      .again = true };
	check_cap(&flood, false);
	check_cap(&flood, true);
	/* It says so beforehand. */
	check_cap(
		&(struct httpbox_answer){
			.bytes = "HTTP/1.1 200 OK\r\nContent-Length: "
				 "10000000000\r\n\r\n0",
			.again = true },
		false);
	rc_buf_clear(&head);
	rc_buf_adds(&head, "HTTP/1.1 200 OK\r\n");
	while (head.len < (size_t)1 << 20)
		rc_buf_adds(&head, "X-Header: and one more\r\n");
	const struct httpbox_answer headers = { .bytes = head.ptr };
	httpbox_start(&box, &headers, 1);
	assert_int_equal(REQUEST(.url = box.url), RC_ELIMIT);
	httpbox_stop(&box);
	httpbox_release(&box);
}

static int stop_at_once(const char *data, size_t len, void *arg)
{
	(void)data, (void)len, (void)arg;
	return 1;
}

static void test_enough(void **state)
{
	(void)state;
	struct httpbox box;
	static const struct httpbox_answer answer = { .bytes = JSON "{}",
						      .hang = true };

	httpbox_start(&box, &answer, 1);
	assert_int_equal(REQUEST(.url = box.url, .on_data = stop_at_once), 0);
	httpbox_stop(&box);
	assert_int_equal(response.status, 200);
	assert_int_equal(response.failure, RC_HTTP_FINE);
	httpbox_release(&box);
}

static void test_no_host(void **state)
{
	(void)state;
	assert_int_equal(REQUEST(.url = "https://no-such-host.invalid/?k=v",
				 .connect_ms = 5000),
			 RC_ENET);
	assert_int_equal(response.failure, RC_HTTP_NO_CONNECTION);
	assert_non_null(strstr(err.msg,
			       "cannot reach 'https://no-such-host.invalid/'"));
}

static void test_proxy(void **state)
{
	(void)state;
	struct httpbox box;
	static const struct httpbox_answer answer = { .bytes = JSON "{}" };
	char proxy[80];

	httpbox_start(&box, &answer, 1);
	/* Whoever is not this machine is reached through it. */
	snprintf(proxy, sizeof(proxy), "http://u:p@%s", box.url + 7);
	setenv("http_proxy", proxy, 1);
	assert_int_equal(REQUEST(.url = "http://a.invalid/x"), 0);
	setenv("http_proxy", "http://127.0.0.1:9", 1);
	assert_int_equal(REQUEST(.url = "http://a.invalid/x"), RC_ENET);
	assert_says("connection refused");
	assert_int_equal(REQUEST(.url = box.url), 0);
	httpbox_stop(&box);
	assert_int_equal(box.n, 2);
	httpbox_assert_asked(&box, 0, "GET http://a.invalid/x HTTP/1.1");
	httpbox_assert_asked(&box, 1, "GET /v1 HTTP/1.1");
	httpbox_release(&box);
}

static void test_slow_connect(void **state)
{
	(void)state;
	/* A queue of connections that nobody takes, filled up. */
	struct sockaddr_in addr = { .sin_family = AF_INET };
	socklen_t size = sizeof(addr);
	int fds[8], fd = socket(AF_INET, SOCK_STREAM, 0);
	char url[64];

	addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(fd, (void *)&addr, size), 0);
	assert_int_equal(listen(fd, 0), 0);
	getsockname(fd, (void *)&addr, &size);
	for (size_t i = 0; i < RC_COUNT(fds); i++) {
		fds[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
		int ret = connect(fds[i], (void *)&addr, size);
		(void)ret;
	}
	snprintf(url, sizeof(url), "http://127.0.0.1:%u/",
		 ntohs(addr.sin_port));
	int64_t start = rc_now_ms();
	assert_int_equal(REQUEST(.url = url, .connect_ms = 200), RC_ENET);
	/* Without the limit it would be ten seconds. */
	assert_true(rc_now_ms() - start < 8000);
	assert_says("nobody answered");
	assert_int_equal(response.failure, RC_HTTP_NO_CONNECTION);
	for (size_t i = 0; i < RC_COUNT(fds); i++)
		close(fds[i]);
	close(fd);
}

static const char *tls_dir;

static int sh(const char *command)
{
	const char *argv[] = { "sh", "-c", command, NULL };
	struct rc_proc_opts opts = { .argv = argv, .cwd = tls_dir };
	struct rc_proc_result result = RC_PROC_RESULT_INIT;
	int ret = rc_proc_run(&opts, &result, NULL);
	int status = ret ? ret : result.status;

	rc_proc_result_release(&result);
	return status;
}

/* An OpenSSL server with the certificate NAME.pem, on a free port. */
static pid_t serve_tls(const char *name, char *url, size_t size)
{
	char cert[40], port[16];
	int out[2];
	pid_t pid;
	posix_spawn_file_actions_t files;
	const char *argv[] = { "openssl", "s_server", "-accept", "127.0.0.1:0",
			       "-cert",	  cert,	      "-key",	 "key.pem",
			       "-www",	  NULL };

	snprintf(cert, sizeof(cert), "%s.pem", name);
	assert_int_equal(pipe2(out, O_CLOEXEC), 0);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, out[1], 1);
	posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addchdir_np(&files, tls_dir);
	assert_int_equal(posix_spawnp(&pid, "openssl", &files, NULL,
				      (char **)argv, environ),
			 0);
	posix_spawn_file_actions_destroy(&files);
	close(out[1]);
	/* "ACCEPT 127.0.0.1:PORT" */
	FILE *f = fdopen(out[0], "r");
	char line[200] = "";
	while (fgets(line, sizeof(line), f) && strncmp(line, "ACCEPT", 6) != 0)
		continue;
	char *colon = strrchr(line, ':');
	assert_non_null(colon);
	snprintf(port, sizeof(port), "%s", colon + 1);
	port[strcspn(port, "\r\n")] = '\0';
	fclose(f);
	snprintf(url, size, "https://127.0.0.1:%s/", port);
	return pid;
}

static void end_tls(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static void check_tls(const char *name, bool trusted, int expected,
		      const char *words)
{
	char url[64], ca[80];
	pid_t pid = serve_tls(name, url, sizeof(url));

	snprintf(ca, sizeof(ca), "%s/%s.pem", tls_dir, name);
	assert_int_equal(REQUEST(.url = url, .ca_file = trusted ? ca : NULL,
				 .bearer = "canary"),
			 expected);
	end_tls(pid);
	if (expected) {
		assert_says(words);
		assert_int_equal(response.failure, RC_HTTP_HOPELESS);
	}
}

static void test_tls(void **state)
{
	(void)state;
	char dir[] = "/tmp/rustcoder-test-XXXXXX", url[128];
	struct httpbox box;
	static const struct httpbox_answer answer = { .bytes = JSON "{}",
						      .early = true };

	tls_dir = mkdtemp(dir);
	if (sh("openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem "
	       "-out good.pem -days 2 -subj /CN=localhost "
	       "-addext subjectAltName=IP:127.0.0.1 && "
	       "openssl req -x509 -key key.pem -out other.pem -days 2 "
	       "-subj /CN=other.example && "
	       "openssl req -new -key key.pem -out old.csr -subj /CN=old && "
	       "echo subjectAltName=IP:127.0.0.1 >old.ext && "
	       "openssl x509 -req -in old.csr -signkey key.pem -days -1 "
	       "-extfile old.ext -out old.pem")) {
		rc_fs_remove_tree(dir, NULL);
		skip();
	}
	check_tls("good", true, 0, NULL);
	check_tls("good", false, RC_ENET, "not trusted");
	check_tls("other", true, RC_ENET, "not trusted");
	check_tls("old", true, RC_ENET, "its certificate has expired");
	assert_int_equal(REQUEST(.url = "https://127.0.0.1:9/",
				 .ca_file = "/nonexistent"),
			 RC_ENET); /* refused first */
	pid_t pid = serve_tls("good", url, sizeof(url));
	assert_int_equal(REQUEST(.url = url, .ca_file = "/nonexistent"),
			 RC_EINVAL);
	assert_says("CA file");
	end_tls(pid);
	/* No TLS at all there. */
	httpbox_start(&box, &answer, 1);
	snprintf(url, sizeof(url), "https%s", box.url + 4);
	assert_int_equal(REQUEST(.url = url), RC_ENET);
	assert_says("TLS");
	httpbox_stop(&box);
	httpbox_release(&box);
	rc_fs_remove_tree(dir, NULL);
}

static int teardown(void **state)
{
	(void)state;
	rc_http_response_release(&response);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_get),
		cmocka_unit_test(test_post),
		cmocka_unit_test(test_rules),
		cmocka_unit_test(test_redirect),
		cmocka_unit_test(test_caps),
		cmocka_unit_test(test_enough),
		cmocka_unit_test(test_no_host),
		cmocka_unit_test(test_proxy),
		cmocka_unit_test(test_slow_connect),
		cmocka_unit_test(test_tls),
	};

	return cmocka_run_group_tests(tests, httpbox_setup, teardown);
}
