/* SPDX-License-Identifier: MIT */
#include "agent/doctor_impl.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fs.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/secret.h"
#include "run/proc.h"
#include "rust/manifest.h"
#include "vcs/gitdir.h"
#include "vcs/history.h"

#define OLDEST_MINOR 63
#define TOOL_MS (20 * 1000)
#define MIB ((uint64_t)1 << 20)
#define SPACE_BAD (64 * MIB)
#define SPACE_LOW (1024 * MIB)

void rc_doctor_row(const struct rc_doctor *doctor, enum rc_health health,
		   const char *what, const char *hint, const char *fmt, ...)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf text = RC_BUF_INIT(1024);
	RC_CLEANUP(rc_buf_release) struct rc_buf found = RC_BUF_INIT(2048);
	va_list ap;

	va_start(ap, fmt);
	rc_buf_vaddf(&text, fmt, ap);
	va_end(ap);
	rc_secret_redact(&found, text.ptr, text.len);
	const struct rc_doctor_row shown = { health, what, found.ptr,
					     hint && *hint ? hint : NULL };
	doctor->opts->fn(&shown, doctor->opts->data);
}

/* Runs a tool for its version; the first line of what it says. */
static int ask(const struct rc_doctor *doctor, const char *const *argv,
	       char *out, size_t size, struct rc_err *err)
{
	struct rc_proc_result result = RC_PROC_RESULT_INIT;
	RC_CLEANUP(rc_strv_release) struct rc_strv env = RC_STRV_INIT;

	if (doctor->has_cargo)
		rc_toolchain_env(&doctor->toolchain, &env);
	const struct rc_proc_opts opts = {
		.argv = argv,
		.cwd = doctor->dir,
		.env = (const char *const *)env.v,
		.timeout_ms = TOOL_MS,
		.max_output = MIB,
	};
	int ret = rc_proc_run(&opts, &result, err);

	if (!ret && (result.end != RC_PROC_EXITED || result.status != 0))
		ret = rc_err_set(err, RC_ECHILD, "'%s' fails: %.200s", argv[0],
				 result.err.ptr);
	snprintf(out, size, "%.*s", (int)strcspn(result.out.ptr, "\n"),
		 result.out.ptr);
	rc_proc_result_release(&result);
	return ret;
}

static void look_at_cargo(struct rc_doctor *doctor)
{
	struct rc_err err = RC_ERR_INIT;

	if (rc_toolchain_find(&doctor->toolchain, doctor->dir, &err) < 0) {
		rc_doctor_row(doctor, RC_HEALTH_BAD, "cargo", err.hint, "%s",
			      err.msg);
		return;
	}
	doctor->has_cargo = true;
	rc_doctor_row(doctor, RC_HEALTH_OK, "cargo", NULL, "%s, %s%s",
		      doctor->toolchain.version, doctor->toolchain.cargo,
		      doctor->toolchain.name ? ", without rustup's proxy" : "");
}

static void look_at_rustc(struct rc_doctor *doctor)
{
	static const char *const argv[] = { "rustc", "-V", NULL };
	struct rc_err err = RC_ERR_INIT;
	char found[120];
	unsigned minor;

	if (ask(doctor, argv, found, sizeof(found), &err) < 0)
		rc_doctor_row(doctor, RC_HEALTH_BAD, "rustc",
			      "install Rust from https://rustup.rs", "%s",
			      err.msg);
	else if (sscanf(found, "rustc 1.%u.", &minor) == 1 &&
		 minor < OLDEST_MINOR)
		rc_doctor_row(doctor, RC_HEALTH_BAD, "rustc", "'rustup update'",
			      "%s: older than 1.%d", found, OLDEST_MINOR);
	else
		rc_doctor_row(doctor, RC_HEALTH_OK, "rustc", NULL, "%s", found);
}

static void look_at_clippy(struct rc_doctor *doctor)
{
	const char *const argv[] = { doctor->toolchain.cargo, "clippy", "-V",
				     NULL };
	char found[120];

	if (!doctor->has_cargo)
		return;
	if (ask(doctor, argv, found, sizeof(found), NULL) < 0)
		rc_doctor_row(doctor, RC_HEALTH_WARN, "clippy",
			      "'rustup component add clippy'",
			      "not installed, --goal=clippy needs it");
	else
		rc_doctor_row(doctor, RC_HEALTH_OK, "clippy", NULL, "%s",
			      found);
}

