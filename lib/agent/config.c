/* SPDX-License-Identifier: MIT */
#include <rustcoder/config.h>

#include <stdlib.h>

#include "agent/config_keys.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/fs.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/strv.h"
#include "vcs/gitconfig.h"
#include <rustcoder/fix.h>

#define MAX_VALUES 1000
#define MAX_WARNINGS 20

/* One value as found; a later one in the list is stronger. */
struct value {
	const struct rc_config_key *key;
	char *text;
	int64_t number; /* when the type has one */
	char *origin;
	const char *ignored; /* why, or NULL; static */
};

struct rc_config {
	struct value *v;
	size_t n, cap;
	struct rc_strv warnings;
};

static int bad_value(const struct rc_config_key *key, const char *text,
		     struct rc_err *err)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf wanted = RC_BUF_INIT(400);

	rc_config_value_wanted(key, &wanted);
	return rc_err_set(err, RC_EINVAL, "bad value '%s' for '%s': not %s",
			  text, key->name, wanted.ptr);
}

/* A value that does not count is kept for show and may be anything. */
static int add(struct rc_config *config, const struct rc_config_key *key,
	       const char *text, const char *origin, const char *ignored,
	       struct rc_err *err)
{
	int64_t number;

	if (!rc_config_value_parse(key, text, &number) && !ignored)
		return bad_value(key, text, err);
	if (config->n >= MAX_VALUES)
		return rc_err_set(err, RC_ELIMIT, "over %d settings",
				  MAX_VALUES);
	RC_GROW(config->v, config->n, config->cap);
	config->v[config->n++] = (struct value){
		.key = key,
		.text = rc_xstrdup(text),
		.number = number,
		.origin = rc_xstrdup(origin),
		.ignored = ignored,
	};
	return 0;
}

static int add_defaults(struct rc_config *config, struct rc_err *err)
{
	int ret = 0;

	for (size_t i = 0; i < rc_config_n_keys && !ret; i++)
		if (rc_config_keys[i].def)
			ret = add(config, &rc_config_keys[i],
				  rc_config_keys[i].def, "default", NULL, err);
	return ret;
}

static int add_env(struct rc_config *config, const struct rc_config_key *key,
		   struct rc_err *err)
{
	for (size_t i = 0; i < RC_COUNT(key->env) && key->env[i]; i++) {
		const char *text = getenv(key->env[i]);

		if (!text || !*text)
			continue;
		RC_CLEANUP(rc_freep)
		char *origin = rc_xasprintf("env:%s", key->env[i]);
		int ret = add(config, key, text, origin, NULL, err);

		return ret ? rc_err_prefix(err, "%s", origin) : 0;
	}
	return 0;
}

static void warn(struct rc_config *config, const char *what, const char *name,
		 const char *file)
{
	if (config->warnings.n < MAX_WARNINGS)
		rc_strv_addf(&config->warnings, "%s 'rustcoder.%s' in '%s'",
			     what, name, file);
	else if (config->warnings.n == MAX_WARNINGS)
		rc_strv_add(&config->warnings, "more such settings follow");
}

/* Where values of a level are said to come from, and who may be there. */
static const struct {
	const char *name;
	unsigned needs, refuses; /* enum rc_key_flags */
} levels[] = {
	[RC_GITCONFIG_SYSTEM] = { "system", 0, 0 },
	[RC_GITCONFIG_GLOBAL] = { "global", 0, 0 },
	[RC_GITCONFIG_FILE] = { "file", RC_KEY_COMMITTED, RC_KEY_PROTECTED },
	[RC_GITCONFIG_REPO] = { "repo", 0, RC_KEY_PROTECTED },
};

struct reader {
	struct rc_config *config;
	int ret;
	struct rc_err *err;
};

static void add_entry(enum rc_gitconfig_level level, const char *file,
		      const char *name, const char *text, void *data)
{
	struct reader *reader = data;
	const struct rc_config_key *key = rc_config_key_find(name);
	const char *ignored = NULL;

	if (reader->ret)
		return;
	if (!key) {
		warn(reader->config, "unknown setting", name, file);
		return;
	}
	if ((levels[level].needs & key->flags) != levels[level].needs ||
	    levels[level].refuses & key->flags) {
		ignored = "not allowed here";
		warn(reader->config, "not allowed here, ignored:", key->name,
		     file);
	}
	RC_CLEANUP(rc_freep)
	char *origin = rc_xasprintf("%s:%s", levels[level].name, file);
	/* A key without "=" is git's way to write true. */
	reader->ret = add(reader->config, key, text ? text : "true", origin,
			  ignored, reader->err);
	if (reader->ret)
		rc_err_prefix(reader->err, "%s", origin);
}

