/* SPDX-License-Identifier: MIT */
#include "llm/key.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/err.h"
#include "base/fs.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/secret.h"
#include "llm/url.h"
#include "run/env.h"
#include "run/proc.h"

#define MAX_KEY 4096
#define COMMAND_MS (60 * 1000) /* a person may have to unlock something */
#define GIT_MS (10 * 1000)

struct ask {
	const struct rc_endpoint_opts *opts;
	const struct rc_cancel *cancel;
};

static void wipe(struct rc_buf *buf)
{
	if (buf->cap)
		explicit_bzero(buf->ptr, buf->cap);
	rc_buf_release(buf);
}

void rc_key_free(char *key)
{
	if (key)
		explicit_bzero(key, strlen(key));
	rc_free(key);
}

/* The first line without blanks around it; RC_EINVAL when that is no key. */
static int take_line(const char *text, char **out, struct rc_err *err)
{
	static const char blanks[] = " \t\r\n";

	text += strspn(text, " \t");
	size_t len = strcspn(text, "\r\n");
	while (len && strchr(blanks, text[len - 1]))
		len--;
	if (!len)
		return rc_err_set(err, RC_EINVAL, "there is no key in it");
	if (len > MAX_KEY)
		return rc_err_set(err, RC_EINVAL, "it is too long for a key");
	for (size_t i = 0; i < len; i++)
		if (text[i] <= ' ' || text[i] >= 0x7f)
			return rc_err_set(
				err, RC_EINVAL,
				"the key in it holds a blank or control character");
	*out = rc_xstrndup(text, len);
	return 0;
}

static int read_file(const char *path, char **out, struct rc_err *err)
{
	struct rc_buf text = RC_BUF_INIT(MAX_KEY * 4);
	struct rc_err own = RC_ERR_INIT;
	struct stat st;

	if (stat(path, &st) < 0)
		return rc_err_sys(err, "cannot open '%s'", path);
	if (S_ISREG(st.st_mode) && st.st_mode & 077) {
		rc_err_set(err, RC_EINVAL, "others can read the key in '%s'",
			   path);
		return rc_err_hint(err, "chmod 600 '%s'", path);
	}
	int ret = rc_fs_read(path, &text, &own);
	if (!ret) {
		ret = take_line(text.ptr, out, &own);
		if (ret)
			rc_err_prefix(&own, "'%s'", path);
	}
	wipe(&text);
	if (ret && err)
		*err = own;
	return ret;
}

static int from_file(const struct ask *ask, char **out, struct rc_err *err)
{
	return read_file(ask->opts->key_file, out, err);
}

static int from_setting(const struct ask *ask, char **out, struct rc_err *err)
{
	return take_line(ask->opts->key, out, err);
}

static void split(const char *command, struct rc_strv *argv)
{
	static const char blanks[] = " \t";

	for (command += strspn(command, blanks); *command;
	     command += strspn(command, blanks)) {
		size_t len = strcspn(command, blanks);

		rc_strv_take(argv, rc_xstrndup(command, len));
		command += len;
	}
}

static int judge(const char *name, const struct rc_proc_result *result,
		 struct rc_err *err)
{
	switch (result->end) {
	case RC_PROC_EXITED:
		if (!result->status)
			return 0;
		return rc_err_set(err, RC_ECHILD, "'%s' failed with status %d",
				  name, result->status);
	case RC_PROC_TIMEOUT:
		return rc_err_set(err, RC_ETIMEOUT, "'%s' took too long", name);
	case RC_PROC_CANCELLED:
		return rc_err_set(err, RC_ECANCELLED, "cancelled");
	case RC_PROC_SIGNALED:
	case RC_PROC_FLOODED:
		break;
	}
	return rc_err_set(err, RC_ECHILD, "'%s' failed", name);
}

static int from_command(const struct ask *ask, char **out, struct rc_err *err)
{
	RC_CLEANUP(rc_strv_release) struct rc_strv argv = RC_STRV_INIT;
	struct rc_proc_result result = RC_PROC_RESULT_INIT;

	split(ask->opts->key_command, &argv);
	if (!argv.n)
		return rc_err_set(err, RC_EINVAL, "the key command is empty");
	struct rc_proc_opts opts = {
		.argv = (const char *const *)argv.v,
		.timeout_ms = COMMAND_MS,
		.max_output = MAX_KEY * 16,
		.cancel = ask->cancel,
	};
	int ret = rc_proc_run(&opts, &result, err);
	if (!ret)
		ret = judge(argv.v[0], &result, err);
	if (!ret)
		ret = take_line(result.out.ptr, out, err);
	wipe(&result.out);
	rc_proc_result_release(&result);
	return ret;
}

