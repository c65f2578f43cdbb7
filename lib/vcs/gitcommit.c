/* SPDX-License-Identifier: MIT */
#include "vcs/gitcommit.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/path.h"
#include "run/env.h"
#include "run/proc.h"
#include "vcs/identity.h"

/* Hooks run a project's tests, and a signature may ask for a key. */
#define GIT_TIMEOUT_MS (10 * 60 * 1000)

/* Those that `git commit` runs. */
static const char *const hooks[] = {
	"pre-commit",
	"prepare-commit-msg",
	"commit-msg",
	"post-commit",
};

/* Taken away from other children: cargo, say, has no use for them. */
static const char *const passed_on[] = {
	"GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM",
	"SSH_AUTH_SOCK",     "GPG_AGENT_INFO",	  NULL,
};

/* core.hooksPath, else <common>/hooks. */
static char *hooks_dir(const struct rc_store *store, git_config *config)
{
	git_buf buf = { NULL, 0, 0 };
	char *dir;

	/* A relative one counts from where hooks run, the top. */
	if (git_config_get_path(&buf, config, "core.hooksPath") == 0)
		dir = rc_path_join(store->top, buf.ptr);
	else
		dir = rc_path_join(git_repository_commondir(store->repo),
				   "hooks");
	git_buf_dispose(&buf);
	return dir;
}

static const char *find_hook(const char *dir)
{
	for (size_t i = 0; i < RC_COUNT(hooks); i++) {
		RC_CLEANUP(rc_freep) char *path = rc_path_join(dir, hooks[i]);
		struct stat st;

		if (stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
		    access(path, X_OK) == 0)
			return hooks[i];
	}
	return NULL;
}

static const char *known_hook(const char *name)
{
	for (size_t i = 0; name && i < RC_COUNT(hooks); i++)
		if (!strcmp(name, hooks[i]))
			return hooks[i];
	return NULL;
}

/*
 * Since git 2.54: hook.<name>.event = pre-commit. Every entry is looked at:
 * libgit2's own pattern search leaks 20 kB per entry that does not match.
 */
static const char *find_configured_hook(git_config *config)
{
	RC_CLEANUP(rc_git_config_iterator_freep)
	git_config_iterator *it = NULL;
	git_config_entry *entry;

	if (git_config_iterator_new(&it, config) < 0)
		return NULL;
	while (git_config_next(&entry, it) == 0)
		if (!strncmp(entry->name, "hook.", 5) &&
		    rc_path_has_suffix(entry->name, ".event") &&
		    known_hook(entry->value))
			return known_hook(entry->value);
	return NULL;
}

char *rc_gitcommit_reason(const struct rc_store *store)
{
	RC_CLEANUP(rc_git_config_freep) git_config *config = NULL;
	int sign = 0;

	if (git_repository_config_snapshot(&config, store->repo) < 0)
		return NULL;
	RC_CLEANUP(rc_freep) char *dir = hooks_dir(store, config);
	const char *hook = find_hook(dir);
	if (!hook)
		hook = find_configured_hook(config);
	if (hook)
		return rc_xasprintf("the %s hook", hook);
	if (git_config_get_bool(&sign, config, "commit.gpgsign") == 0 && sign)
		return rc_xstrdup("commit.gpgsign");
	return NULL;
}

static void add_from_ours(struct rc_strv *changes, const char *const *names)
{
	for (; *names; names++) {
		const char *value = rc_git_variable(*names);

		if (value)
			rc_strv_addf(changes, "%s=%s", *names, value);
	}
}

static void git_env(struct rc_strv *env)
{
	RC_CLEANUP(rc_strv_release) struct rc_strv changes = RC_STRV_INIT;

	add_from_ours(&changes, rc_identity_variables);
	add_from_ours(&changes, passed_on);
	rc_strv_add(&changes, "GIT_TERMINAL_PROMPT=0");
	rc_strv_add(&changes, "GIT_EDITOR=true");
	/* Our own hook would check what has just been checked. */
	rc_strv_add(&changes, "RUSTCODER_SKIP=1");
	rc_env_child(env, (const char *const *)changes.v);
}

