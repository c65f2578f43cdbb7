/* SPDX-License-Identifier: MIT */
#include "rust/toolchain.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fs.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/path.h"
#include "run/env.h"
#include "run/proc.h"
#include "rust/cargo_fail.h"

#define MAX_SETTINGS ((size_t)256 << 10)
#define MAX_CACHED ((size_t)8 << 10)
#define VERSION_TIMEOUT_MS 60000

static bool is_program(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
	       access(path, X_OK) == 0;
}

/* Only absolute entries: "." would run what a repository calls "cargo". */
static char *search_path(const char *name)
{
	const char *dir = getenv("PATH");

	while (dir && *dir) {
		size_t len = strcspn(dir, ":");
		char *path = rc_xasprintf("%.*s/%s", (int)len, dir, name);

		if (path[0] == '/' && is_program(path))
			return path;
		rc_free(path);
		dir += len + (dir[len] == ':');
	}
	return NULL;
}

static bool same_file(const char *a, const char *b)
{
	struct stat x, y;

	return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev &&
	       x.st_ino == y.st_ino;
}

/* Proxies are links, soft or hard, to the rustup beside them. */
static bool is_proxy(const char *cargo)
{
	RC_CLEANUP(rc_freep) char *real = rc_path_real(cargo);
	RC_CLEANUP(rc_freep) char *dir = rc_path_dirname(cargo);
	RC_CLEANUP(rc_freep) char *rustup = rc_path_join(dir, "rustup");

	if (real && !strcmp(rc_path_basename(real), "rustup"))
		return true;
	return same_file(cargo, rustup);
}

static char *rustup_home(void)
{
	const char *home = getenv("RUSTUP_HOME");

	if (home && *home)
		return home[0] == '/' ? rc_xstrdup(home) : NULL;
	home = getenv("HOME");
	return home && home[0] == '/' ? rc_path_join(home, ".rustup") : NULL;
}

static bool has_toolchain_file(const char *dir)
{
	static const char *const names[] = { "rust-toolchain",
					     "rust-toolchain.toml" };
	RC_CLEANUP(rc_freep) char *at = rc_path_absolute(dir);

	for (;;) {
		for (size_t i = 0; i < RC_COUNT(names); i++) {
			RC_CLEANUP(rc_freep)
			char *file = rc_path_join(at, names[i]);

			if (rc_fs_exists(file))
				return true;
		}
		if (!strcmp(at, "/"))
			return false;
		char *up = rc_path_dirname(at);
		rc_free(at);
		at = up;
	}
}

/*
 * The default toolchain, if the settings say nothing else about folders.
 * rustup itself writes this file, one `key = "value"` a line, so it takes no
 * TOML parser: any line that is not understood means "ask rustup".
 */
static char *read_default(char *settings)
{
	char *save = NULL, *found = NULL;
	bool overrides = false;

	for (char *line = strtok_r(settings, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save)) {
		char key[64], value[192];

		line += strspn(line, " \t\r");
		if (!*line || *line == '#')
			continue;
		if (*line == '[') {
			overrides = strncmp(line, "[overrides]", 11) == 0;
			continue;
		}
		/* A line below [overrides] is a folder with its toolchain. */
		if (overrides || sscanf(line, "%63[a-z_] = \"%191[^\"\\]\"",
					key, value) != 2)
			goto unsure;
		if (!strcmp(key, "default_toolchain")) {
			rc_free(found);
			found = rc_xstrdup(value);
		}
	}
	return found;
unsure:
	rc_free(found);
	return NULL;
}

static char *default_toolchain(const char *home, const char *dir)
{
	RC_CLEANUP(rc_freep) char *path = rc_path_join(home, "settings.toml");
	RC_CLEANUP(rc_buf_release)
	struct rc_buf text = RC_BUF_INIT(MAX_SETTINGS);

	if (has_toolchain_file(dir) || rc_fs_read(path, &text, NULL) < 0)
		return NULL;
	return read_default(text.ptr);
}

/* Names such as "stable" are short for a folder with the host in its name:
 * then, as with paths, rustup has to be asked. */
static char *cargo_of(const char *home, const char *name)
{
	if (!name[0] || name[0] == '.' || strchr(name, '/'))
		return NULL;
	char *cargo = rc_xasprintf("%s/toolchains/%s/bin/cargo", home, name);
	if (is_program(cargo))
		return cargo;
	rc_free(cargo);
	return NULL;
}

/* Replaces the proxy by what it would run, if that is certain. */
static void look_behind(struct rc_toolchain *out, const char *dir)
{
	RC_CLEANUP(rc_freep) char *home = rustup_home();
	const char *given = getenv("RUSTUP_TOOLCHAIN");

	if (!home)
		return;
	char *name = given && *given ? rc_xstrdup(given)
				     : default_toolchain(home, dir);
	char *cargo = name ? cargo_of(home, name) : NULL;
	if (!cargo) {
		rc_free(name);
		return;
	}
	rc_free(out->cargo);
	out->cargo = cargo;
	out->name = name;
}

static int locate(struct rc_toolchain *out, const char *dir, bool *proxy,
		  struct rc_err *err)
{
	const char *given = getenv("CARGO");

	*proxy = false;
	if (given && given[0] == '/' && is_program(given)) {
		out->cargo = rc_xstrdup(given);
	} else {
		out->cargo = search_path("cargo");
		if (!out->cargo) {
			rc_err_set(err, RC_ECHILD,
				   "cannot find the program 'cargo'");
			return rc_err_hint(
				err,
				"install Rust from https://rustup.rs or your distribution's package 'cargo'");
		}
	}
	if (is_proxy(out->cargo)) {
		look_behind(out, dir);
		*proxy = !out->name;
	}
	return 0;
}

