/* SPDX-License-Identifier: MIT */
#include "vcs/diff.h"

#include "vcs/git.h"

static git_patch *make_patch(const struct rc_change *change)
{
	git_diff_options opts;
	git_patch *patch = NULL;

	rc_git_init();
	git_diff_options_init(&opts, GIT_DIFF_OPTIONS_VERSION);
	/* Text even with a NUL in it: "binary files differ" helps nobody. */
	opts.flags = GIT_DIFF_FORCE_TEXT | GIT_DIFF_INDENT_HEURISTIC;
	if (git_patch_from_buffers(
		    &patch, change->created ? NULL : change->before,
		    change->created ? 0 : change->before_len, change->path,
		    change->after, change->after_len, change->path, &opts) < 0)
		return NULL;
	return patch;
}

void rc_diff_changes(const struct rc_changes *changes, struct rc_buf *out)
{
	for (size_t i = 0; i < changes->n; i++) {
		RC_CLEANUP(rc_git_patch_freep)
		git_patch *patch = make_patch(&changes->v[i]);
		git_buf text = { NULL, 0, 0 };

		if (patch && git_patch_to_buf(&text, patch) == 0)
			rc_buf_add(out, text.ptr, text.size);
		git_buf_dispose(&text);
	}
}