static void look_at_git(struct rc_doctor *doctor)
{
	static const char *const argv[] = { "git", "--version", NULL };
	struct rc_err err = RC_ERR_INIT;
	char found[120];

	if (ask(doctor, argv, found, sizeof(found), &err) < 0)
		rc_doctor_row(
			doctor, RC_HEALTH_WARN, "git",
			"repositories with hooks or signed commits need it",
			"%s", err.msg);
	else
		rc_doctor_row(doctor, RC_HEALTH_OK, "git", NULL, "%s", found);
}

static void load_workspace(struct rc_doctor *doctor,
			   const struct rc_crate *crate)
{
	const struct rc_cargo_opts opts = { .offline = true };
	struct rc_workspace workspace = RC_WORKSPACE_INIT;
	struct rc_err err = RC_ERR_INIT;
	struct rc_cargo cargo = {
		.toolchain = &doctor->toolchain,
		.opts = &opts,
		.manifest = crate->manifest,
		.cwd = crate->dir,
		.timeout_ms = TOOL_MS,
	};

	if (rc_workspace_load(&workspace, &cargo, crate, &err) < 0) {
		rc_doctor_row(doctor, RC_HEALTH_BAD, "crate", err.hint, "%s",
			      err.msg);
	} else {
		doctor->root = rc_xstrdup(workspace.root);
		doctor->target = rc_xstrdup(workspace.target);
		rc_doctor_row(doctor, RC_HEALTH_OK, "crate", NULL,
			      "%s, %zu package%s", workspace.root, workspace.n,
			      workspace.n == 1 ? "" : "s");
	}
	rc_workspace_release(&workspace);
}

static void look_at_crate(struct rc_doctor *doctor)
{
	struct rc_crate crate = RC_CRATE_INIT;
	struct rc_err err = RC_ERR_INIT;

	if (rc_crate_find(&crate, doctor->dir, NULL, &err) < 0)
		rc_doctor_row(doctor, RC_HEALTH_WARN, "crate", err.hint, "%s",
			      err.msg);
	else if (doctor->has_cargo)
		load_workspace(doctor, &crate);
	rc_crate_release(&crate);
}

/* The path itself, or the folder above it where it would be made. */
static char *nearest(const char *path)
{
	char *at = rc_path_absolute(path);

	while (!rc_fs_exists(at) && strcmp(at, "/") != 0) {
		char *up = rc_path_dirname(at);

		rc_free(at);
		at = up;
	}
	return at;
}

/* Can files be made there? hint: what goes wrong without it. */
static bool look_at_folder(const struct rc_doctor *doctor,
			   enum rc_health health, const char *what,
			   const char *path, const char *hint)
{
	if (!path) {
		rc_doctor_row(doctor, health, what, hint, "HOME is not set");
		return false;
	}
	RC_CLEANUP(rc_freep) char *at = nearest(path);

	if (!rc_fs_is_dir(at)) {
		rc_doctor_row(doctor, health, what, hint,
			      "'%s' is not a directory", at);
		return false;
	}
	if (access(at, W_OK | X_OK) < 0) {
		rc_doctor_row(doctor, health, what, hint,
			      "'%s' is not writable", at);
		return false;
	}
	return true;
}

static void look_at_target(struct rc_doctor *doctor)
{
	static const char what[] = "target directory";
	struct statvfs fs;

	if (!doctor->target ||
	    !look_at_folder(
		    doctor, RC_HEALTH_BAD, what, doctor->target,
		    "nothing can be built; CARGO_TARGET_DIR names another place"))
		return;
	RC_CLEANUP(rc_freep) char *at = nearest(doctor->target);

	if (statvfs(at, &fs) < 0)
		return;
	uint64_t space = (uint64_t)fs.f_bavail * fs.f_frsize;

	if (fs.f_flag & ST_NOEXEC)
		rc_doctor_row(
			doctor, RC_HEALTH_BAD, what,
			"build scripts cannot run; CARGO_TARGET_DIR names another place",
			"%s: mounted noexec", doctor->target);
	else
		rc_doctor_row(doctor,
			      space < SPACE_BAD	  ? RC_HEALTH_BAD
			      : space < SPACE_LOW ? RC_HEALTH_WARN
						  : RC_HEALTH_OK,
			      what, space < SPACE_LOW ? "make room" : NULL,
			      "%s, %llu MiB free", doctor->target,
			      (unsigned long long)(space / MIB));
}