/* Its last words, without the prefix that git gives its own. */
static void last_line(const struct rc_buf *text, struct rc_buf *out)
{
	const char *end = text->ptr + text->len;

	while (end > text->ptr && strchr(" \t\r\n", end[-1]))
		end--;
	const char *start = end;
	while (start > text->ptr && start[-1] != '\n')
		start--;
	rc_buf_add(out, start, (size_t)(end - start));
}

static int explain(const struct rc_proc_result *result, struct rc_err *err)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf line = RC_BUF_INIT(0);

	if (result->end == RC_PROC_TIMEOUT)
		return rc_err_set(err, RC_ECHILD,
				  "git took more than %d minutes",
				  GIT_TIMEOUT_MS / 60000);
	if (result->end == RC_PROC_CANCELLED)
		return rc_err_set(err, RC_ECANCELLED, "git was stopped");
	last_line(result->err.len ? &result->err : &result->out, &line);
	if (!line.len)
		return rc_err_set(err, RC_ECHILD, "git or a hook said no");
	return rc_err_set(err, RC_ECHILD, "git said: %s", line.ptr);
}

static int run_git(const struct rc_store *store, const char *const *args,
		   const struct rc_published_paths *paths, bool created_only,
		   const char *input, struct rc_err *err)
{
	RC_CLEANUP(rc_proc_result_release)
	struct rc_proc_result result = RC_PROC_RESULT_INIT;
	RC_CLEANUP(rc_strv_release) struct rc_strv argv = RC_STRV_INIT;
	RC_CLEANUP(rc_strv_release) struct rc_strv env = RC_STRV_INIT;

	rc_strv_add(&argv, "git");
	rc_strv_add(&argv, "--literal-pathspecs");
	for (; *args; args++)
		rc_strv_add(&argv, *args);
	rc_strv_add(&argv, "--");
	for (size_t i = 0; i < paths->n; i++)
		if (!created_only || paths->v[i].created)
			rc_strv_add(&argv, paths->v[i].path);
	git_env(&env);
	struct rc_proc_opts opts = {
		.argv = (const char *const *)argv.v,
		.cwd = store->top,
		.env = (const char *const *)env.v,
		.input = input,
		.timeout_ms = GIT_TIMEOUT_MS,
		.cancel = store->cancel,
	};
	int ret = rc_proc_run(&opts, &result, err);
	if (ret < 0)
		return ret;
	if (result.end == RC_PROC_EXITED && result.status == 0)
		return 0;
	return explain(&result, err);
}

static bool has_created(const struct rc_published_paths *paths)
{
	for (size_t i = 0; i < paths->n; i++)
		if (paths->v[i].created)
			return true;
	return false;
}

int rc_gitcommit_run(const struct rc_store *store,
		     const struct rc_published_paths *paths,
		     const char *message, git_oid *out, struct rc_err *err)
{
	/* Lines that start with '#' are Rust's attributes here. */
	static const char *const commit[] = {
		"commit", "--quiet", "--cleanup=whitespace", "-F", "-", NULL,
	};
	static const char *const add[] = { "add", "--intent-to-add", NULL };
	static const char *const reset[] = { "reset", "--quiet", NULL };
	bool created = has_created(paths);
	int ret = 0;

	if (created)
		ret = run_git(store, add, paths, true, NULL, err);
	if (ret == 0)
		ret = run_git(store, commit, paths, false, message, err);
	/*
	 * After a commit of some paths only, git leaves what a hook added to
	 * them out of the index; after a refused one nothing shall be staged.
	 * There is nothing more to say when this fails.
	 */
	if (ret == 0 || created)
		(void)run_git(store, reset, paths, ret < 0, NULL, NULL);
	if (ret < 0)
		return ret;
	ret = git_reference_name_to_id(out, store->repo, "HEAD");
	return ret < 0 ? rc_git_err(err, ret, "cannot read HEAD") : 0;
}
