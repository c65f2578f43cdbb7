/* SPDX-License-Identifier: MIT */
#include "gitbox.h"

#include "vcs/gitconfig.h"

static const char *const levels[] = {
	[RC_GITCONFIG_SYSTEM] = "system",
	[RC_GITCONFIG_GLOBAL] = "global",
	[RC_GITCONFIG_FILE] = "file",
	[RC_GITCONFIG_REPO] = "repo",
};

static void add(enum rc_gitconfig_level level, const char *file,
		const char *key, const char *value, void *data)
{
	assert_non_null(file);
	rc_buf_addf(data, "%s %s=%s\n", levels[level], key, value);
}

static void assert_entries(const char *dir, const char *expected)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf found = RC_BUF_INIT(0);
	RC_CLEANUP(rc_freep) char *path = rc_path_join(box_dir, dir);
	struct rc_err err = RC_ERR_INIT;

	if (rc_gitconfig_each(path, add, &found, &err) < 0)
		fail_msg("%s", err.msg);
	assert_string_equal(found.ptr, expected);
}

static void assert_refused(const char *message)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf found = RC_BUF_INIT(0);
	struct rc_err err = RC_ERR_INIT;

	assert_int_equal(rc_gitconfig_each(box_dir, add, &found, &err),
			 RC_EINVAL);
	if (!strstr(err.msg, message))
		fail_msg("'%s' is not in: %s", message, err.msg);
}

/* Global settings of one test must not reach the next. */
static int enter(void **state)
{
	int ret = box_enter(state);

	setenv("XDG_CONFIG_HOME", box_dir, 1);
	RC_CLEANUP(rc_freep) char *file = rc_path_join(box_dir, "global");
	setenv("GIT_CONFIG_GLOBAL", file, 1);
	return ret;
}

static void levels_come_in_order(void **state)
{
	(void)state;
	unsetenv("GIT_CONFIG_NOSYSTEM");
	put("system", "[rustcoder]\n\tendpoint = system\n");
	RC_CLEANUP(rc_freep) char *system = rc_path_join(box_dir, "system");
	setenv("GIT_CONFIG_SYSTEM", system, 1);
	put("global", "[rustcoder \"fix\"]\n\tcommit = iter\n");
	put("crate/.rustcoder", "[rustcoder \"fix\"]\n\tmaxAttempts = 3\n");
	put(".rustcoder", "[rustcoder \"check\"]\n\ttargets = a\n"
			  "\ttargets = b\n");
	sh("git init -q && git config rustcoder.verbose true &&"
	   "git config extensions.worktreeConfig true &&"
	   "git config --worktree rustcoder.fix.commit none");
	assert_entries("crate", "system endpoint=system\n"
				"global fix.commit=iter\n"
				"file check.targets=a\n"
				"file check.targets=b\n"
				"file fix.maxattempts=3\n"
				"repo verbose=true\n"
				"repo fix.commit=none\n");
	sh("git config --unset extensions.worktreeConfig");
	setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
	unsetenv("GIT_CONFIG_SYSTEM");
	assert_entries(".", "global fix.commit=iter\n"
			    "file check.targets=a\n"
			    "file check.targets=b\n"
			    "repo verbose=true\n");
}

static void both_global_files_count(void **state)
{
	(void)state;
	unsetenv("GIT_CONFIG_GLOBAL");
	put("git/config", "[rustcoder]\n\ta = xdg\n\tflag\n");
	sh("git config --file $HOME/.gitconfig rustcoder.a home");
	assert_entries(".", "global a=xdg\nglobal flag=true\nglobal a=home\n");
	sh("git config --file $HOME/.gitconfig --unset rustcoder.a");
	assert_entries(".", "global a=xdg\nglobal flag=true\n");
	setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
	assert_entries(".", "");
}

static void includes_of_the_user_are_followed(void **state)
{
	(void)state;
	put("global", "[include]\n\tpath = more\n"
		      "[includeIf \"gitdir:**/crate/\"]\n\tpath = crate.inc\n");
	put("more", "[rustcoder]\n\ta = included\n");
	put("crate.inc", "[rustcoder]\n\ta = for this crate\n");
	sh("mkdir crate && git init -q crate");
	assert_entries(".", "global a=included\n");
	assert_entries("crate", "global a=included\nglobal a=for this crate\n");
}

static void committed_file_includes_nothing(void **state)
{
	(void)state;
	put("secret", "[rustcoder]\n\ta = b\n");
	put(".rustcoder", "[Include]\n\tpath = secret\n");
	assert_refused("may not include other files");
	put(".rustcoder", "[includeIf \"gitdir:/\"]\n\tpath = secret\n");
	assert_refused("may not include other files");
	sh("printf 'x\\000[include]' > .rustcoder");
	assert_refused("NUL");
}

static void syntax_errors_have_a_place(void **state)
{
	(void)state;
	put(".rustcoder", "[rustcoder]\n\ta = b\n[broken\n");
	assert_refused("/.rustcoder:3");
	sh("rm .rustcoder");
	put("global", "# rustcoder\n[broken\n");
	assert_refused("/global:2");
	/* Of files that are not about us, git itself will complain. */
	put("global", "[broken\n");
	assert_entries(".", "");
}

static void linked_worktrees_share_the_repository(void **state)
{
	(void)state;
	sh("git init -q main && git -C main -c user.name=a -c user.email=b "
	   "commit -q --allow-empty -m a && git -C main config rustcoder.a b &&"
	   "git -C main worktree add -q ../linked 2>/dev/null");
	assert_entries("linked", "repo a=b\n");
}

static void nothing_to_read_is_no_error(void **state)
{
	(void)state;
	unsetenv("GIT_CONFIG_GLOBAL");
	unsetenv("XDG_CONFIG_HOME");
	setenv("HOME", "", 1);
	assert_entries(".", "");
	setenv("HOME", box_home, 1);
	assert_entries("not/there", "");
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, enter, box_leave)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(levels_come_in_order),
		TEST(both_global_files_count),
		TEST(includes_of_the_user_are_followed),
		TEST(committed_file_includes_nothing),
		TEST(syntax_errors_have_a_place),
		TEST(linked_worktrees_share_the_repository),
		TEST(nothing_to_read_is_no_error),
	};

	return cmocka_run_group_tests(tests, box_open, box_close);
}
