/* SPDX-License-Identifier: MIT */
#include "gitbox.h"

#include <strings.h>

#include "agent/config_keys.h"
#include <rustcoder/config.h>
#include <rustcoder/fix.h>

static struct rc_config *config;
static struct rc_err err;

static void reopen(void)
{
	rc_config_free(config);
	config = NULL;
	assert_int_equal(rc_config_open(&config, box_dir, &err), 0);
}

static void clear_environment(void)
{
	for (size_t i = 0; i < rc_config_n_keys; i++) {
		const char *const *env = rc_config_keys[i].env;

		for (size_t k = 0; k < RC_COUNT(rc_config_keys[i].env); k++)
			if (env[k])
				unsetenv(env[k]);
	}
}

static int leave(void **state)
{
	clear_environment();
	free(box_run("git config --global --remove-section rustcoder.fix;"
		     "git config --global --remove-section rustcoder; :",
		     NULL));
	rc_config_free(config);
	config = NULL;
	return box_leave(state);
}

static void assert_value(const char *key, const char *value)
{
	assert_string_equal(rc_config_get(config, key), value);
}

static void assert_message(const char *part)
{
	if (!strstr(err.msg, part))
		fail_msg("no '%s' in: %s", part, err.msg);
}

static void assert_refused(const char *part)
{
	struct rc_config *none = NULL;

	assert_int_equal(rc_config_open(&none, box_dir, &err), RC_EINVAL);
	assert_null(none);
	assert_message(part);
}

static void collect(const char *line, void *data)
{
	rc_buf_addf(data, "%s\n", line);
}

static char *warnings(void)
{
	struct rc_buf buf = RC_BUF_INIT(0);

	rc_config_warnings(config, collect, &buf);
	return rc_buf_take(&buf);
}

static void test_table(void **state)
{
	(void)state;
	for (size_t i = 0; i < rc_config_n_keys; i++) {
		const struct rc_config_key *key = &rc_config_keys[i];
		int64_t n;

		assert_ptr_equal(rc_config_key_find(key->name), key);
		assert_true(!key->def ||
			    rc_config_value_parse(key, key->def, &n));
		assert_non_null(key->help);
		assert_true((key->type == RC_KEY_CHOICE) ==
			    (key->choices != NULL));
		/* What a repository may not decide, no file in it may. */
		assert_false(key->flags & RC_KEY_PROTECTED &&
			     key->flags & RC_KEY_COMMITTED);
		/* What may be lowered has something to be lowered from. */
		assert_true(!(key->flags & RC_KEY_BUDGET) || key->def);
	}
}

static void test_values(void **state)
{
	static const struct {
		const char *key, *text;
		int64_t number; /* -1: refused */
	} rows[] = {
		{ "fix.maxTime", "90s", 90000 },
		{ "fix.maxTime", "90", 90000 },
		{ "fix.maxTime", "10m", 600000 },
		{ "fix.maxTime", "2h", 7200000 },
		{ "fix.maxTime", "250ms", 250 },
		{ "fix.maxTime", "0s", 0 },
		{ "fix.maxTime", "168h", 604800000 },
		{ "fix.maxTime", "169h", -1 },
		{ "fix.maxTime", "1d", -1 },
		{ "fix.maxTime", "-1s", -1 },
		{ "fix.maxTime", "1 s", -1 },
		{ "fix.maxTime", "1e3", -1 },
		{ "fix.maxTime", "", -1 },
		{ "fix.maxTime", "s", -1 },
		{ "fix.maxTime", "999999999999h", -1 },
		{ "fix.maxTime", "18446744073709551617s", -1 },
		{ "fix.timeout", "999ms", -1 },
		{ "fix.timeout", "1s", 1000 },
		{ "fix.maxCompiles", "1", 1 },
		{ "fix.maxCompiles", "0", -1 },
		{ "fix.maxCompiles", "7x", -1 },
		{ "fix.maxCompiles", "100001", -1 },
		{ "fix.lints", "true", 1 },
		{ "fix.lints", "Yes", 1 },
		{ "fix.lints", "ON", 1 },
		{ "fix.lints", "1", 1 },
		{ "fix.lints", "no", 0 },
		{ "fix.lints", "off", 0 },
		{ "fix.lints", "2", -1 },
		{ "fix.lints", "", -1 },
		{ "fix.goal", "clippy", RC_GOAL_CLIPPY },
		{ "fix.goal", "Clippy", -1 },
		{ "fix.goal", "clip", -1 },
		{ "model", "anything goes", 0 },
		{ "model", "", -1 },
	};

	(void)state;
	for (size_t i = 0; i < RC_COUNT(rows); i++) {
		const struct rc_config_key *key =
			rc_config_key_find(rows[i].key);
		int64_t n = -1;

		if (!rc_config_value_parse(key, rows[i].text, &n))
			n = -1;
		if (n != rows[i].number)
			fail_msg("%s=%s is %lld", rows[i].key, rows[i].text,
				 (long long)n);
	}
}