static int add_files(struct rc_config *config, const char *path,
		     struct rc_err *err)
{
	struct reader reader = { config, 0, err };
	RC_CLEANUP(rc_freep)
	char *dir = rc_fs_is_dir(path) ? rc_xstrdup(path)
				       : rc_path_dirname(path);
	int ret = rc_gitconfig_each(dir, add_entry, &reader, err);

	return ret ? ret : reader.ret;
}

int rc_config_open(struct rc_config **out, const char *path, struct rc_err *err)
{
	struct rc_config *config = rc_xcalloc(1, sizeof(*config));
	int ret = add_defaults(config, err);

	if (!ret)
		ret = add_files(config, path ? path : ".", err);
	for (size_t i = 0; i < rc_config_n_keys && !ret; i++)
		ret = add_env(config, &rc_config_keys[i], err);
	if (ret) {
		rc_config_free(config);
		return ret;
	}
	*out = config;
	return 0;
}

void rc_config_free(struct rc_config *config)
{
	if (!config)
		return;
	for (size_t i = 0; i < config->n; i++) {
		rc_free(config->v[i].text);
		rc_free(config->v[i].origin);
	}
	rc_free(config->v);
	rc_strv_release(&config->warnings);
	rc_free(config);
}

int rc_config_set(struct rc_config *config, const char *name, const char *text,
		  struct rc_err *err)
{
	const struct rc_config_key *key = rc_config_key_find(name);

	if (!key)
		return rc_err_set(err, RC_EINVAL, "no such setting '%s'", name);
	return add(config, key, text, "flag", NULL, err);
}

static const struct value *effective(const struct rc_config *config,
				     const struct rc_config_key *key)
{
	for (size_t i = config->n; i-- > 0;)
		if (config->v[i].key == key && !config->v[i].ignored)
			return &config->v[i];
	return NULL;
}

static const struct value *lookup(const struct rc_config *config,
				  const char *name)
{
	const struct rc_config_key *key = rc_config_key_find(name);

	return key ? effective(config, key) : NULL;
}

const char *rc_config_get(const struct rc_config *config, const char *key)
{
	const struct value *value = lookup(config, key);

	return value ? value->text : NULL;
}

int64_t rc_config_int(const struct rc_config *config, const char *key)
{
	const struct value *value = lookup(config, key);

	return value ? value->number : 0;
}

bool rc_config_bool(const struct rc_config *config, const char *key)
{
	return rc_config_int(config, key) != 0;
}

void rc_config_each(const struct rc_config *config,
		    void (*fn)(const struct rc_config_entry *, void *),
		    void *data)
{
	for (size_t k = 0; k < rc_config_n_keys; k++) {
		const struct rc_config_key *key = &rc_config_keys[k];
		const struct value *best = effective(config, key);
		struct rc_config_entry entry = { .key = key->name,
						 .help = key->help };

		if (!best && !key->def)
			fn(&entry, data);
		for (size_t i = 0; i < config->n; i++) {
			const struct value *value = &config->v[i];

			if (value->key != key)
				continue;
			entry.value = value->text;
			entry.origin = value->origin;
			entry.effective = value == best;
			entry.ignored = value->ignored;
			fn(&entry, data);
		}
	}
}

void rc_config_warnings(const struct rc_config *config,
			void (*fn)(const char *line, void *data), void *data)
{
	for (size_t i = 0; i < config->warnings.n; i++)
		fn(config->warnings.v[i], data);
}

void rc_config_fix_opts(const struct rc_config *config,
			struct rc_fix_opts *opts)
{
	opts->cargo.offline = rc_config_bool(config, "offline");
	opts->goal = (enum rc_goal)rc_config_int(config, "fix.goal");
	opts->suggestions =
		(enum rc_suggest_mode)rc_config_int(config, "fix.suggestions");
	opts->lints = rc_config_bool(config, "fix.lints");
	opts->commit = (enum rc_commit)rc_config_int(config, "fix.commit");
	opts->require_clean = rc_config_bool(config, "fix.requireClean");
	opts->max_time_ms = rc_config_int(config, "fix.maxTime");
	opts->max_compiles = (unsigned)rc_config_int(config, "fix.maxCompiles");
	opts->check_time_ms = rc_config_int(config, "fix.timeout");
	opts->allow_deps = rc_config_bool(config, "fix.allowDeps");
	opts->allow_build_scripts =
		rc_config_bool(config, "fix.allowBuildScripts");
}
