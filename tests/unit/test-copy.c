/* SPDX-License-Identifier: MIT */
#include "edit/copy.h"

#include <stdio.h>

#include "scratch.h"

/* The original is <scratch>/home/ws, the cache <scratch>/cache. */
static char *root;

static int enter(void **state)
{
	int ret = scratch_enter(state);
	RC_CLEANUP(rc_freep) char *cache = rc_path_join(*state, "cache");

	root = rc_path_join(*state, "home/ws");
	put("home/ws/Cargo.toml", "[package]");
	put("home/ws/src/main.rs", "fn main() {}");
	put("home/ws/src/target/mod.rs", "a module");
	return ret | setenv("XDG_CACHE_HOME", cache, 1);
}

static int leave(void **state)
{
	rc_free(root);
	root = NULL;
	return scratch_leave(state);
}

static char *in_copy(const char *copy_root, const char *name)
{
	return rc_path_join(copy_root, name);
}

/* Opens and closes the copy; returns its root, for the caller to free. */
static char *sync_copy(const char *const *outside)
{
	struct rc_copy copy = RC_COPY_INIT;
	struct rc_err err = RC_ERR_INIT;

	if (rc_copy_open(&copy, root, outside, &err) < 0)
		fail_msg("%s", err.msg);
	char *path = rc_xstrdup(copy.root);
	rc_copy_release(&copy);
	assert_null(copy.root);
	assert_int_equal(copy.lock, -1);
	return path;
}

static void assert_copied(const char *copy_root, const char *name,
			  const char *text)
{
	RC_CLEANUP(rc_freep) char *path = in_copy(copy_root, name);

	if (text)
		assert_file(path, text);
	else
		assert_absent(path);
}

static void assert_link(const char *copy_root, const char *name,
			const char *target)
{
	RC_CLEANUP(rc_freep) char *path = in_copy(copy_root, name);
	char text[512] = "";

	assert_true(readlink(path, text, sizeof(text) - 1) > 0);
	assert_string_equal(text, target);
}

static void test_copies(void **state)
{
	struct rc_copy copy = RC_COPY_INIT;

	put("home/ws/src/empty.rs", "");
	put("home/ws/build.sh", "#!/bin/sh");
	assert_int_equal(chmod("home/ws/build.sh", 0755), 0);
	put("home/ws/read-only.rs", "r");
	assert_int_equal(chmod("home/ws/read-only.rs", 0444), 0);
	put("home/ws/target/debug/x", "built");
	put("home/ws/other-target/CACHEDIR.TAG", "");
	put("home/ws/.git/HEAD", "ref");
	put("home/ws/vendor/.git", "gitdir: x");
	assert_int_equal(mkfifo("home/ws/fifo", 0644), 0);
	assert_int_equal(rc_copy_open(&copy, root, NULL, NULL), 0);

	assert_true(rc_path_below(copy.root, *state) != NULL);
	assert_true(rc_path_has_suffix(copy.root, root));
	assert_null(rc_path_below(copy.target, copy.root));
	assert_copied(copy.root, "src/main.rs", "fn main() {}");
	assert_copied(copy.root, "src/empty.rs", "");
	assert_copied(copy.root, "src/target/mod.rs", "a module");
	assert_copied(copy.root, "read-only.rs", "r");
	assert_copied(copy.root, "target", NULL);
	assert_copied(copy.root, "other-target", NULL);
	assert_copied(copy.root, ".git", NULL);
	assert_copied(copy.root, "vendor/.git", NULL);
	assert_copied(copy.root, "fifo", NULL);
	RC_CLEANUP(rc_freep) char *script = in_copy(copy.root, "build.sh");
	assert_int_equal(stat_of(script).st_mode & 07777, 0755);
	rc_copy_release(&copy);
}

/* What is the same keeps its mtime, what differs gets a new one. */
static void test_copies_again(void **state)
{
	RC_CLEANUP(rc_freep) char *copy = sync_copy(NULL);
	RC_CLEANUP(rc_freep) char *manifest = in_copy(copy, "Cargo.toml");
	RC_CLEANUP(rc_freep) char *source = in_copy(copy, "src/main.rs");
	RC_CLEANUP(rc_freep) char *extra = in_copy(copy, "src/extra.rs");
	(void)state;

	set_mtime(manifest, 1000);
	set_mtime(source, 1000);
	set_mtime("home/ws/Cargo.toml", 5000);
	/* As long as before, and as old. */
	put("home/ws/src/main.rs", "fn Main() {}");
	set_mtime("home/ws/src/main.rs", 500);
	put("home/ws/src/new.rs", "new");
	put(extra, "a trial made it");
	rc_free(sync_copy(NULL));
	assert_int_equal(stat_of(manifest).st_mtim.tv_sec, 1000);
	assert_file(source, "fn Main() {}");
	assert_true(stat_of(source).st_mtim.tv_sec > 5000);
	assert_copied(copy, "src/new.rs", "new");
	assert_absent(extra);

	/* A trial in the copy is undone like any other difference. */
	set_mtime(source, 1000);
	put(source, "fn trial() {}");
	assert_int_equal(chmod("home/ws/Cargo.toml", 0755), 0);
	rc_free(sync_copy(NULL));
	assert_file(source, "fn Main() {}");
	assert_int_equal(stat_of(manifest).st_mode & 07777, 0755);
	assert_int_equal(stat_of(manifest).st_mtim.tv_sec, 1000);
}