/* From the weakest to the strongest, each over the one before. */
static void test_order(void **state)
{
	(void)state;
	sh("git init -q .");
	reopen();
	assert_value("fix.goal", "check");
	sh("git config --global rustcoder.fix.goal test");
	reopen();
	assert_value("fix.goal", "test");
	put(".rustcoder", "[rustcoder \"fix\"]\n\tgoal = clippy\n");
	reopen();
	assert_value("fix.goal", "clippy");
	sh("git config rustcoder.fix.goal check");
	reopen();
	assert_value("fix.goal", "check");
	setenv("RUSTCODER_FIX_GOAL", "test", 1);
	reopen();
	assert_value("fix.goal", "test");
	assert_int_equal(rc_config_set(config, "fix.goal", "clippy", &err), 0);
	assert_value("fix.goal", "clippy");
	assert_int_equal(rc_config_set(config, "fix.goal", "check", &err), 0);
	assert_value("fix.goal", "check");
}

static void test_outside(void **state)
{
	(void)state;
	sh("git config --global rustcoder.fix.lints true");
	put("file.rs", "");
	RC_CLEANUP(rc_freep) char *file = rc_path_join(box_dir, "file.rs");

	assert_int_equal(rc_config_open(&config, file, &err), 0);
	assert_true(rc_config_bool(config, "fix.lints"));
}

static void test_environment(void **state)
{
	(void)state;
	setenv("CARGO_NET_OFFLINE", "true", 1);
	reopen();
	assert_true(rc_config_bool(config, "offline"));
	setenv("RUSTCODER_OFFLINE", "false", 1);
	reopen();
	assert_false(rc_config_bool(config, "offline"));
	/* As good as not set. */
	setenv("RUSTCODER_OFFLINE", "", 1);
	reopen();
	assert_true(rc_config_bool(config, "offline"));
	setenv("RUSTCODER_FIX_TIMEOUT", "never", 1);
	assert_refused("env:RUSTCODER_FIX_TIMEOUT: bad value 'never'");
}

static void test_protected(void **state)
{
	(void)state;
	sh("git init -q .;"
	   "git config rustcoder.endpoint http://192.0.2.1/;"
	   "git config rustcoder.fix.allowDeps nonsense");
	put(".rustcoder", "[rustcoder]\n\tendpoint = http://192.0.2.2/\n"
			  "[rustcoder \"fix\"]\n\tallowBuildScripts\n"
			  "\tmaxTime = 1h\n");
	reopen();
	assert_null(rc_config_get(config, "endpoint"));
	assert_false(rc_config_bool(config, "fix.allowDeps"));
	assert_false(rc_config_bool(config, "fix.allowBuildScripts"));
	assert_int_equal(rc_config_int(config, "fix.maxTime"), 0);
	RC_CLEANUP(rc_freep) char *lines = warnings();

	assert_non_null(strstr(lines, "'rustcoder.endpoint'"));
	assert_non_null(strstr(lines, "'rustcoder.fix.allowDeps'"));
	assert_non_null(strstr(lines, "'rustcoder.fix.allowBuildScripts'"));
	assert_non_null(strstr(lines, "'rustcoder.fix.maxTime'"));
	assert_non_null(strstr(lines, ".rustcoder'"));
	assert_non_null(strstr(lines, ".git/config'"));

	sh("git config --global rustcoder.endpoint http://127.0.0.1/;"
	   "git config --global rustcoder.fix.allowDeps true");
	reopen();
	assert_value("endpoint", "http://127.0.0.1/");
	assert_true(rc_config_bool(config, "fix.allowDeps"));
}

