/* SPDX-License-Identifier: MIT */
#include "agent/config_keys.h"

#include <strings.h>

#include "base/mem.h"
#include <rustcoder/fix.h>

#define SECOND INT64_C(1000)
#define DAY (24 * 60 * 60 * SECOND)

static const char *const goals[] = {
	[RC_GOAL_CHECK] = "check",
	[RC_GOAL_CLIPPY] = "clippy",
	[RC_GOAL_TEST] = "test",
	NULL,
};

static const char *const suggestions[] = {
	[RC_SUGGEST_MAYBE] = "maybe",
	[RC_SUGGEST_MACHINE] = "machine",
	[RC_SUGGEST_NONE] = "none",
	NULL,
};

static const char *const commits[] = {
	[RC_COMMIT_ITER] = "iter",
	[RC_COMMIT_SQUASH] = "squash",
	[RC_COMMIT_NONE] = "none",
	NULL,
};

const struct rc_config_key rc_config_keys[] = {
	{
		.name = "offline",
		.type = RC_KEY_BOOL,
		.flags = RC_KEY_PROTECTED,
		.def = "false",
		.env = { "RUSTCODER_OFFLINE", "CARGO_NET_OFFLINE" },
		.help = "use no network",
	},
	{
		.name = "endpoint",
		.type = RC_KEY_TEXT,
		.flags = RC_KEY_PROTECTED,
		.env = { "RUSTCODER_ENDPOINT", "OPENAI_BASE_URL",
			 "LLM_API_BASE" },
		.help = "URL of an OpenAI-compatible language model",
	},
	{
		.name = "model",
		.type = RC_KEY_TEXT,
		.flags = RC_KEY_PROTECTED,
		.env = { "RUSTCODER_MODEL", "LLM_MODEL" },
		.help = "name of the model; the endpoint's first when unset",
	},
	{
		.name = "apiKeyFile",
		.type = RC_KEY_PATH,
		.flags = RC_KEY_PROTECTED,
		.env = { "RUSTCODER_API_KEY_FILE" },
		.help = "file with the endpoint's key, nobody else's to read",
	},
	{
		.name = "apiKey",
		.type = RC_KEY_TEXT,
		.flags = RC_KEY_PROTECTED | RC_KEY_SECRET,
		.env = { "RUSTCODER_API_KEY", "OPENAI_API_KEY", "LLM_API_KEY" },
		.help = "the endpoint's key, from the environment only",
	},
	{
		.name = "apiKeyCommand",
		.type = RC_KEY_TEXT,
		.flags = RC_KEY_PROTECTED,
		.env = { "RUSTCODER_API_KEY_COMMAND" },
		.help = "program that prints the endpoint's key",
	},
	{
		.name = "caFile",
		.type = RC_KEY_PATH,
		.flags = RC_KEY_PROTECTED,
		.env = { "RUSTCODER_CA_FILE", "CURL_CA_BUNDLE",
			 "SSL_CERT_FILE" },
		.help = "certificates to trust besides the system's",
	},
	{
		.name = "context",
		.type = RC_KEY_INT,
		.flags = RC_KEY_PROTECTED,
		.min = 1024,
		.max = 100000000,
		.env = { "RUSTCODER_CONTEXT" },
		.help = "tokens the model takes; asked when unset",
	},
	{
		.name = "stream",
		.type = RC_KEY_BOOL,
		.flags = RC_KEY_PROTECTED,
		.def = "true",
		.env = { "RUSTCODER_STREAM" },
		.help = "ask for answers as they are written",
	},
	{
		.name = "endpointTimeout",
		.type = RC_KEY_TIME,
		.flags = RC_KEY_PROTECTED,
		.def = "5m",
		.min = SECOND,
		.max = DAY,
		.env = { "RUSTCODER_ENDPOINT_TIMEOUT" },
		.help = "how long the endpoint may be silent",
	},
	{
		.name = "fix.goal",
		.type = RC_KEY_CHOICE,
		.flags = RC_KEY_COMMITTED,
		.def = "check",
		.choices = goals,
		.env = { "RUSTCODER_FIX_GOAL" },
		.help = "what must succeed",
	},
	{
		.name = "fix.suggestions",
		.type = RC_KEY_CHOICE,
		.flags = RC_KEY_COMMITTED,
		.def = "maybe",
		.choices = suggestions,
		.env = { "RUSTCODER_FIX_SUGGESTIONS" },
		.help = "which suggestions of the compiler may be tried",
	},
	{
		.name = "fix.rules",
		.type = RC_KEY_RANK,
		.flags = RC_KEY_COMMITTED,
		.def = "2.5",
		.min = 100,
		.max = 380,
		.env = { "RUSTCODER_FIX_RULES" },
		.help = "rank up to which a repair is applied; off: no rules",
	},
	{
		.name = "fix.lints",
		.type = RC_KEY_BOOL,
		.flags = RC_KEY_COMMITTED,
		.def = "false",
		.env = { "RUSTCODER_FIX_LINTS" },
		.help = "repair warnings too",
	},
	{
		.name = "fix.commit",
		.type = RC_KEY_CHOICE,
		.flags = RC_KEY_COMMITTED,
		.def = "iter",
		.choices = commits,
		.env = { "RUSTCODER_FIX_COMMIT" },
		.help = "commits to make on a clean tree",
	},
	{
		.name = "fix.requireClean",
		.type = RC_KEY_BOOL,
		.flags = RC_KEY_COMMITTED,
		.def = "false",
		.env = { "RUSTCODER_FIX_REQUIRE_CLEAN" },
		.help = "refuse a tree with uncommitted changes",
	},
	{
		.name = "fix.maxTime",
		.type = RC_KEY_TIME,
		.def = "0s",
		.max = 7 * DAY,
		.env = { "RUSTCODER_FIX_MAX_TIME" },
		.help = "time for a whole run, 0s for no limit",
	},
	{
		.name = "fix.maxCompiles",
		.type = RC_KEY_INT,
		.def = "100",
		.min = 1,
		.max = 100000,
		.env = { "RUSTCODER_FIX_MAX_COMPILES" },
		.help = "compiler runs in one run",
	},
	{
		.name = "fix.timeout",
		.type = RC_KEY_TIME,
		.def = "10m",
		.min = SECOND,
		.max = DAY,
		.env = { "RUSTCODER_FIX_TIMEOUT" },
		.help = "time for one compiler run",
	},
	{
		.name = "fix.allowDeps",
		.type = RC_KEY_BOOL,
		.flags = RC_KEY_PROTECTED,
		.def = "false",
		.env = { "RUSTCODER_FIX_ALLOW_DEPS" },
		.help = "edits of Cargo.toml may be kept",
	},
	{
		.name = "fix.allowBuildScripts",
		.type = RC_KEY_BOOL,
		.flags = RC_KEY_PROTECTED,
		.def = "false",
		.env = { "RUSTCODER_FIX_ALLOW_BUILD_SCRIPTS" },
		.help = "edits of build.rs may be kept",
	},
	{
		.name = "fix.maxCalls",
		.type = RC_KEY_INT,
		.flags = RC_KEY_COMMITTED | RC_KEY_BUDGET,
		.def = "30",
		.min = 1,
		.max = 100000,
		.env = { "RUSTCODER_FIX_MAX_CALLS" },
		.help = "questions to the model in one run",
	},
	{
		.name = "fix.maxTokens",
		.type = RC_KEY_INT,
		.flags = RC_KEY_COMMITTED | RC_KEY_BUDGET,
		.def = "200000",
		.min = 1,
		.max = 1000000000,
		.env = { "RUSTCODER_FIX_MAX_TOKENS" },
		.help = "tokens in one run, in and out together",
	},
	{
		.name = "fix.samples",
		.type = RC_KEY_INT,
		.def = "3",
		.min = 1,
		.max = 100,
		.env = { "RUSTCODER_FIX_SAMPLES" },
		.help = "answers to one question that may fail",
	},
	{
		.name = "fix.allowSecrets",
		.type = RC_KEY_BOOL,
		.flags = RC_KEY_PROTECTED,
		.def = "false",
		.env = { "RUSTCODER_FIX_ALLOW_SECRETS" },
		.help = "send the model what looks like a secret",
	},
};

const size_t rc_config_n_keys = RC_COUNT(rc_config_keys);

const struct rc_config_key *rc_config_key_find(const char *name)
{
	/* git lowers the case of what stands behind the last dot. */
	for (size_t i = 0; i < rc_config_n_keys; i++)
		if (!strcasecmp(rc_config_keys[i].name, name))
			return &rc_config_keys[i];
	return NULL;
}