static void test_what_vanished_goes(void **state)
{
	(void)state;
	put("home/ws/gone.rs", "x");
	put("home/ws/dir/sub/x.rs", "x");
	put("home/ws/swap", "a file");
	put("home/ws/swop/x.rs", "in a folder");
	RC_CLEANUP(rc_freep) char *copy = sync_copy(NULL);
	assert_copied(copy, "dir/sub/x.rs", "x");

	assert_int_equal(unlink("home/ws/gone.rs"), 0);
	assert_int_equal(rc_fs_remove_tree("home/ws/dir", NULL), 0);
	assert_int_equal(unlink("home/ws/swap"), 0);
	put("home/ws/swap/y.rs", "now a folder");
	assert_int_equal(rc_fs_remove_tree("home/ws/swop", NULL), 0);
	put("home/ws/swop", "now a file");
	rc_free(sync_copy(NULL));
	assert_copied(copy, "gone.rs", NULL);
	assert_copied(copy, "dir", NULL);
	assert_copied(copy, "swap/y.rs", "now a folder");
	assert_copied(copy, "swop", "now a file");
}

static void test_links(void **state)
{
	RC_CLEANUP(rc_freep) char *inside = rc_path_join(root, "src/main.rs");

	put("home/shared.rs", "shared");
	assert_int_equal(symlink("main.rs", "home/ws/src/near.rs"), 0);
	assert_int_equal(symlink("../Cargo.toml", "home/ws/src/up.toml"), 0);
	assert_int_equal(symlink(inside, "home/ws/far.rs"), 0);
	assert_int_equal(symlink("../../shared.rs", "home/ws/src/out.rs"), 0);
	assert_int_equal(symlink("/nowhere", "home/ws/dead.rs"), 0);
	RC_CLEANUP(rc_freep) char *copy = sync_copy(NULL);
	RC_CLEANUP(rc_freep) char *far = in_copy(copy, "src/main.rs");
	RC_CLEANUP(rc_freep)
	char *out = rc_path_join(root, "src/../../shared.rs");

	assert_link(copy, "src/near.rs", "main.rs");
	assert_link(copy, "src/up.toml", "../Cargo.toml");
	assert_link(copy, "far.rs", far);
	assert_link(copy, "src/out.rs", out);
	assert_copied(copy, "src/out.rs", "shared");
	assert_link(copy, "dead.rs", "/nowhere");
	(void)state;

	/* A file in place of a link must not be written through it. */
	assert_int_equal(unlink("home/ws/src/out.rs"), 0);
	put("home/ws/src/out.rs", "mine");
	rc_free(sync_copy(NULL));
	assert_copied(copy, "src/out.rs", "mine");
	assert_file("home/shared.rs", "shared");
}

static void test_settings_of_parents(void **state)
{
	(void)state;
	put("home/.cargo/config.toml", "[build]");
	put("home/rust-toolchain.toml", "[toolchain]");
	put("home/other.toml", "");
	RC_CLEANUP(rc_freep) char *copy = sync_copy(NULL);

	assert_copied(copy, "../.cargo/config.toml", "[build]");
	assert_copied(copy, "../rust-toolchain.toml", "[toolchain]");
	assert_copied(copy, "../other.toml", NULL);
	assert_int_equal(rc_fs_remove_tree("home/.cargo", NULL), 0);
	rc_free(sync_copy(NULL));
	assert_copied(copy, "../.cargo", NULL);
}