static void test_bad(void **state)
{
	(void)state;
	reopen();
	assert_int_equal(rc_config_set(config, "fix.gaol", "x", &err),
			 RC_EINVAL);
	assert_message("'fix.gaol'");
	assert_int_equal(rc_config_set(config, "fix.goal", "x", &err),
			 RC_EINVAL);
	assert_message("'x' for 'fix.goal': not one of check, clippy, test");
	assert_value("fix.goal", "check");
	assert_null(rc_config_get(config, "fix.gaol"));

	sh("git config --global rustcoder.fix.commit often");
	assert_refused(
		".gitconfig: bad value 'often' for 'fix.commit': not one of iter, squash, none");
}

static void test_unknown(void **state)
{
	(void)state;
	sh("git init -q .");
	sh("for i in $(seq 30); do echo \"[rustcoder] key$i = x\";"
	   " done >.rustcoder");
	reopen();
	RC_CLEANUP(rc_freep) char *lines = warnings();
	size_t n = 0;

	assert_non_null(strstr(lines, "unknown setting 'rustcoder.key1'"));
	for (const char *p = lines; *p; p++)
		n += *p == '\n';
	assert_int_equal(n, 21);
}

static void test_flood(void **state)
{
	struct rc_config *none = NULL;

	(void)state;
	sh("git init -q .");
	sh("{ echo '[rustcoder \"fix\"]'; yes 'goal = check' | head -n 2000;"
	   " } >.rustcoder");
	assert_int_equal(rc_config_open(&none, box_dir, &err), RC_ELIMIT);
	assert_null(none);
}

struct seen {
	const char *last; /* key before */
	size_t keys, effective, ignored;
};

static void see(const struct rc_config_entry *entry, void *data)
{
	struct seen *seen = data;

	if (!seen->last || strcmp(seen->last, entry->key) != 0) {
		assert_string_equal(rc_config_keys[seen->keys].name,
				    entry->key);
		seen->keys++;
	}
	seen->last = entry->key;
	seen->effective += entry->effective;
	seen->ignored += entry->ignored != NULL;
	assert_false(entry->effective && entry->ignored);
	assert_true((entry->value == NULL) == (entry->origin == NULL));
}

static void test_each(void **state)
{
	struct seen seen = { .last = NULL };

	(void)state;
	sh("git init -q .; git config rustcoder.model theirs;"
	   "git config rustcoder.fix.commit none");
	reopen();
	assert_int_equal(rc_config_set(config, "fix.commit", "squash", &err),
			 0);
	rc_config_each(config, see, &seen);
	assert_int_equal(seen.keys, rc_config_n_keys);
	/* All but those that describe an endpoint. */
	assert_int_equal(seen.effective, rc_config_n_keys - 7);
	assert_int_equal(seen.ignored, 1);
}

static void test_fix_opts(void **state)
{
	static const char *const flags[][2] = {
		{ "offline", "true" },
		{ "fix.goal", "test" },
		{ "fix.suggestions", "none" },
		{ "fix.lints", "true" },
		{ "fix.commit", "squash" },
		{ "fix.requireClean", "true" },
		{ "fix.maxTime", "90s" },
		{ "fix.maxCompiles", "7" },
		{ "fix.timeout", "5s" },
		{ "fix.allowDeps", "true" },
		{ "fix.allowBuildScripts", "true" },
	};
	struct rc_fix_opts opts = RC_FIX_OPTS_INIT;

	(void)state;
	reopen();
	opts.path = "untouched";
	rc_config_fix_opts(config, &opts);
	assert_int_equal(opts.goal, RC_GOAL_CHECK);
	assert_int_equal(opts.suggestions, RC_SUGGEST_MAYBE);
	assert_int_equal(opts.commit, RC_COMMIT_ITER);
	assert_int_equal(opts.max_time_ms, 0);
	assert_int_equal(opts.check_time_ms, 600000);
	assert_int_equal(opts.max_compiles, 100);
	assert_false(opts.cargo.offline || opts.lints || opts.require_clean ||
		     opts.allow_deps || opts.allow_build_scripts);

	for (size_t i = 0; i < RC_COUNT(flags); i++)
		assert_int_equal(rc_config_set(config, flags[i][0], flags[i][1],
					       &err),
				 0);
	rc_config_fix_opts(config, &opts);
	assert_int_equal(opts.goal, RC_GOAL_TEST);
	assert_int_equal(opts.suggestions, RC_SUGGEST_NONE);
	assert_int_equal(opts.commit, RC_COMMIT_SQUASH);
	assert_int_equal(opts.max_time_ms, 90000);
	assert_int_equal(opts.check_time_ms, 5000);
	assert_int_equal(opts.max_compiles, 7);
	assert_true(opts.cargo.offline && opts.lints && opts.require_clean &&
		    opts.allow_deps && opts.allow_build_scripts);
	assert_string_equal(opts.path, "untouched");
}

