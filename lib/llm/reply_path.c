/* SPDX-License-Identifier: MIT */
#include "llm/reply_path.h"

/* With the slashes of this system, and no "./" in front. */
static char *tidy(const char *path, struct rc_arena *arena)
{
	char *s = rc_arena_strdup(arena, path);

	for (char *c = s; *c; c++)
		if (*c == '\\')
			*c = '/';
	while (strncmp(s, "./", 2) == 0)
		s += 2;
	return s;
}

static bool find_exact(const char *path, const struct rc_names *names,
		       size_t *index)
{
	for (size_t i = 0; i < names->n; i++) {
		if (strcmp(names->v[i].path, path) != 0)
			continue;
		*index = i;
		return true;
	}
	return false;
}

/* "main.rs" of "src/main.rs" */
static bool is_end(const char *whole, const char *path)
{
	size_t len = strlen(whole), n = strlen(path);

	return n > 0 && len > n && whole[len - n - 1] == '/' &&
	       strcmp(whole + len - n, path) == 0;
}

static size_t count_ends(const char *path, const struct rc_names *names,
			 size_t *index)
{
	size_t n = 0;

	for (size_t i = 0; i < names->n; i++) {
		if (!is_end(names->v[i].path, path))
			continue;
		*index = i;
		n++;
	}
	return n;
}

enum rc_meant rc_path_meant(const char *path, const struct rc_names *names,
			    struct rc_arena *arena, size_t *index,
			    const char **meant)
{
	if (!path) {
		*index = 0;
		return names->n == 1 ? RC_MEANT_SHOWN : RC_MEANT_NONE;
	}
	*meant = tidy(path, arena);
	if (find_exact(*meant, names, index))
		return RC_MEANT_SHOWN;
	size_t n = count_ends(*meant, names, index);
	if (n == 1)
		return RC_MEANT_SHOWN;
	return n ? RC_MEANT_AMBIGUOUS : RC_MEANT_NEW;
}