/* The value of "password=" in the answer of a credential helper. */
static int take_password(const char *answer, char **out)
{
	static const char name[] = "password=";
	const char *line = answer;

	while (strncmp(line, name, sizeof(name) - 1) != 0) {
		line = strchr(line, '\n');
		if (!line)
			return 0;
		line++;
	}
	/* Empty when git asked the program that knows nothing, below. */
	int none = take_line(line + sizeof(name) - 1, out, NULL);
	(void)none;
	return 0;
}

/*
 * Helpers may be any command, so those of a repository must not count: git
 * runs in the root folder, without the variables that name a repository.
 */
static int from_git(const struct ask *ask, char **out, struct rc_err *err)
{
	static const char *const argv[] = { "git", "credential", "fill", NULL };
	static const char *const changes[] = {
		"GIT_TERMINAL_PROMPT=0",
		"GIT_ASKPASS=true",
		"SSH_ASKPASS=true",
		"GCM_INTERACTIVE=never",
		NULL,
	};
	RC_CLEANUP(rc_strv_release) struct rc_strv env = RC_STRV_INIT;
	struct rc_proc_result result = RC_PROC_RESULT_INIT;
	struct rc_url url;
	char port[16] = "";

	if (rc_url_parse(ask->opts->url, &url, NULL) < 0)
		return 0;
	if (url.port)
		snprintf(port, sizeof(port), ":%u", url.port);
	RC_CLEANUP(rc_freep)
	char *input =
		rc_xasprintf("protocol=https\nhost=%s%s\n\n", url.host, port);
	rc_env_child(&env, changes);
	struct rc_proc_opts opts = {
		.argv = argv,
		.cwd = "/",
		.env = (const char *const *)env.v,
		.input = input,
		.timeout_ms = GIT_MS,
		.max_output = MAX_KEY * 16,
		.cancel = ask->cancel,
	};
	int ret = rc_proc_run(&opts, &result, NULL);
	if (!ret && result.end == RC_PROC_CANCELLED)
		ret = rc_err_set(err, RC_ECANCELLED, "cancelled");
	else if (!ret && result.end == RC_PROC_EXITED && !result.status)
		ret = take_password(result.out.ptr, out);
	else
		ret = 0; /* no git, no helper, no answer: no key */
	wipe(&result.out);
	rc_proc_result_release(&result);
	return ret;
}

static int from_credentials(const struct ask *ask, char **out,
			    struct rc_err *err)
{
	RC_CLEANUP(rc_freep) char *dir = rc_fs_config_dir();

	(void)ask;
	if (!dir)
		return 0;
	RC_CLEANUP(rc_freep) char *path = rc_path_join(dir, "credentials");
	return rc_fs_exists(path) ? read_file(path, out, err) : 0;
}

static bool is_set(const char *s)
{
	return s && *s;
}

static bool has_file(const struct rc_endpoint_opts *opts)
{
	return is_set(opts->key_file);
}

static bool has_setting(const struct rc_endpoint_opts *opts)
{
	return is_set(opts->key);
}

static bool has_command(const struct rc_endpoint_opts *opts)
{
	return is_set(opts->key_command);
}

/* What was not set for this endpoint goes to other machines only, and only
 * where nobody can listen. */
static bool is_safe(const struct rc_endpoint_opts *opts)
{
	struct rc_url url;

	return is_set(opts->url) && rc_url_parse(opts->url, &url, NULL) == 0 &&
	       url.https && !url.loopback;
}

static const struct {
	const char *name;
	bool (*is_there)(const struct rc_endpoint_opts *opts);
	int (*get)(const struct ask *ask, char **out, struct rc_err *err);
} sources[] = {
	{ "the key file", has_file, from_file },
	{ "the environment or the options", has_setting, from_setting },
	{ "the key command", has_command, from_command },
	{ "git's credential helpers", is_safe, from_git },
	{ "the credentials file", is_safe, from_credentials },
};

int rc_key_get(const struct rc_endpoint_opts *opts,
	       const struct rc_cancel *cancel, char **out, const char **source,
	       struct rc_err *err)
{
	struct ask ask = { opts, cancel };
	struct rc_err own = RC_ERR_INIT;
	char *key = NULL;
	int ret = 0;

	*source = NULL;
	for (size_t i = 0; i < RC_COUNT(sources) && !key && !ret; i++) {
		if (!sources[i].is_there(opts))
			continue;
		*source = sources[i].name;
		ret = sources[i].get(&ask, &key, &own);
	}
	if (ret) {
		rc_err_prefix(&own, "%s", *source);
		if (err)
			*err = own;
		return ret;
	}
	if (!key)
		*source = NULL;
	rc_secret_register(key);
	*out = key;
	return 0;
}