static void test_endpoint(void **state)
{
	static const char *const flags[][2] = {
		{ "endpoint", "http://127.0.0.1/v1" },
		{ "model", "m" },
		{ "apiKeyFile", "k" },
		{ "apiKeyCommand", "pass show llm" },
		{ "caFile", "ca" },
		{ "context", "4096" },
		{ "stream", "false" },
		{ "endpointTimeout", "20m" },
		{ "fix.maxCalls", "4" },
		{ "fix.maxTokens", "5000" },
		{ "fix.samples", "6" },
		{ "fix.allowSecrets", "true" },
	};
	struct rc_fix_opts opts = RC_FIX_OPTS_INIT;

	(void)state;
	reopen();
	rc_config_fix_opts(config, &opts);
	assert_null(opts.endpoint.url);
	assert_null(opts.endpoint.key);
	assert_int_equal(opts.endpoint.context, 0);
	assert_int_equal(opts.endpoint.idle_ms, 300000);
	assert_false(opts.endpoint.no_stream);
	assert_int_equal(opts.max_calls, 30);
	assert_int_equal(opts.max_tokens, 200000);
	assert_int_equal(opts.samples, 3);
	assert_false(opts.allow_secrets);

	setenv("LLM_API_KEY", "weak", 1);
	setenv("OPENAI_API_KEY", "strong", 1);
	reopen();
	for (size_t i = 0; i < RC_COUNT(flags); i++)
		assert_int_equal(rc_config_set(config, flags[i][0], flags[i][1],
					       &err),
				 0);
	rc_config_fix_opts(config, &opts);
	assert_string_equal(opts.endpoint.url, "http://127.0.0.1/v1");
	assert_string_equal(opts.endpoint.model, "m");
	assert_string_equal(opts.endpoint.key_file, "k");
	assert_string_equal(opts.endpoint.key, "strong");
	assert_string_equal(opts.endpoint.key_command, "pass show llm");
	assert_string_equal(opts.endpoint.ca_file, "ca");
	assert_int_equal(opts.endpoint.context, 4096);
	assert_int_equal(opts.endpoint.idle_ms, 1200000);
	assert_true(opts.endpoint.no_stream);
	assert_int_equal(opts.max_calls, 4);
	assert_int_equal(opts.max_tokens, 5000);
	assert_int_equal(opts.samples, 6);
	assert_true(opts.allow_secrets);
}

/* Offline, an endpoint counts only where it alone is on the command line. */
static void test_offline_endpoint(void **state)
{
	static const struct {
		const char *endpoint, *offline; /* who sets it, or NULL */
		bool asked;
	} rows[] = {
		{ "env", NULL, true },	  { "flag", NULL, true },
		{ "env", "env", false },  { "flag", "env", true },
		{ "env", "flag", false }, { "flag", "flag", false },
	};

	(void)state;
	for (size_t i = 0; i < RC_COUNT(rows); i++) {
		struct rc_fix_opts opts = RC_FIX_OPTS_INIT;
		bool offline = rows[i].offline != NULL;

		clear_environment();
		if (!strcmp(rows[i].endpoint, "env"))
			setenv("RUSTCODER_ENDPOINT", "http://[::1]/", 1);
		if (offline && !strcmp(rows[i].offline, "env"))
			setenv("CARGO_NET_OFFLINE", "true", 1);
		reopen();
		if (!strcmp(rows[i].endpoint, "flag"))
			assert_int_equal(rc_config_set(config, "endpoint",
						       "http://[::1]/", &err),
					 0);
		if (offline && !strcmp(rows[i].offline, "flag"))
			assert_int_equal(rc_config_set(config, "offline",
						       "true", &err),
					 0);
		rc_config_fix_opts(config, &opts);
		assert_int_equal(opts.endpoint.url != NULL, rows[i].asked);
		assert_int_equal(opts.cargo.offline, offline);
	}
}

