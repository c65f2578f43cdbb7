/* SPDX-License-Identifier: MIT */
#include "vcs/gitconfig.h"

#include <string.h>
#include <sys/stat.h>

#include "base/err.h"
#include "base/fs.h"
#include "base/mem.h"
#include "base/path.h"
#include "vcs/git.h"
#include "vcs/gitdir.h"

#define FILE_MAX (1 << 20)
#define SECTION "rustcoder."

struct source {
	enum rc_gitconfig_level level;
	char *file;
	bool ours;     /* may hold settings of ours, or include such */
	bool gitdir;   /* may ask which repository this is */
	bool worktree; /* counts only with extensions.worktreeConfig */
};

struct sources {
	struct source *v;
	size_t n, cap;
};

static void sources_release(struct sources *sources)
{
	for (size_t i = 0; i < sources->n; i++)
		rc_free(sources->v[i].file);
	rc_free(sources->v);
}

/*
 * What a tree brings along is read without the power to pull in other files
 * of the user's; git itself follows no includes in a file named by -f.
 */
static int check_committed(const char *file, const struct rc_buf *text,
			   struct rc_err *err)
{
	if (strlen(text->ptr) != text->len)
		return rc_err_set(err, RC_EINVAL, "'%s' holds a NUL byte",
				  file);
	if (strcasestr(text->ptr, "[include"))
		return rc_err_set(err, RC_EINVAL,
				  "'%s' may not include other files", file);
	return 0;
}

static bool mentions(const struct rc_buf *text, const char *word)
{
	return strcasestr(text->ptr, word) || strlen(text->ptr) != text->len;
}

/* Takes file over; one that is not there, or /dev/null, is left out. */
static int add(struct sources *sources, enum rc_gitconfig_level level,
	       char *file, struct rc_err *err)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf text = RC_BUF_INIT(FILE_MAX);
	struct stat st;
	bool there = stat(file, &st) == 0 && S_ISREG(st.st_mode);
	int ret = there ? rc_fs_read(file, &text, err) : 0;

	if (ret == 0 && level == RC_GITCONFIG_FILE)
		ret = check_committed(file, &text, err);
	if (ret < 0 || !text.len) {
		rc_free(file);
		return ret;
	}
	RC_GROW(sources->v, sources->n, sources->cap);
	sources->v[sources->n++] = (struct source){
		.level = level,
		.file = file,
		.ours = mentions(&text, "rustcoder") ||
			mentions(&text, "include"),
		.gitdir = mentions(&text, "includeif"),
	};
	return 0;
}

static bool is_on(const char *value)
{
	static const char *const off[] = { "", "0", "false", "no", "off" };

	for (size_t i = 0; value && i < RC_COUNT(off); i++)
		if (!strcasecmp(value, off[i]))
			return false;
	return value != NULL;
}

/* GIT_CONFIG_NOSYSTEM and its like hold here as they do in git. */
static int add_system(struct sources *sources, struct rc_err *err)
{
	const char *file = rc_git_variable("GIT_CONFIG_SYSTEM");

	if (is_on(rc_git_variable("GIT_CONFIG_NOSYSTEM")))
		return 0;
	return add(sources, RC_GITCONFIG_SYSTEM,
		   rc_xstrdup(file ? file : "/etc/gitconfig"), err);
}

static int add_global(struct sources *sources, struct rc_err *err)
{
	RC_CLEANUP(rc_freep) char *ours = rc_fs_config_dir();
	const char *file = rc_git_variable("GIT_CONFIG_GLOBAL");
	const char *home = rc_git_variable("HOME");
	int ret = 0;

	if (file)
		return add(sources, RC_GITCONFIG_GLOBAL, rc_xstrdup(file), err);
	if (ours) {
		RC_CLEANUP(rc_freep) char *base = rc_path_dirname(ours);

		ret = add(sources, RC_GITCONFIG_GLOBAL,
			  rc_path_join(base, "git/config"), err);
	}
	if (ret == 0 && home && *home)
		ret = add(sources, RC_GITCONFIG_GLOBAL,
			  rc_path_join(home, ".gitconfig"), err);
	return ret;
}

static int add_tree(struct sources *sources, const char *dir,
		    const struct rc_gitdir *gitdir, struct rc_err *err)
{
	int ret = 0;

	if (gitdir->top && strcmp(gitdir->top, dir) != 0)
		ret = add(sources, RC_GITCONFIG_FILE,
			  rc_path_join(gitdir->top, ".rustcoder"), err);
	if (ret == 0)
		ret = add(sources, RC_GITCONFIG_FILE,
			  rc_path_join(dir, ".rustcoder"), err);
	return ret;
}