static void look_at_repository(struct rc_doctor *doctor)
{
	static const char what[] = "repository";
	const char *root = doctor->root ? doctor->root : doctor->dir;
	const struct rc_history_opts opts = { .root = root, .look = true };
	struct rc_history *history = NULL;
	struct rc_gitdir gitdir;
	struct rc_err err = RC_ERR_INIT;
	char where[200];

	if (!rc_gitdir_find(&gitdir, root)) {
		rc_doctor_row(doctor, RC_HEALTH_OK, what, NULL,
			      "none; runs are kept in the state directory");
		return;
	}
	rc_gitdir_release(&gitdir);
	if (rc_history_open(&history, &opts, &err) < 0) {
		rc_doctor_row(doctor, RC_HEALTH_BAD, what, err.hint, "%s",
			      err.msg);
		return;
	}
	rc_history_where(history, where, sizeof(where));
	rc_doctor_row(doctor, RC_HEALTH_OK, what, NULL, "a run would go to %s",
		      where);
	rc_history_close(history);
}

struct warnings {
	const struct rc_doctor *doctor;
	unsigned n;
};

static void add_warning(const char *line, void *data)
{
	struct warnings *warnings = data;

	warnings->n++;
	rc_doctor_row(warnings->doctor, RC_HEALTH_WARN, "settings", NULL, "%s",
		      line);
}

static void count_set(const struct rc_config_entry *entry, void *data)
{
	if (entry->effective && strcmp(entry->origin, "default") != 0)
		++*(unsigned *)data;
}

static void look_at_settings(struct rc_doctor *doctor)
{
	struct warnings warnings = { doctor, 0 };
	struct rc_err err = RC_ERR_INIT;
	unsigned n = 0;

	if (rc_config_open(&doctor->config, doctor->dir, &err) < 0) {
		rc_doctor_row(doctor, RC_HEALTH_BAD, "settings", err.hint, "%s",
			      err.msg);
		return;
	}
	rc_config_warnings(doctor->config, add_warning, &warnings);
	rc_config_each(doctor->config, count_set, &n);
	if (!warnings.n && !n)
		rc_doctor_row(doctor, RC_HEALTH_OK, "settings", NULL,
			      "all by default");
	else if (!warnings.n)
		rc_doctor_row(doctor, RC_HEALTH_OK, "settings", NULL,
			      "%u not at their default", n);
}

static void look_at_folders(struct rc_doctor *doctor)
{
	RC_CLEANUP(rc_freep) char *state = rc_fs_state_dir();
	RC_CLEANUP(rc_freep) char *cache = rc_fs_cache_dir();
	const char *temp = getenv("TMPDIR");

	temp = temp && *temp ? temp : "/tmp";
	if (look_at_folder(doctor, RC_HEALTH_WARN, "state directory", state,
			   "without it runs outside of git cannot be undone"))
		rc_doctor_row(doctor, RC_HEALTH_OK, "state directory", NULL,
			      "%s", state);
	if (look_at_folder(doctor, RC_HEALTH_WARN, "cache directory", cache,
			   "without it --dry-run cannot work"))
		rc_doctor_row(doctor, RC_HEALTH_OK, "cache directory", NULL,
			      "%s", cache);
	if (!rc_fs_exists(temp))
		rc_doctor_row(doctor, RC_HEALTH_BAD, "temporary files",
			      "linkers need it; create it, or set TMPDIR",
			      "'%s' does not exist", temp);
	else if (look_at_folder(doctor, RC_HEALTH_BAD, "temporary files", temp,
				"linkers need it; set TMPDIR"))
		rc_doctor_row(doctor, RC_HEALTH_OK, "temporary files", NULL,
			      "%s", temp);
}

static void (*const probes[])(struct rc_doctor *) = {
	look_at_cargo,	    look_at_rustc,    look_at_clippy,
	look_at_git,	    look_at_crate,    look_at_target,
	look_at_repository, look_at_settings, rc_doctor_endpoint,
	look_at_folders,
};

int rc_doctor(const struct rc_doctor_opts *opts, struct rc_err *err)
{
	const char *path = opts->path ? opts->path : ".";
	RC_CLEANUP(rc_freep) char *real = rc_path_real(path);
	struct rc_doctor doctor = { .opts = opts, .dir = real };

	if (!real)
		return rc_err_sys(err, "cannot open '%s'", path);
	if (!rc_fs_is_dir(real))
		return rc_err_set(err, RC_EINVAL, "'%s' is not a directory",
				  path);
	for (size_t i = 0; i < RC_COUNT(probes); i++)
		probes[i](&doctor);
	if (doctor.has_cargo)
		rc_toolchain_release(&doctor.toolchain);
	rc_config_free(doctor.config);
	rc_free(doctor.root);
	rc_free(doctor.target);
	return 0;
}
