/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"
#include "run/env.h"

static void test_secrets(void **state)
{
	(void)state;
	static const char *const secret[] = {
		"CARGO_REGISTRY_TOKEN",	 "CARGO_REGISTRIES_MINE_TOKEN",
		"GITHUB_TOKEN",		 "GH_TOKEN",
		"OPENAI_API_KEY",	 "RUSTCODER_API_KEY",
		"AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN",
		"DB_PASSWORD",		 "my_secret_thing",
		"SSH_AUTH_SOCK",	 "GOOGLE_APPLICATION_CREDENTIALS",
	};
	static const char *const open[] = {
		"RUSTFLAGS",
		"RUSTDOCFLAGS",
		"CARGO_ENCODED_RUSTFLAGS",
		"CC",
		"PATH",
		"HOME",
		"CARGO_HOME",
		"CARGO_TARGET_DIR",
		"PKG_CONFIG_PATH",
		"KEYBOARD",
		"DATABASE_URL",
		"RUSTC_WRAPPER",
		"MONKEY",
		"LANG",
	};

	for (size_t i = 0; i < RC_COUNT(secret); i++)
		assert_true(rc_env_is_secret(secret[i]));
	for (size_t i = 0; i < RC_COUNT(open); i++)
		assert_false(rc_env_is_secret(open[i]));
}

static bool has(const struct rc_strv *env, const char *pair)
{
	return rc_list_has((const char *const *)env->v, pair);
}

static void test_child(void **state)
{
	(void)state;
	static const char *const changes[] = {
		"ADDED=1", "REPLACED=new", "REMOVED", "GIVEN_TOKEN=x", NULL,
	};
	RC_CLEANUP(rc_strv_release) struct rc_strv env = RC_STRV_INIT;

	setenv("REPLACED", "old", 1);
	setenv("REMOVED", "old", 1);
	setenv("SOME_TOKEN", "t", 1);
	setenv("GIT_DIR", "/x", 1);
	setenv("KEPT", "a=b", 1);
	rc_env_child(&env, changes);
	assert_true(has(&env, "ADDED=1"));
	assert_true(has(&env, "REPLACED=new"));
	assert_false(has(&env, "REPLACED=old"));
	assert_false(has(&env, "REMOVED=old"));
	assert_false(has(&env, "SOME_TOKEN=t"));
	assert_true(has(&env, "GIVEN_TOKEN=x"));
	assert_false(has(&env, "GIT_DIR=/x"));
	assert_true(has(&env, "KEPT=a=b"));
	assert_null(env.v[env.n]);
}

static void test_empty_is_not_null(void **state)
{
	(void)state;
	char *none[] = { NULL };
	char **saved = environ;
	RC_CLEANUP(rc_strv_release) struct rc_strv env = RC_STRV_INIT;

	environ = none;
	rc_env_child(&env, NULL);
	environ = saved;
	assert_non_null(env.v);
	assert_null(env.v[0]);
	rc_strv_add(&env, "A=1");
	rc_strv_add(&env, "B=1");
	assert_null(env.v[2]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_secrets),
		cmocka_unit_test(test_child),
		cmocka_unit_test(test_empty_is_not_null),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
