/* SPDX-License-Identifier: MIT */
#include "run/env.h"

#include <fnmatch.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

/* Patterns of fnmatch(3), without regard to case; the first table wins. */
static const char *const always_secret[] = {
	"CARGO_*TOKEN",
	"CARGO_*SECRET*",
};

/* What decides about cargo's fingerprints; its loss costs the warm cache. */
static const char *const never_secret[] = {
	"CARGO_*", "CC", "HOME", "PATH", "PKG_CONFIG*", "RUST*FLAGS",
};

static const char *const secret[] = {
	"*APIKEY*",
	"*API_KEY*",
	"*CREDENTIAL*",
	"*PASSPHRASE*",
	"*PASSWD*",
	"*PASSWORD*",
	"*SECRET*",
	"*_JWT*",
	"*_KEY",
	"*_KEY_ID",
	"*_PASS",
	"*_PAT",
	"*_TOKEN",
	"AWS_*",
	"AZURE_*",
	"TOKEN",
	"DOCKER_AUTH_CONFIG",
	"GPG_AGENT_INFO",
	"SSH_AGENT_PID",
	"VAULT_*",
	"SSH_AUTH_SOCK",
};

static bool matches(const char *const *patterns, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (fnmatch(patterns[i], name, FNM_CASEFOLD) == 0)
			return true;
	return false;
}

bool rc_env_is_secret(const char *name)
{
	if (matches(always_secret, RC_COUNT(always_secret), name))
		return true;
	if (matches(never_secret, RC_COUNT(never_secret), name))
		return false;
	return matches(secret, RC_COUNT(secret), name);
}

/* GIT_DIR and the like: in a hook they point into the outer repository. */
static bool is_inherited(const char *pair)
{
	size_t len = strcspn(pair, "=");
	RC_CLEANUP(rc_freep) char *name = rc_xstrndup(pair, len);

	return strncmp(name, "GIT_", 4) != 0 && !rc_env_is_secret(name);
}

static void drop(struct rc_strv *env, const char *name, size_t len)
{
	size_t kept = 0;

	for (size_t i = 0; i < env->n; i++) {
		char *pair = env->v[i];

		if (!strncmp(pair, name, len) && pair[len] == '=')
			rc_free(pair);
		else
			env->v[kept++] = pair;
	}
	env->n = kept;
	if (env->v)
		env->v[kept] = NULL;
}

void rc_env_child(struct rc_strv *env, const char *const *changes)
{
	for (char **pair = environ; pair && *pair; pair++)
		if (is_inherited(*pair))
			rc_strv_add(env, *pair);
	for (; changes && *changes; changes++) {
		size_t len = strcspn(*changes, "=");

		drop(env, *changes, len);
		if ((*changes)[len])
			rc_strv_add(env, *changes);
	}
	/* An empty environment is still one: NULL would mean ours. */
	if (!env->v) {
		env->cap = 1;
		env->v = rc_xcalloc(env->cap, sizeof(*env->v));
	}
}
