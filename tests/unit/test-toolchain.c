/* SPDX-License-Identifier: MIT */

/* A home with scripts for cargo and rustup; each tells who was called. */

#include "rust/toolchain.h"

#include "scratch.h"

#define NAME "stable-x86_64-unknown-linux-gnu"

static void put_program(const char *name, const char *text)
{
	put(name, text);
	assert_int_equal(chmod(name, 0755), 0);
}

static void put_cargo(const char *name, const char *version)
{
	char text[256];

	snprintf(
		text, sizeof(text),
		"#!/bin/sh\necho called >>%s\necho 'cargo %s (abc 2026-01-01)'\n",
		at("calls"), version);
	put_program(name, text);
}

static long calls(void)
{
	struct stat st;

	return stat(at("calls"), &st) == 0 ? (long)st.st_size / 7 : 0;
}

/* rustup says 1.70, the default toolchain 1.95, another one 1.80. */
static int set_up(void **state)
{
	(void)state;
	static const char *const unset[] = { "CARGO", "RUSTUP_HOME",
					     "RUSTUP_TOOLCHAIN" };
	char path[600];

	assert_int_equal(scratch_enter(state), 0);
	put_cargo("bin/rustup", "1.70.0");
	assert_int_equal(symlink("rustup", at("bin/cargo")), 0);
	put_cargo(".rustup/toolchains/" NAME "/bin/cargo", "1.95.0");
	put_cargo(".rustup/toolchains/old/bin/cargo", "1.80.1");
	put(".rustup/settings.toml",
	    "version = \"12\"\ndefault_toolchain = \"" NAME
	    "\"\nprofile = \"default\"\n\n[overrides]\n");
	put("work/a/b/x", "");
	for (size_t i = 0; i < RC_COUNT(unset); i++)
		unsetenv(unset[i]);
	snprintf(path, sizeof(path), "%s:/usr/bin:/bin", at("bin"));
	setenv("PATH", path, 1);
	setenv("HOME", scratch_root, 1);
	setenv("XDG_CACHE_HOME", at("cache"), 1);
	return 0;
}

static void assert_found(const char *cargo, const char *name, unsigned minor)
{
	struct rc_toolchain toolchain;
	struct rc_err err = RC_ERR_INIT;

	assert_int_equal(rc_toolchain_find(&toolchain, at("work/a/b"), &err),
			 0);
	assert_string_equal(toolchain.cargo, cargo);
	if (name)
		assert_string_equal(toolchain.name, name);
	else
		assert_null(toolchain.name);
	assert_int_equal(toolchain.minor, minor);
	rc_toolchain_release(&toolchain);
}

static void assert_default(void)
{
	assert_found(at(".rustup/toolchains/" NAME "/bin/cargo"), NAME, 95);
}

static void assert_proxy(void)
{
	assert_found(at("bin/cargo"), NULL, 70);
}

static void test_default(void **state)
{
	(void)state;
	struct rc_toolchain toolchain;

	assert_int_equal(rc_toolchain_find(&toolchain, scratch_root, NULL), 0);
	assert_string_equal(toolchain.version, "1.95.0 (abc 2026-01-01)");
	rc_toolchain_release(&toolchain);
}

static void test_version_is_remembered(void **state)
{
	(void)state;

	assert_default();
	assert_default();
	assert_int_equal(calls(), 1);
	/* another program in the same place */
	put_cargo(".rustup/toolchains/" NAME "/bin/cargo", "1.100.0");
	assert_found(at(".rustup/toolchains/" NAME "/bin/cargo"), NAME, 100);
	assert_int_equal(calls(), 2);
}

/* What a proxy runs depends on the folder and on its settings. */
static void test_proxy_is_asked_every_time(void **state)
{
	(void)state;

	put("work/rust-toolchain.toml", "");
	assert_proxy();
	assert_proxy();
	assert_int_equal(calls(), 2);
}

static void test_toolchain_file(void **state)
{
	(void)state;

	put("work/a/rust-toolchain", "1.80.1\n");
	assert_proxy();
	/* the variable counts more than the file */
	setenv("RUSTUP_TOOLCHAIN", "old", 1);
	assert_found(at(".rustup/toolchains/old/bin/cargo"), "old", 80);
}

static void test_variable(void **state)
{
	(void)state;
	static const char *const unclear[] = { "stable", "/some/path", "../x",
					       "." };

	setenv("RUSTUP_TOOLCHAIN", "old", 1);
	assert_found(at(".rustup/toolchains/old/bin/cargo"), "old", 80);
	for (size_t i = 0; i < RC_COUNT(unclear); i++) {
		setenv("RUSTUP_TOOLCHAIN", unclear[i], 1);
		assert_proxy();
	}
}

static void test_doubtful_settings(void **state)
{
	(void)state;
	static const char *const settings[] = {
		"",
		"default_toolchain = \"gone\"\n",
		"default_toolchain = \"" NAME
		"\"\n[overrides]\n\"/x\" = \"old\"\n",
		"default_toolchain = \"" NAME "\"\noverrides = { x = \"y\" }\n",
		"default_toolchain = \"" NAME "\"\nkeys = [\n",
		"default_toolchain = 7\n",
	};

	for (size_t i = 0; i < RC_COUNT(settings); i++) {
		put(".rustup/settings.toml", settings[i]);
		assert_proxy();
	}
	unlink(at(".rustup/settings.toml"));
	assert_proxy();
}

