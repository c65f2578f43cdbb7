/* SPDX-License-Identifier: MIT */
#include "rules/outside.h"

#include <ctype.h>
#include <dirent.h>

#include "base/path.h"

#define MAX_FILES 1000
#define MAX_DEPTH 8

/* Folders are named like the package, which may have "-" for "_", in the
 * registry with its version behind. */
static bool is_folder_of(const char *dir, const char *crate)
{
	const char *name = rc_path_basename(dir);

	for (; *crate; crate++, name++) {
		if (*name != *crate && (*name != '-' || *crate != '_'))
			return false;
	}
	return !*name || (*name == '-' && isdigit((unsigned char)name[1]));
}

struct search {
	struct rc_sources *sources;
	unsigned kinds;
	const char *name;
	const struct rc_decl *found;
	unsigned n, files;
};

static void look_in(struct search *search, const char *file)
{
	const struct rc_source *src = rc_source_outside(search->sources, file);

	if (!src)
		return;
	const struct rc_decls *decls = rc_decls_of(search->sources, src);

	for (size_t i = 0; i < decls->n; i++) {
		if (!(decls->v[i].kind & search->kinds) ||
		    strcmp(decls->v[i].name, search->name) != 0)
			continue;
		search->found = &decls->v[i];
		search->n++;
	}
}

static void look_below(struct search *search, const char *path, unsigned depth)
{
	DIR *dir = opendir(path);
	struct dirent *entry;

	while (dir && search->files < MAX_FILES && (entry = readdir(dir))) {
		RC_CLEANUP(rc_freep)
		char *name = rc_path_join(path, entry->d_name);

		if (entry->d_name[0] == '.')
			continue;
		search->files++;
		if (entry->d_type == DT_DIR && depth < MAX_DEPTH)
			look_below(search, name, depth + 1);
		else if (entry->d_type == DT_REG &&
			 rc_path_has_suffix(name, ".rs"))
			look_in(search, name);
	}
	if (dir)
		closedir(dir);
}

const struct rc_decl *rc_outside_decl(struct rc_sources *sources,
				      const char *crate, unsigned kinds,
				      const char *name)
{
	struct search search = { .sources = sources,
				 .kinds = kinds,
				 .name = name };
	const char *const *dirs =
		sources->reader.outside
			? sources->reader.outside(sources->reader.data)
			: NULL;

	for (; dirs && *dirs; dirs++) {
		RC_CLEANUP(rc_freep) char *src = rc_path_join(*dirs, "src");

		if (is_folder_of(*dirs, crate))
			look_below(&search, src, 0);
	}
	return search.n == 1 ? search.found : NULL;
}
