/* SPDX-License-Identifier: MIT */
#include <rustcoder/config.h>

#include <stdlib.h>
#include <string.h>

#include "agent/config_impl.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/fs.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/secret.h"
#include "base/strv.h"
#include "vcs/gitconfig.h"

#define MAX_VALUES 1000
#define MAX_WARNINGS 20
#define MASK "********"

struct rc_config {
	struct rc_config_value *v; /* a later one is stronger */
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

static bool is_secret(const struct rc_config_key *key)
{
	return key->flags & RC_KEY_SECRET;
}

static char *own_text(const struct rc_config_key *key, const char *text)
{
	const char *home = getenv("HOME");

	if (is_secret(key))
		rc_secret_register(text);
	if (key->type == RC_KEY_PATH && !strncmp(text, "~/", 2) && home)
		return rc_path_join(home, text + 2);
	return rc_xstrdup(text);
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
	config->v[config->n++] = (struct rc_config_value){
		.key = key,
		.text = own_text(key, text),
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

/* A variable that is set and holds a key, or NULL. */
static const char *find_env_key(void)
{
	for (size_t i = 0; i < rc_config_n_keys; i++) {
		const struct rc_config_key *key = &rc_config_keys[i];

		if (!is_secret(key))
			continue;
		for (size_t k = 0; k < RC_COUNT(key->env) && key->env[k]; k++)
			if (getenv(key->env[k]))
				return key->env[k];
	}
	return NULL;
}

bool rc_config_env_has_keys(void)
{
	return find_env_key() != NULL;
}

void rc_config_env_forget_keys(void)
{
	for (const char *name = find_env_key(); name; name = find_env_key()) {
		char *text = getenv(name);

		/* Removed alone it would stay in /proc/PID/environ. */
		explicit_bzero(text, strlen(text));
		unsetenv(name);
	}
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

static const struct rc_config_value *effective(const struct rc_config *config,
					       const struct rc_config_key *key)
{
	for (size_t i = config->n; i-- > 0;)
		if (config->v[i].key == key && !config->v[i].ignored)
			return &config->v[i];
	return NULL;
}

static bool is_raised(const struct rc_config *config,
		      const struct rc_config_key *key, const char *text)
{
	const struct rc_config_value *so_far = effective(config, key);
	int64_t number;

	return so_far && rc_config_value_parse(key, text, &number) &&
	       number > so_far->number;
}

/* Why a value does not count in a file of that level, or NULL. */
static const char *find_fault(const struct rc_config *config,
			      enum rc_gitconfig_level level,
			      const struct rc_config_key *key, const char *text)
{
	bool repository = levels[level].refuses & RC_KEY_PROTECTED;

	if (is_secret(key))
		return "a key does not belong in a configuration file";
	if ((levels[level].needs & key->flags) != levels[level].needs ||
	    levels[level].refuses & key->flags)
		return "not allowed here";
	if (repository && key->flags & RC_KEY_BUDGET &&
	    is_raised(config, key, text))
		return "may only be lowered here";
	return NULL;
}

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

	if (reader->ret)
		return;
	if (!key) {
		warn(reader->config, "unknown setting", name, file);
		return;
	}
	/* A key without "=" is git's way to write true. */
	text = text ? text : "true";
	const char *fault = find_fault(reader->config, level, key, text);
	RC_CLEANUP(rc_freep)
	char *origin = rc_xasprintf("%s:%s", levels[level].name, file);

	if (fault) {
		RC_CLEANUP(rc_freep)
		char *what = rc_xasprintf("%s, ignored:", fault);

		warn(reader->config, what, key->name, file);
	}
	reader->ret =
		add(reader->config, key, text, origin, fault, reader->err);
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
		struct rc_config_value *value = &config->v[i];

		if (is_secret(value->key))
			explicit_bzero(value->text, strlen(value->text));
		rc_free(value->text);
		rc_free(value->origin);
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
	if (is_secret(key))
		return rc_err_set(err, RC_EINVAL,
				  "'%s' does not belong on a command line",
				  key->name);
	return add(config, key, text, RC_CONFIG_FLAG, NULL, err);
}

static const char *shown(const struct rc_config_value *value)
{
	return is_secret(value->key) ? MASK : value->text;
}

const struct rc_config_value *rc_config_value(const struct rc_config *config,
					      const char *name)
{
	const struct rc_config_key *key = rc_config_key_find(name);

	return key ? effective(config, key) : NULL;
}

const char *rc_config_get(const struct rc_config *config, const char *key)
{
	const struct rc_config_value *value = rc_config_value(config, key);

	return value ? shown(value) : NULL;
}

int64_t rc_config_int(const struct rc_config *config, const char *key)
{
	const struct rc_config_value *value = rc_config_value(config, key);

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
		const struct rc_config_value *best = effective(config, key);
		struct rc_config_entry entry = { .key = key->name,
						 .help = key->help };

		if (!best && !key->def)
			fn(&entry, data);
		for (size_t i = 0; i < config->n; i++) {
			const struct rc_config_value *value = &config->v[i];

			if (value->key != key)
				continue;
			entry.value = shown(value);
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
