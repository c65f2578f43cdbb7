/* SPDX-License-Identifier: MIT */
#include "vcs/home.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/mem.h"
#include "base/path.h"
#include "vcs/git.h"

/* It, or what of its parents is there, can be written to. */
static bool can_be_made(const char *dir)
{
	RC_CLEANUP(rc_freep) char *at = rc_xstrdup(dir);

	while (!rc_fs_exists(at)) {
		char *up = rc_path_dirname(at);

		rc_free(at);
		at = up;
	}
	return rc_fs_is_dir(at) && access(at, W_OK | X_OK) == 0;
}

/* Others can make folders there, too: one of theirs is not taken. */
static char *make_temporary(void)
{
	const char *tmp = rc_git_variable("TMPDIR");
	char *dir = rc_xasprintf("%s/rustcoder-%lu",
				 tmp && tmp[0] == '/' ? tmp : "/tmp",
				 (unsigned long)geteuid());
	struct stat st;

	mkdir(dir, 0700);
	if (lstat(dir, &st) == 0 && S_ISDIR(st.st_mode) &&
	    st.st_uid == geteuid() && !(st.st_mode & 077))
		return dir;
	rc_free(dir);
	return NULL;
}

char *rc_home_dir(bool *lasts)
{
	char *state = rc_fs_state_dir();

	*lasts = state && can_be_made(state);
	if (*lasts)
		return state;
	rc_free(state);
	return make_temporary();
}