static void check_mask(const struct rc_config_entry *entry, void *data)
{
	if (strcmp(entry->key, "apiKey") != 0)
		return;
	assert_string_equal(entry->value, "********");
	++*(int *)data;
}

static void test_key(void **state)
{
	struct rc_fix_opts opts = RC_FIX_OPTS_INIT;
	int n = 0;

	(void)state;
	sh("git init -q .; git config rustcoder.apikey in-repository;"
	   "git config --global rustcoder.apiKey in-home");
	reopen();
	assert_null(rc_config_get(config, "apiKey"));
	rc_config_fix_opts(config, &opts);
	assert_null(opts.endpoint.key);
	RC_CLEANUP(rc_freep) char *lines = warnings();

	assert_non_null(
		strstr(lines, "a key does not belong in a configuration file"));
	assert_null(strstr(lines, "in-"));

	setenv("RUSTCODER_API_KEY", "the-key", 1);
	reopen();
	assert_value("apiKey", "********");
	rc_config_each(config, check_mask, &n);
	assert_int_equal(n, 3);
	rc_config_fix_opts(config, &opts);
	assert_string_equal(opts.endpoint.key, "the-key");
	assert_int_equal(rc_config_set(config, "apiKey", "x", &err), RC_EINVAL);
	assert_message("'apiKey' does not belong on a command line");
}

static void test_forget_keys(void **state)
{
	struct rc_fix_opts opts = RC_FIX_OPTS_INIT;

	(void)state;
	setenv("RUSTCODER_MODEL", "m", 1);
	assert_false(rc_config_env_has_keys());
	setenv("LLM_API_KEY", "one", 1);
	setenv("OPENAI_API_KEY", "two", 1);
	assert_true(rc_config_env_has_keys());
	const char *bytes = getenv("OPENAI_API_KEY");

	reopen();
	rc_config_env_forget_keys();
	assert_false(rc_config_env_has_keys());
	assert_null(getenv("LLM_API_KEY"));
	assert_string_equal(bytes, "");
	assert_string_equal(getenv("RUSTCODER_MODEL"), "m");
	/* What was open before has its own copy. */
	rc_config_fix_opts(config, &opts);
	assert_string_equal(opts.endpoint.key, "two");
}

static void test_budget(void **state)
{
	(void)state;
	sh("git init -q .; git config rustcoder.fix.maxCalls 31;"
	   "git config rustcoder.fix.maxTokens 1000");
	put(".rustcoder", "[rustcoder \"fix\"]\n\tmaxCalls = 10\n"
			  "\tmaxTokens = 200001\n");
	reopen();
	assert_int_equal(rc_config_int(config, "fix.maxCalls"), 10);
	assert_int_equal(rc_config_int(config, "fix.maxTokens"), 1000);
	RC_CLEANUP(rc_freep) char *lines = warnings();

	assert_non_null(strstr(lines, "may only be lowered here"));
	sh("git config --global rustcoder.fix.maxCalls 9999");
	assert_int_equal(rc_config_set(config, "fix.maxCalls", "500", &err), 0);
	assert_int_equal(rc_config_int(config, "fix.maxCalls"), 500);
	reopen();
	/* 31 is less than that, but more than .rustcoder says. */
	assert_int_equal(rc_config_int(config, "fix.maxCalls"), 10);
}

static void test_path(void **state)
{
	(void)state;
	sh("git config --global rustcoder.caFile '~/ca.pem'");
	reopen();
	RC_CLEANUP(rc_freep)
	char *file = rc_path_join(getenv("HOME"), "ca.pem");

	assert_value("caFile", file);
	assert_int_equal(rc_config_set(config, "caFile", "~x/ca", &err), 0);
	assert_value("caFile", "~x/ca");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, box_enter, leave)

static int setup(void **state)
{
	/* The suite itself runs offline, and who knows what else is set. */
	clear_environment();
	return box_open(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_table),
		TEST(test_values),
		TEST(test_order),
		TEST(test_outside),
		TEST(test_environment),
		TEST(test_protected),
		TEST(test_bad),
		TEST(test_unknown),
		TEST(test_flood),
		TEST(test_each),
		TEST(test_fix_opts),
		TEST(test_endpoint),
		TEST(test_offline_endpoint),
		TEST(test_key),
		TEST(test_forget_keys),
		TEST(test_budget),
		TEST(test_path),
	};

	return cmocka_run_group_tests(tests, setup, box_close);
}