static int add_repo(struct sources *sources, const struct rc_gitdir *gitdir,
		    struct rc_err *err)
{
	int ret;

	if (!gitdir->top)
		return 0;
	ret = add(sources, RC_GITCONFIG_REPO,
		  rc_path_join(gitdir->common, "config"), err);
	if (ret < 0)
		return ret;
	size_t n = sources->n;
	ret = add(sources, RC_GITCONFIG_REPO,
		  rc_path_join(gitdir->dir, "config.worktree"), err);
	if (sources->n > n)
		sources->v[n].worktree = true;
	return ret;
}

static int load(git_config **config, const char *file, git_repository *repo,
		struct rc_err *err)
{
	int ret;

	rc_git_init();
	ret = git_config_new(config);
	if (ret == 0)
		ret = git_config_add_file_ondisk(
			*config, file, GIT_CONFIG_LEVEL_LOCAL, repo, false);
	/* The message has the place: "… (in /home/u/.gitconfig:3)". */
	if (ret < 0)
		return rc_err_set(err, RC_EINVAL, "%s", rc_git_message());
	return 0;
}

static bool has_worktree_config(const struct rc_gitdir *gitdir)
{
	RC_CLEANUP(rc_freep)
	char *file = rc_path_join(gitdir->common, "config");
	RC_CLEANUP(rc_git_config_freep) git_config *config = NULL;
	int on = 0;

	return load(&config, file, NULL, NULL) == 0 &&
	       git_config_get_bool(&on, config, "extensions.worktreeConfig") ==
		       0 &&
	       on;
}

static int visit(const struct source *source, git_repository *repo,
		 rc_gitconfig_fn fn, void *data, struct rc_err *err)
{
	RC_CLEANUP(rc_git_config_freep) git_config *config = NULL;
	RC_CLEANUP(rc_git_config_iterator_freep)
	git_config_iterator *it = NULL;
	git_config_entry *entry;
	int ret = load(&config, source->file, repo, err);

	if (ret < 0)
		return ret;
	ret = git_config_iterator_new(&it, config);
	if (ret < 0)
		return rc_git_err(err, ret, "cannot read '%s'", source->file);
	while (git_config_next(&entry, it) == 0)
		if (!strncmp(entry->name, SECTION, strlen(SECTION)))
			fn(source->level, source->file,
			   entry->name + strlen(SECTION),
			   entry->value ? entry->value : "true", data);
	return 0;
}

static int visit_all(const struct sources *sources,
		     const struct rc_gitdir *gitdir, rc_gitconfig_fn fn,
		     void *data, struct rc_err *err)
{
	RC_CLEANUP(rc_git_repository_freep) git_repository *repo = NULL;
	int ret = 0;

	for (size_t i = 0; ret == 0 && i < sources->n; i++) {
		const struct source *source = &sources->v[i];

		if (!source->ours ||
		    (source->worktree && !has_worktree_config(gitdir)))
			continue;
		rc_git_init();
		/* One that does not open matches no condition. */
		if (source->gitdir && gitdir->top && !repo &&
		    git_repository_open_ext(&repo, gitdir->top,
					    GIT_REPOSITORY_OPEN_NO_SEARCH,
					    NULL) < 0)
			repo = NULL;
		ret = visit(source, repo, fn, data, err);
	}
	return ret;
}

int rc_gitconfig_each(const char *dir, rc_gitconfig_fn fn, void *data,
		      struct rc_err *err)
{
	RC_CLEANUP(rc_freep) char *at = rc_path_absolute(dir);
	RC_CLEANUP(rc_gitdir_release)
	struct rc_gitdir gitdir = { NULL, NULL, NULL, false };
	RC_CLEANUP(sources_release) struct sources sources = { NULL, 0, 0 };
	int ret;

	rc_gitdir_find(&gitdir, at);
	ret = add_system(&sources, err);
	if (ret == 0)
		ret = add_global(&sources, err);
	if (ret == 0)
		ret = add_tree(&sources, at, &gitdir, err);
	if (ret == 0)
		ret = add_repo(&sources, &gitdir, err);
	if (ret < 0)
		return ret;
	return visit_all(&sources, &gitdir, fn, data, err);
}
