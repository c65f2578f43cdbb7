/* SPDX-License-Identifier: MIT */

/* From settings to the options of a run. */

#include <rustcoder/config.h>

#include <string.h>

#include "agent/config_impl.h"
#include <rustcoder/fix.h>

static bool is_flag(const struct rc_config_value *value)
{
	return !strcmp(value->origin, RC_CONFIG_FLAG);
}

/* Offline there is no endpoint either, unless it is asked for on the command
 * line and offline is not. */
static bool may_ask(const struct rc_config *config)
{
	const struct rc_config_value *endpoint =
		rc_config_value(config, "endpoint");
	const struct rc_config_value *offline =
		rc_config_value(config, "offline");

	if (!endpoint || !offline->number)
		return endpoint;
	return is_flag(endpoint) && !is_flag(offline);
}

static void set_endpoint(const struct rc_config *config,
			 struct rc_endpoint_opts *endpoint)
{
	const struct rc_config_value *key = rc_config_value(config, "apiKey");

	*endpoint = (struct rc_endpoint_opts){
		.url = may_ask(config) ? rc_config_get(config, "endpoint")
				       : NULL,
		.model = rc_config_get(config, "model"),
		.key_file = rc_config_get(config, "apiKeyFile"),
		.key = key ? key->text : NULL,
		.key_command = rc_config_get(config, "apiKeyCommand"),
		.ca_file = rc_config_get(config, "caFile"),
		.context = (unsigned)rc_config_int(config, "context"),
		.idle_ms = rc_config_int(config, "endpointTimeout"),
		.no_stream = !rc_config_bool(config, "stream"),
	};
}

void rc_config_fix_opts(const struct rc_config *config,
			struct rc_fix_opts *opts)
{
	opts->cargo.offline = rc_config_bool(config, "offline");
	opts->goal = (enum rc_goal)rc_config_int(config, "fix.goal");
	opts->suggestions =
		(enum rc_suggest_mode)rc_config_int(config, "fix.suggestions");
	opts->no_rules = !rc_config_int(config, "fix.rules");
	opts->apply_line = (double)rc_config_int(config, "fix.rules") / 100;
	opts->lints = rc_config_bool(config, "fix.lints");
	opts->commit = (enum rc_commit)rc_config_int(config, "fix.commit");
	opts->require_clean = rc_config_bool(config, "fix.requireClean");
	opts->max_time_ms = rc_config_int(config, "fix.maxTime");
	opts->max_compiles = (unsigned)rc_config_int(config, "fix.maxCompiles");
	opts->check_time_ms = rc_config_int(config, "fix.timeout");
	opts->allow_deps = rc_config_bool(config, "fix.allowDeps");
	opts->allow_build_scripts =
		rc_config_bool(config, "fix.allowBuildScripts");
	set_endpoint(config, &opts->endpoint);
	opts->max_calls = (unsigned)rc_config_int(config, "fix.maxCalls");
	opts->max_tokens = rc_config_int(config, "fix.maxTokens");
	opts->samples = (unsigned)rc_config_int(config, "fix.samples");
	opts->allow_secrets = rc_config_bool(config, "fix.allowSecrets");
}