static void test_outside(void **state)
{
	RC_CLEANUP(rc_freep) char *dep = rc_path_join(*state, "home/dep");
	RC_CLEANUP(rc_freep) char *sub = rc_path_join(*state, "home/dep/sub");
	RC_CLEANUP(rc_freep) char *far = rc_path_join(*state, "far/a/b");
	RC_CLEANUP(rc_freep) char *home = rc_path_join(*state, "home");
	const char *const outside[] = { dep, sub, far, NULL };
	const char *const parent[] = { home, NULL };

	put("home/dep/Cargo.toml", "dep");
	put("home/dep/sub/Cargo.toml", "sub");
	put("far/a/Cargo.toml", "its workspace");
	put("far/a/b/Cargo.toml", "b");
	put("home/src/lib.rs", "package in home");
	RC_CLEANUP(rc_freep) char *copy = sync_copy(outside);
	assert_copied(copy, "../dep/sub/Cargo.toml", "sub");
	assert_copied(copy, "../../far/a/b/Cargo.toml", "b");
	assert_copied(copy, "../../far/a/Cargo.toml", "its workspace");
	assert_copied(copy, "../src", NULL);
	assert_link(copy, "../dep", dep);

	/* The link of before must not lead us into the original. */
	const char *const only_sub[] = { sub, NULL };
	rc_free(sync_copy(only_sub));
	assert_link(copy, "../dep/sub", sub);
	assert_file("home/dep/Cargo.toml", "dep");
	assert_file("home/dep/sub/Cargo.toml", "sub");

	/* A package around ours. */
	rc_free(sync_copy(parent));
	assert_copied(copy, "../src/lib.rs", "package in home");
	assert_copied(copy, "src/main.rs", "fn main() {}");
	assert_copied(copy, "../dep/sub/Cargo.toml", "sub");
}

/* A crate below a folder that is a setting elsewhere. */
static void test_root_below_a_setting(void **state)
{
	(void)state;
	rc_free(root);
	root = rc_path_join(*state, "home/.cargo/ws");
	put("home/.cargo/ws/a.rs", "a");
	put("home/.cargo/config.toml", "[build]");
	RC_CLEANUP(rc_freep) char *copy = sync_copy(NULL);
	RC_CLEANUP(rc_freep) char *source = in_copy(copy, "a.rs");

	put(source, "changed by a trial");
	assert_file("home/.cargo/ws/a.rs", "a");
	assert_copied(copy, "../config.toml", NULL);
	rc_free(sync_copy(NULL));
	assert_file(source, "a");
}

/* A cache below root is not copied into itself. */
static void test_cache_inside(void **state)
{
	RC_CLEANUP(rc_freep) char *cache = rc_path_join(root, ".cache");
	(void)state;

	assert_int_equal(setenv("XDG_CACHE_HOME", cache, 1), 0);
	rc_free(sync_copy(NULL));
	RC_CLEANUP(rc_freep) char *copy = sync_copy(NULL);
	assert_copied(copy, ".cache/rustcoder/trial", NULL);
	assert_copied(copy, "src/main.rs", "fn main() {}");
}

/* A place of its own beside the trials', left as it was found. */
static void test_empty(void **state)
{
	struct rc_copy copy = RC_COPY_INIT;
	RC_CLEANUP(rc_freep) char *trial = sync_copy(NULL);

	(void)state;
	put("home/rust-toolchain", "1.63");
	for (int i = 0; i < 2; i++) {
		assert_int_equal(rc_copy_open_empty(&copy, "baseline", root,
						    NULL, NULL),
				 0);
		assert_string_not_equal(copy.root, trial);
		assert_copied(copy.root, "Cargo.toml", i ? "[other]" : NULL);
		assert_link(copy.root, "../rust-toolchain",
			    at("home/rust-toolchain"));
		RC_CLEANUP(rc_freep)
		char *path = in_copy(copy.root, "Cargo.toml");
		put(path, "[other]");
		rc_copy_release(&copy);
	}
	assert_copied(trial, "Cargo.toml", "[package]");
}

static void test_errors(void **state)
{
	struct rc_copy copy = RC_COPY_INIT;
	struct rc_err err = RC_ERR_INIT;
	(void)state;

	assert_int_equal(rc_copy_open(&copy, "/nowhere/at/all", NULL, &err),
			 RC_ENOTFOUND);
	assert_null(copy.root);
	assert_int_equal(unsetenv("XDG_CACHE_HOME"), 0);
	char *home = rc_xstrdup(getenv("HOME"));
	unsetenv("HOME");
	assert_int_equal(rc_copy_open(&copy, root, NULL, &err), RC_EINVAL);
	assert_non_null(strstr(err.hint, "XDG_CACHE_HOME"));
	if (home)
		setenv("HOME", home, 1);
	rc_free(home);
}

#define copy_test(test) cmocka_unit_test_setup_teardown(test, enter, leave)

int main(void)
{
	const struct CMUnitTest tests[] = {
		copy_test(test_copies),
		copy_test(test_copies_again),
		copy_test(test_what_vanished_goes),
		copy_test(test_links),
		copy_test(test_settings_of_parents),
		copy_test(test_outside),
		copy_test(test_root_below_a_setting),
		copy_test(test_cache_inside),
		copy_test(test_empty),
		copy_test(test_errors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
