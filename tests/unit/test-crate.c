/* SPDX-License-Identifier: MIT */
#include "rust/manifest.h"

#include "scratch.h"

static int set_up(void **state)
{
	assert_int_equal(scratch_enter(state), 0);
	setenv("XDG_CACHE_HOME", at("cache"), 1);
	put("ws/Cargo.toml", "");
	put("ws/one/Cargo.toml", "");
	put("ws/one/src/deep/mod.rs", "");
	put("ws/one/build.rs", "");
	put("ws/one/notes/try.rs", "fn main() {}\n");
	put("ws/two/readme.txt", "");
	return 0;
}

static void assert_found(const char *path, const char *manifest,
			 const char *dir)
{
	struct rc_crate crate = RC_CRATE_INIT;
	struct rc_err err = RC_ERR_INIT;

	assert_int_equal(rc_crate_find(&crate, path, NULL, &err), 0);
	assert_string_equal(crate.manifest, at(manifest));
	assert_string_equal(crate.dir, at(dir));
	assert_null(crate.single);
	rc_crate_release(&crate);
}

static void test_folders(void **state)
{
	(void)state;

	assert_found(at("ws/one"), "ws/one/Cargo.toml", "ws/one");
	assert_found(at("ws/one/src/../src/deep"), "ws/one/Cargo.toml",
		     "ws/one/src/deep");
	assert_found(at("ws/two"), "ws/Cargo.toml", "ws/two");
	assert_found(at("ws/one/Cargo.toml"), "ws/one/Cargo.toml", "ws/one");
	assert_int_equal(symlink("ws/one", at("link")), 0);
	assert_found(at("link"), "ws/one/Cargo.toml", "ws/one");
	assert_found(at("link/Cargo.toml"), "ws/one/Cargo.toml", "ws/one");
	assert_int_equal(chdir(at("ws/one/src")), 0);
	assert_found(NULL, "ws/one/Cargo.toml", "ws/one/src");
	assert_found("../Cargo.toml", "ws/one/Cargo.toml", "ws/one");
	assert_int_equal(chdir("/"), 0);
}

static void assert_refused(const char *path, int code)
{
	struct rc_crate crate = RC_CRATE_INIT;
	struct rc_err err = RC_ERR_INIT;

	assert_int_equal(rc_crate_find(&crate, path, NULL, &err), code);
	assert_int_equal(err.code, code);
	assert_null(crate.manifest);
}

static void test_refused(void **state)
{
	(void)state;

	put("plain/x.txt", "");
	assert_refused(at("none"), RC_ENOTFOUND);
	assert_refused(at("none/Cargo.toml"), RC_ENOTFOUND);
	assert_refused(at("plain"), RC_ENOTFOUND);
	assert_refused(at("plain/x.txt"), RC_EINVAL);
	assert_refused(at("ws/one/src/deep/mod.rs"), RC_EINVAL);
	assert_refused(at("ws/one/build.rs"), RC_EINVAL);
}

static void read_file(const char *path, struct rc_buf *buf)
{
	rc_buf_clear(buf);
	assert_int_equal(rc_fs_read(path, buf, NULL), 0);
}

static void test_single(void **state)
{
	(void)state;
	struct rc_crate crate = RC_CRATE_INIT;
	struct rc_buf text = RC_BUF_INIT(0);
	struct stat before, after;

	assert_int_equal(rc_crate_find(&crate, at("ws/one/notes/try.rs"), NULL,
				       NULL),
			 0);
	assert_string_equal(crate.single, at("ws/one/notes/try.rs"));
	assert_string_equal(crate.dir, at("ws/one/notes"));
	assert_non_null(rc_path_below(crate.manifest, at("cache")));
	read_file(crate.manifest, &text);
	assert_non_null(strstr(text.ptr, "[[bin]]"));
	assert_non_null(strstr(text.ptr, "edition = \"2021\""));
	assert_non_null(strstr(text.ptr, "[workspace]"));
	assert_int_equal(stat(crate.manifest, &before), 0);
	rc_crate_release(&crate);

	/* the same again writes nothing, another edition does */
	assert_int_equal(rc_crate_find(&crate, at("ws/one/notes/try.rs"),
				       "2021", NULL),
			 0);
	assert_int_equal(stat(crate.manifest, &after), 0);
	assert_int_equal(before.st_ino, after.st_ino);
	rc_crate_release(&crate);
	assert_int_equal(rc_crate_find(&crate, at("ws/one/notes/try.rs"),
				       "2018\"\n[x]", NULL),
			 0);
	read_file(crate.manifest, &text);
	assert_non_null(strstr(text.ptr, "\"2018\\\"\\u000a[x]\""));
	rc_crate_release(&crate);
	rc_buf_release(&text);
}

static void test_single_library(void **state)
{
	(void)state;
	static const struct {
		const char *text, *section;
	} files[] = {
		{ "pub fn f() {}\n", "[lib]" },
		{ "// fn main() {}\n", "[lib]" },
		{ "mod m {\n    fn main() {}\n}\n", "[lib]" },
		{ "fn main_loop() {}\n", "[lib]" },
		{ "fn main", "[lib]" },
		{ "use x;\npub async fn main() {\n", "[[bin]]" },
	};
	struct rc_buf text = RC_BUF_INIT(0);

	for (size_t i = 0; i < RC_COUNT(files); i++) {
		struct rc_crate crate = RC_CRATE_INIT;

		put("alone/a \"b\".rs", files[i].text);
		assert_int_equal(rc_crate_find(&crate, at("alone/a \"b\".rs"),
					       NULL, NULL),
				 0);
		read_file(crate.manifest, &text);
		assert_non_null(strstr(text.ptr, files[i].section));
		assert_non_null(strstr(text.ptr, "a \\\"b\\\".rs\""));
		rc_crate_release(&crate);
	}
	rc_buf_release(&text);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, scratch_leave)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_folders),
		TEST(test_refused),
		TEST(test_single),
		TEST(test_single_library),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