/* "cargo 1.95.0 (f2d3ce0bd 2026-03-21)" */
static int parse_version(struct rc_toolchain *out, const char *line)
{
	unsigned major;

	if (sscanf(line, "cargo %u.%u.", &major, &out->minor) != 2 ||
	    major != 1)
		return -1;
	const char *version = line + strlen("cargo ");
	size_t len = strcspn(version, "\r\n");
	snprintf(out->version, sizeof(out->version), "%.*s", (int)len, version);
	return 0;
}

static int ask_version(struct rc_toolchain *out, const char *dir,
		       struct rc_err *err)
{
	const char *const argv[] = { out->cargo, "--version", NULL };
	RC_CLEANUP(rc_strv_release) struct rc_strv env = RC_STRV_INIT;
	RC_CLEANUP(rc_proc_result_release)
	struct rc_proc_result result = RC_PROC_RESULT_INIT;

	rc_toolchain_env(out, &env);
	struct rc_proc_opts opts = {
		.argv = argv,
		.cwd = dir,
		.env = (const char *const *)env.v,
		.timeout_ms = VERSION_TIMEOUT_MS,
	};
	int ret = rc_proc_run(&opts, &result, err);
	if (ret < 0)
		return ret;
	struct rc_cargo_exit call = { "cargo --version", &result, NULL, false };
	ret = rc_cargo_judge(&call, err);
	if (!ret && parse_version(out, result.out.ptr) < 0)
		return rc_err_set(err, RC_ECHILD,
				  "'%s' does not tell its version", out->cargo);
	return ret;
}

/* What the program is, as text; the cache holds it above the version. */
static char *fingerprint(const char *program)
{
	struct stat st;

	if (stat(program, &st) < 0)
		return NULL;
	return rc_xasprintf("%s\n%jd %jd.%09ld\n", program,
			    (intmax_t)st.st_size, (intmax_t)st.st_mtim.tv_sec,
			    st.st_mtim.tv_nsec);
}

static char *cache_file(const char *program)
{
	RC_CLEANUP(rc_freep) char *dir = rc_fs_cache_dir();

	if (!dir)
		return NULL;
	return rc_xasprintf("%s/toolchain/%016" PRIx64, dir,
			    rc_hash_str(RC_HASH_SEED, program));
}

static bool recall(struct rc_toolchain *out, const char *file,
		   const char *print)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf text = RC_BUF_INIT(MAX_CACHED);
	size_t len = strlen(print);

	if (rc_fs_read(file, &text, NULL) < 0 || strncmp(text.ptr, print, len))
		return false;
	return parse_version(out, text.ptr + len) == 0;
}

/* Failing costs a call of cargo next time, nothing else. */
static void remember(const struct rc_toolchain *toolchain, const char *file,
		     const char *print)
{
	RC_CLEANUP(rc_freep) char *dir = rc_path_dirname(file);
	RC_CLEANUP(rc_freep)
	char *text = rc_xasprintf("%scargo %s\n", print, toolchain->version);

	if (rc_fs_mkdirs(dir, 0700, NULL) < 0)
		return;
	int ret = rc_fs_write(file, text, strlen(text), 0600, NULL);
	(void)ret;
}

static int find_version(struct rc_toolchain *out, const char *dir, bool proxy,
			struct rc_err *err)
{
	RC_CLEANUP(rc_freep) char *print = fingerprint(out->cargo);
	RC_CLEANUP(rc_freep) char *file = cache_file(out->cargo);

	if (proxy || !print || !file)
		return ask_version(out, dir, err);
	if (recall(out, file, print))
		return 0;
	int ret = ask_version(out, dir, err);
	if (!ret)
		remember(out, file, print);
	return ret;
}

int rc_toolchain_find(struct rc_toolchain *out, const char *dir,
		      struct rc_err *err)
{
	struct rc_toolchain found = { NULL, NULL, 0, "" };
	bool proxy;
	int ret = locate(&found, dir, &proxy, err);

	if (!ret)
		ret = find_version(&found, dir, proxy, err);
	if (ret < 0) {
		rc_toolchain_release(&found);
		return ret;
	}
	*out = found;
	return 0;
}

void rc_toolchain_env(const struct rc_toolchain *toolchain, struct rc_strv *env)
{
	RC_CLEANUP(rc_freep)
	char *name = toolchain->name ? rc_xasprintf("RUSTUP_TOOLCHAIN=%s",
						    toolchain->name)
				     : NULL;
	const char *const changes[] = {
		"CARGO_TERM_COLOR=never",
		"CARGO_TERM_PROGRESS_WHEN=never",
		/* A quiet cargo names neither test programs nor tests, and
		 * a verbose one names them otherwise. */
		"CARGO_TERM_QUIET=false",
		"CARGO_TERM_VERBOSE=false",
		"RUSTUP_AUTO_INSTALL=0",
		"RUSTC_ICE=0", /* no crash files in the user's folder */
		name,
		NULL,
	};

	rc_env_child(env, changes);
}

void rc_toolchain_release(struct rc_toolchain *toolchain)
{
	rc_free(toolchain->cargo);
	rc_free(toolchain->name);
	*toolchain = (struct rc_toolchain){ NULL, NULL, 0, "" };
}
