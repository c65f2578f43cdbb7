/* SPDX-License-Identifier: MIT */
#include "scratch.h"

#include <stdio.h>

#include <rustcoder/error.h>

#include "base/secret.h"
#include "llm/key.h"

#define REMOTE "https://api.example.org:8443/v1"

static struct rc_err err;

/* The key that is found, or NULL; fails unless it comes from source. */
static char *get(struct rc_endpoint_opts opts, const char *source)
{
	char *key = NULL;
	const char *from = "";

	if (!opts.url)
		opts.url = REMOTE;
	err = (struct rc_err)RC_ERR_INIT;
	if (rc_key_get(&opts, NULL, &key, &from, &err) < 0)
		fail_msg("%s", err.msg);
	if (source)
		assert_string_equal(from, source);
	else
		assert_null(from);
	return key;
}

static void check(struct rc_endpoint_opts opts, const char *source,
		  const char *expected)
{
	char *key = get(opts, source);

	if (expected)
		assert_string_equal(key, expected);
	else
		assert_null(key);
	rc_key_free(key);
}

static int get_error(struct rc_endpoint_opts opts, const char *words)
{
	char *key = NULL;
	const char *from = NULL;

	if (!opts.url)
		opts.url = REMOTE;
	err = (struct rc_err)RC_ERR_INIT;
	int ret = rc_key_get(&opts, NULL, &key, &from, &err);
	assert_int_equal(ret, err.code);
	assert_null(key);
	if (!strstr(err.msg, words))
		fail_msg("no '%s' in: %s", words, err.msg);
	return ret;
}

#define OPTS(...)                 \
	(struct rc_endpoint_opts) \
	{                         \
		__VA_ARGS__       \
	}

static void test_file(void **state)
{
	(void)state;
	put("key", "  canary-file \r\nmore\n");
	chmod("key", 0600);
	/* It comes before all others. */
	check(OPTS(.key_file = "key", .key = "canary-opts",
		   .key_command = "false"),
	      "the key file", "canary-file");
	RC_CLEANUP(rc_buf_release) struct rc_buf buf = RC_BUF_INIT(0);
	assert_true(rc_secret_mask(&buf, "canary-file", 11));
	chmod("key", 0640);
	assert_int_equal(get_error(OPTS(.key_file = "key"), "others can read"),
			 RC_EINVAL);
	assert_non_null(strstr(err.hint, "chmod 600"));
	chmod("key", 0604);
	get_error(OPTS(.key_file = "key"), "others can read");
	assert_int_equal(get_error(OPTS(.key_file = "none"), "'none'"),
			 RC_ENOTFOUND);
	put("key", "\nsecond line\n");
	chmod("key", 0600);
	assert_int_equal(get_error(OPTS(.key_file = "key"), "no key in it"),
			 RC_EINVAL);
	put("key", "two words\n");
	get_error(OPTS(.key_file = "key"), "blank");
	get_error(OPTS(.key_file = "."), "'.'");
	put("key", "");
	get_error(OPTS(.key_file = "key"), "no key in it");
}

static void test_setting(void **state)
{
	(void)state;
	check(OPTS(.key = "canary-opts\n"), "the environment or the options",
	      "canary-opts");
	assert_int_equal(get_error(OPTS(.key = "canary\x01opts"), "control"),
			 RC_EINVAL);
	assert_null(strstr(err.msg, "canary"));
	/* Empty is unset. */
	check(OPTS(.key = "", .key_file = "", .key_command = ""), NULL, NULL);
}

static void test_command(void **state)
{
	(void)state;
	check(OPTS(.key_command = " printf  canary-command\\nmore "),
	      "the key command", "canary-command");
	/* No shell. */
	check(OPTS(.key_command = "echo $HOME;true"), "the key command",
	      "$HOME;true");
	assert_int_equal(get_error(OPTS(.key_command = "false"), "'false'"),
			 RC_ECHILD);
	assert_int_equal(get_error(OPTS(.key_command = "true"), "no key"),
			 RC_EINVAL);
	assert_int_equal(get_error(OPTS(.key_command = "no-such-program"),
				   "no-such-program"),
			 RC_ENOTFOUND);
	get_error(OPTS(.key_command = "  "), "empty");
}

static void test_credentials_file(void **state)
{
	RC_CLEANUP(rc_freep)
	char *config = rc_path_join(*state, "config");

	setenv("XDG_CONFIG_HOME", config, 1);
	put("config/rustcoder/credentials", "canary-credentials\n");
	chmod("config/rustcoder/credentials", 0600);
	check(OPTS(0), "the credentials file", "canary-credentials");
	check(OPTS(.url = "http://127.0.0.1:8080/v1"), NULL, NULL);
	check(OPTS(.url = "https://localhost/v1"), NULL, NULL);
	check(OPTS(.url = "http://api.example.org/v1"), NULL, NULL);
	check(OPTS(.key = "canary-opts"), "the environment or the options",
	      "canary-opts");
	chmod("config/rustcoder/credentials", 0644);
	assert_int_equal(get_error(OPTS(0), "others can read"), RC_EINVAL);
}

static void test_git(void **state)
{
	(void)state;
	put(".gitconfig", "[credential \"https://api.example.org:8443\"]\n"
			  "\thelper = \"!f() { echo username=u;"
			  " echo password=canary-git; }; f\"\n");
	check(OPTS(0), "git's credential helpers", "canary-git");
	check(OPTS(.url = "https://other.example.org/v1"), NULL, NULL);
	check(OPTS(.url = "http://api.example.org:8443/v1"), NULL, NULL);
	check(OPTS(.url = "https://127.0.0.1:8443/v1"), NULL, NULL);
}

static void test_git_asks_nobody(void **state)
{
	(void)state;
	put("ask", "#!/bin/sh\ntouch $HOME/asked\necho canary-typed\n");
	chmod("ask", 0700);
	RC_CLEANUP(rc_freep)
	char *config =
		rc_xasprintf("[core]\n\taskPass = %s/ask\n", (char *)*state);
	put(".gitconfig", config);
	check(OPTS(0), NULL, NULL);
	assert_absent("asked");
}

static void test_git_of_a_repository(void **state)
{
	(void)state;
	/* What was cloned has no say, wherever we stand. */
	put(".git/HEAD", "ref: refs/heads/main\n");
	put(".git/objects/keep", "");
	put(".git/refs/keep", "");
	put(".git/config", "[core]\n\trepositoryformatversion = 0\n"
			   "[credential]\n\thelper = \"!f() { touch ran; "
			   "echo password=canary-evil; }; f\"\n");
	check(OPTS(0), NULL, NULL);
	setenv("GIT_DIR", ".git", 1);
	check(OPTS(0), NULL, NULL);
	unsetenv("GIT_DIR");
	assert_absent("ran");
}

static int enter(void **state)
{
	int ret = scratch_enter(state);

	setenv("HOME", *state, 1);
	setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
	unsetenv("XDG_CONFIG_HOME");
	return ret;
}

#define key_test(test) \
	cmocka_unit_test_setup_teardown(test, enter, scratch_leave)

int main(void)
{
	const struct CMUnitTest tests[] = {
		key_test(test_file),
		key_test(test_setting),
		key_test(test_command),
		key_test(test_credentials_file),
		key_test(test_git),
		key_test(test_git_asks_nobody),
		key_test(test_git_of_a_repository),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
