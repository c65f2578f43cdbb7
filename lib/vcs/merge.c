/* SPDX-License-Identifier: MIT */
#include "vcs/merge.h"

#include "base/mem.h"
#include "vcs/git.h"

static git_merge_file_input input(struct rc_text text)
{
	return (git_merge_file_input){
		.version = GIT_MERGE_FILE_INPUT_VERSION,
		.ptr = text.ptr,
		.size = text.len,
	};
}

bool rc_merge(struct rc_text base, struct rc_text ours, struct rc_text theirs,
	      struct rc_buf *out)
{
	git_merge_file_input from = input(base), a = input(ours),
			     b = input(theirs);
	git_merge_file_result result = { 0 };

	rc_buf_clear(out);
	rc_git_init();
	bool clean = git_merge_file(&result, &from, &a, &b, NULL) == 0 &&
		     result.automergeable;
	if (clean)
		rc_buf_add(out, result.ptr, result.len);
	git_merge_file_result_free(&result);
	return clean && !out->overflow;
}

/* Of a range without lines git names the line before it. */
static int add_hunk(const git_diff_delta *delta, const git_diff_hunk *hunk,
		    void *data)
{
	struct rc_hunks *out = data;
	size_t old = (size_t)hunk->old_start - (hunk->old_lines > 0);
	size_t new = (size_t)hunk->new_start - (hunk->new_lines > 0);

	(void)delta;
	RC_GROW(out->v, out->n, out->cap);
	out->v[out->n++] = (struct rc_hunk){
		.old_start = old,
		.old_end = old + (size_t)hunk->old_lines,
		.new_start = new,
		.new_end = new + (size_t)hunk->new_lines,
	};
	return 0;
}

void rc_hunks_make(struct rc_hunks *out, struct rc_text before,
		   struct rc_text after)
{
	git_diff_options opts;

	rc_git_init();
	git_diff_options_init(&opts, GIT_DIFF_OPTIONS_VERSION);
	opts.flags = GIT_DIFF_FORCE_TEXT;
	opts.context_lines = 0;
	/* It fails only for lack of memory, which ends the program. */
	(void)git_diff_buffers(before.ptr, before.len, NULL, after.ptr,
			       after.len, NULL, &opts, NULL, NULL, add_hunk,
			       NULL, out);
}

void rc_hunks_release(struct rc_hunks *hunks)
{
	rc_free(hunks->v);
	*hunks = (struct rc_hunks)RC_HUNKS_INIT;
}

size_t rc_hunks_map(const struct rc_hunks *hunks, size_t line)
{
	size_t to = line;

	for (size_t i = 0; i < hunks->n; i++) {
		const struct rc_hunk *hunk = &hunks->v[i];

		if (line < hunk->old_start)
			break;
		if (line >= hunk->old_end) {
			to = line - hunk->old_end + hunk->new_end;
			continue;
		}
		to = hunk->new_start + (line - hunk->old_start);
		if (to >= hunk->new_end)
			to = hunk->new_end - (hunk->new_end > hunk->new_start);
		break;
	}
	return to;
}
