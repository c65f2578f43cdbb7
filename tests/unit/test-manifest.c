/* SPDX-License-Identifier: MIT */
#include "rust/manifest.h"

#include "scratch.h"

static struct rc_toolchain toolchain;

static void put_package(const char *dir, const char *name, const char *deps)
{
	char path[256], text[1024];

	snprintf(path, sizeof(path), "%s/src/lib.rs", dir);
	put(path, "");
	snprintf(path, sizeof(path), "%s/Cargo.toml", dir);
	snprintf(
		text, sizeof(text),
		"[package]\nname = \"%s\"\nversion = \"0.1.0\"\nedition = \"2021\"\n%s",
		name, deps);
	put(path, text);
}

static int set_up(void **state)
{
	assert_int_equal(scratch_enter(state), 0);
	setenv("XDG_CACHE_HOME", at("cache"), 1);
	return rc_toolchain_find(&toolchain, scratch_root, NULL);
}

static int tear_down(void **state)
{
	rc_toolchain_release(&toolchain);
	return scratch_leave(state);
}

static int load(struct rc_workspace *out, const char *path, struct rc_err *err)
{
	static const struct rc_cargo_opts opts = { .offline = true };
	struct rc_crate crate = RC_CRATE_INIT;
	struct rc_cargo cargo = { .toolchain = &toolchain, .opts = &opts };

	assert_int_equal(rc_crate_find(&crate, path, NULL, err), 0);
	cargo.cwd = crate.dir;
	int ret = rc_workspace_load(out, &cargo, &crate, err);
	assert_int_equal(cargo.calls, crate.single ? 0 : 1);
	rc_crate_release(&crate);
	return ret;
}

/* middle depends on a package that is not below the root. */
static void test_workspace(void **state)
{
	(void)state;
	struct rc_workspace workspace = RC_WORKSPACE_INIT;

	put("ws/Cargo.toml",
	    "[workspace]\nresolver = \"2\"\nmembers = [\"top\", \"middle\", \"base\"]\n");
	put_package(
		"ws/top", "top",
		"[dependencies]\nbase = { path = \"../base\" }\nmiddle = { path = \"../middle\" }\n");
	put_package(
		"ws/middle", "middle",
		"[build-dependencies]\nbase = { path = \"../base\" }\n[dependencies]\nother = { path = \"../../other\" }\n");
	put_package("ws/base", "base",
		    "[dev-dependencies]\ntop = { path = \"../top\" }\n");
	put_package("other", "other", "");
	assert_int_equal(load(&workspace, at("ws/middle"), NULL), 0);
	assert_string_equal(workspace.root, at("ws"));
	assert_string_equal(workspace.target, at("ws/target"));
	assert_int_equal(workspace.n, 3);
	assert_string_equal(workspace.outside[0], at("other"));
	assert_null(workspace.outside[1]);
	rc_workspace_release(&workspace);
}

/* What a build of one plain package tells; kind and file of its one unit. */
static bool guess(const char *kind, const char *file, struct rc_workspace *out)
{
	struct rc_crate crate = { .manifest = (char *)at("plain/Cargo.toml") };
	struct rc_span span = { .file = file, .primary = true };
	struct rc_diag diag = { .spans = &span, .n_spans = 1 };
	struct rc_unit unit = { .manifest = at("plain/Cargo.toml"),
				.kind = kind };
	struct rc_diags diags = {
		.v = &diag, .n = 1, .units = &unit, .n_units = 1
	};

	return rc_workspace_guess(out, &crate, &diags);
}

static void test_guess(void **state)
{
	(void)state;
	struct rc_workspace workspace = RC_WORKSPACE_INIT;

	put_package("plain", "plain", "");
	assert_false(guess("lib", "src/lib.rs", &workspace));
	put("plain/Cargo.lock", "");
	assert_false(guess("custom-build", "src/lib.rs", &workspace));
	assert_false(guess("lib", "plain/src/lib.rs", &workspace));
	assert_true(guess("lib", "src/lib.rs", &workspace));
	assert_string_equal(workspace.root, at("plain"));
	rc_workspace_release(&workspace);
}

static void test_bad_manifest(void **state)
{
	(void)state;
	struct rc_workspace workspace = RC_WORKSPACE_INIT;
	struct rc_err err = RC_ERR_INIT;

	put("bad/Cargo.toml", "[package\n");
	assert_int_equal(load(&workspace, at("bad"), &err), RC_EINVAL);
	assert_non_null(strstr(err.msg, "Cargo.toml"));
	assert_null(workspace.root);
}

static void test_single(void **state)
{
	(void)state;
	struct rc_workspace workspace = RC_WORKSPACE_INIT;

	put("alone/x.rs", "fn main() {}\n");
	assert_int_equal(load(&workspace, at("alone/x.rs"), NULL), 0);
	assert_string_equal(workspace.root, at("alone"));
	assert_int_equal(workspace.n, 1);
	assert_non_null(rc_path_below(workspace.target, at("cache")));
	assert_null(workspace.outside[0]);
	rc_workspace_release(&workspace);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_workspace),
		TEST(test_guess),
		TEST(test_bad_manifest),
		TEST(test_single),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