static void test_rustup_home(void **state)
{
	(void)state;

	setenv("RUSTUP_HOME", at("nowhere"), 1);
	assert_proxy();
	setenv("RUSTUP_HOME", "relative", 1);
	assert_proxy();
	put_cargo("nowhere/toolchains/mine/bin/cargo", "1.77.0");
	put("nowhere/settings.toml", "default_toolchain = \"mine\"\n");
	setenv("RUSTUP_HOME", at("nowhere"), 1);
	assert_found(at("nowhere/toolchains/mine/bin/cargo"), "mine", 77);
}

static void test_hard_link_is_a_proxy(void **state)
{
	(void)state;

	unlink(at("bin/cargo"));
	assert_int_equal(link(at("bin/rustup"), at("bin/cargo")), 0);
	assert_default();
}

static void test_distribution_cargo(void **state)
{
	(void)state;

	unlink(at("bin/cargo"));
	put_cargo("bin/cargo", "1.65.0");
	put("work/rust-toolchain", "x");
	assert_found(at("bin/cargo"), NULL, 65);
}

/* Set by cargo for its subcommands. */
static void test_cargo_variable(void **state)
{
	(void)state;

	put_cargo("other/cargo", "1.60.0");
	put("work/rust-toolchain", "x");
	setenv("CARGO", at("other/cargo"), 1);
	assert_found(at("other/cargo"), NULL, 60);
	setenv("CARGO", "other/cargo", 1);
	assert_proxy();
	setenv("CARGO", at("other/none"), 1);
	assert_proxy();
}

static void test_no_cargo(void **state)
{
	(void)state;
	struct rc_toolchain toolchain;
	struct rc_err err = RC_ERR_INIT;

	/* a relative entry would run what a repository calls cargo */
	assert_int_equal(chdir(at("bin")), 0);
	setenv("PATH", ".::/nonexistent", 1);
	assert_int_equal(rc_toolchain_find(&toolchain, scratch_root, &err),
			 RC_ECHILD);
	assert_int_equal(chdir("/"), 0);
	assert_non_null(strstr(err.hint, "rustup.rs"));
}

static void test_not_installed(void **state)
{
	(void)state;
	struct rc_toolchain toolchain;
	struct rc_err err = RC_ERR_INIT;

	put_program("bin/rustup",
		    "#!/bin/sh\n[ \"$RUSTUP_AUTO_INSTALL\" = 0 ] || exit 0\n"
		    "echo \"error: toolchain '1.2.3' is not installed\" >&2\n"
		    "echo 'help: run it' >&2\nexit 1\n");
	put("work/rust-toolchain", "1.2.3");
	assert_int_equal(rc_toolchain_find(&toolchain, at("work"), &err),
			 RC_ECHILD);
	assert_string_equal(err.msg, "toolchain '1.2.3' is not installed");
	assert_non_null(strstr(err.hint, "rustup toolchain install"));
}

static void test_nonsense(void **state)
{
	(void)state;
	struct rc_toolchain toolchain;
	struct rc_err err = RC_ERR_INIT;

	unlink(at("bin/cargo"));
	put_program("bin/cargo", "#!/bin/sh\necho cargo two\n");
	assert_int_equal(rc_toolchain_find(&toolchain, scratch_root, &err),
			 RC_ECHILD);
}

static bool has(const struct rc_strv *env, const char *pair)
{
	return rc_list_has((const char *const *)env->v, pair);
}

static void test_environment(void **state)
{
	(void)state;
	struct rc_toolchain toolchain = { NULL, rc_xstrdup("mine"), 95, "" };
	struct rc_strv env = RC_STRV_INIT;

	setenv("RUSTUP_TOOLCHAIN", "old", 1);
	setenv("RUSTFLAGS", "-Dwarnings", 1);
	rc_toolchain_env(&toolchain, &env);
	assert_true(has(&env, "RUSTUP_TOOLCHAIN=mine"));
	assert_false(has(&env, "RUSTUP_TOOLCHAIN=old"));
	assert_true(has(&env, "RUSTFLAGS=-Dwarnings"));
	assert_true(has(&env, "CARGO_TERM_COLOR=never"));
	assert_true(has(&env, "RUSTUP_AUTO_INSTALL=0"));
	rc_strv_release(&env);
	rc_toolchain_release(&toolchain);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, scratch_leave)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_default),
		TEST(test_version_is_remembered),
		TEST(test_proxy_is_asked_every_time),
		TEST(test_toolchain_file),
		TEST(test_variable),
		TEST(test_doubtful_settings),
		TEST(test_rustup_home),
		TEST(test_hard_link_is_a_proxy),
		TEST(test_distribution_cargo),
		TEST(test_cargo_variable),
		TEST(test_no_cargo),
		TEST(test_not_installed),
		TEST(test_nonsense),
		TEST(test_environment),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
