/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Real repositories for tests, made by the git program below one temporary
 * HOME. libgit2 looks at HOME once, so it stays the same for a whole program.
 */

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/event.h"
#include "base/fs.h"
#include "base/mem.h"
#include "base/path.h"
#include "edit/edit.h"
#include "run/proc.h"

/* libgit2 1.5 leaks where its patterns do not match: git_repository_open() of
 * a repository with extensions. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libpcre2\n";
}

static char box_home[64];
static char *box_dir; /* the repository of the running test */
static unsigned box_count;
static struct rc_buf box_notes = RC_BUF_INIT(0);

static inline char *box_run(const char *command, int *status)
{
	const char *argv[] = { "sh", "-c", command, NULL };
	struct rc_proc_opts opts = { .argv = argv, .cwd = box_dir };
	struct rc_proc_result result = RC_PROC_RESULT_INIT;
	struct rc_err err = RC_ERR_INIT;

	assert_int_equal(rc_proc_run(&opts, &result, &err), 0);
	assert_int_equal(result.end, RC_PROC_EXITED);
	if (status)
		*status = result.status;
	else if (result.status != 0)
		fail_msg("%s: %s", command, result.err.ptr);
	char *out = rc_buf_take(&result.out);
	rc_proc_result_release(&result);
	return out;
}

/* Runs a shell command in the repository; it must succeed. */
static inline void sh(const char *fmt, ...) RC_PRINTF(1, 2);
static inline void sh(const char *fmt, ...)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf command = RC_BUF_INIT(0);
	va_list ap;

	va_start(ap, fmt);
	rc_buf_vaddf(&command, fmt, ap);
	va_end(ap);
	rc_free(box_run(command.ptr, NULL));
}

/* Does a command print exactly this? */
static inline void assert_sh(const char *command, const char *expected)
{
	RC_CLEANUP(rc_freep) char *out = box_run(command, NULL);

	assert_string_equal(out, expected);
}

static inline void put(const char *path, const char *text)
{
	RC_CLEANUP(rc_freep) char *full = rc_path_join(box_dir, path);
	RC_CLEANUP(rc_freep) char *dir = rc_path_dirname(full);

	assert_int_equal(rc_fs_mkdirs(dir, 0777, NULL), 0);
	assert_int_equal(rc_fs_write(full, text, strlen(text), 0, NULL), 0);
}

static inline void assert_file(const char *path, const char *text)
{
	RC_CLEANUP(rc_buf_release) struct rc_buf buf = RC_BUF_INIT(0);
	RC_CLEANUP(rc_freep) char *full = rc_path_join(box_dir, path);

	assert_int_equal(rc_fs_read(full, &buf, NULL), 0);
	assert_string_equal(buf.ptr, text);
}

static inline void assert_no_file(const char *path)
{
	RC_CLEANUP(rc_freep) char *full = rc_path_join(box_dir, path);

	assert_int_not_equal(access(full, F_OK), 0);
}

static inline void box_note(const struct rc_event *event, void *data)
{
	(void)data;
	if (event->kind == RC_EV_NOTE)
		rc_buf_addf(&box_notes, "%s\n", event->text);
}

static inline void assert_note(const char *part)
{
	if (!strstr(box_notes.ptr, part))
		fail_msg("no note '%s' in: %s", part, box_notes.ptr);
}

static inline int box_open(void **state)
{
	(void)state;
	snprintf(box_home, sizeof(box_home), "/tmp/rustcoder-test-XXXXXX");
	if (!mkdtemp(box_home))
		return -1;
	setenv("HOME", box_home, 1);
	setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
	unsetenv("XDG_STATE_HOME");
	unsetenv("XDG_CONFIG_HOME");
	unsetenv("GIT_DIR");
	unsetenv("GIT_INDEX_FILE");
	unsetenv("GIT_AUTHOR_NAME");
	box_dir = box_home;
	sh("git config --global user.name Tester;"
	   "git config --global user.email tester@example.org;"
	   "git config --global init.defaultBranch main;"
	   "git config --global protocol.file.allow always");
	return 0;
}

static inline int box_close(void **state)
{
	(void)state;
	rc_buf_release(&box_notes);
	return rc_fs_remove_tree(box_home, NULL);
}

/* A new folder for every test. */
static inline int box_enter(void **state)
{
	(void)state;
	box_dir = rc_xasprintf("%s/t%u", box_home, ++box_count);
	rc_buf_clear(&box_notes);
	return rc_fs_mkdirs(box_dir, 0777, NULL);
}

static inline int box_leave(void **state)
{
	(void)state;
	rc_free(box_dir);
	box_dir = box_home;
	return 0;
}

/* A repository with one crate and one commit. */
static inline void make_repo(void)
{
	sh("git init -q -b main");
	put("Cargo.toml", "[package]\nname = \"demo\"\n");
	put("src/lib.rs", "one\n");
	put("src/other.rs", "other\n");
	sh("git add . && git commit -qm start");
}

static inline void assert_sound(void)
{
	assert_sh("git fsck --strict 2>&1 | grep -v 'dangling\\|notice' || :",
		  "");
}
