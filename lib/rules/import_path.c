/* SPDX-License-Identifier: MIT */
#include "rules/import.h"

#define MAX_VOTES 200

static const char *source_folder(const char *path)
{
	return strstr(path, "src/");
}

static bool same_package(const char *a, const char *b)
{
	const char *x = source_folder(a), *y = source_folder(b);

	return x && y && x - a == y - b && strncmp(a, b, (size_t)(x - a)) == 0;
}

static bool is_std(const char *path)
{
	return rc_use_below(path, "std") || rc_use_below(path, "core") ||
	       rc_use_below(path, "alloc");
}

/* Does the module, or else the crate, say core and alloc where it could say
 * std? */
static bool says_core(const struct rc_scene *scene)
{
	int module = 0, crate = 0;

	for (size_t i = 0; i < scene->all->n; i++) {
		const struct rc_import *one = &scene->all->v[i];

		/* What stands below #[cfg] is for std only. */
		if (!is_std(one->absolute) ||
		    one->use->first != one->use->keyword ||
		    (i && one[-1].use == one->use))
			continue;
		int more = rc_use_below(one->absolute, "std") ? -1 : 1;

		if (one->use->src == scene->src &&
		    one->use->parent == scene->module)
			module += more;
		else if (same_package(one->use->src->path, scene->src->path))
			crate += more;
	}
	return module ? module > 0 : crate > 0;
}

/* The module of std that a path below it is from in core or alloc. */
static const char *root_of(const char *below)
{
	static const char *const alloc[] = {
		"borrow::Cow", "borrow::ToOwned",
		"boxed",       "collections::BTree",
		"format",      "rc",
		"string",      "sync::Arc",
		"sync::Weak",  "vec",
	};
	static const char *const core[] = {
		"any",	  "array",  "ascii",  "borrow",	      "cell",
		"char",	  "clone",  "cmp",    "convert",      "default",
		"error",  "ffi",    "fmt",    "future",	      "hash",
		"hint",	  "iter",   "marker", "mem",	      "num",
		"ops",	  "option", "panic",  "pin",	      "ptr",
		"result", "slice",  "str",    "sync::atomic", "task",
		"time",
	};

	for (size_t i = 0; i < RC_COUNT(alloc); i++) {
		if (strncmp(below, alloc[i], strlen(alloc[i])) == 0)
			return "alloc";
	}
	for (size_t i = 0; i < RC_COUNT(core); i++) {
		if (rc_use_below(below, core[i]))
			return "core";
	}
	return "std";
}

/* Through a name that the crate's root imports from std: crate::mem::take. */
static const char *through_root(const struct rc_scene *scene, const char *path)
{
	const char *below = rc_use_below(path, "crate") ? path + 5 : "";

	below += strspn(below, ":");
	if (is_std(below))
		return below; /* extern crate alloc; */
	for (size_t i = 0; i < scene->all->n && *below; i++) {
		const struct rc_import *one = &scene->all->v[i];

		if (is_std(one->absolute) && rc_use_below(below, one->name) &&
		    strcmp(one->module, "crate") == 0 &&
		    same_package(one->use->src->path, scene->src->path))
			return rc_arena_printf(scene->at->arena, "%s%s",
					       one->absolute,
					       below + strlen(one->name));
	}
	return path;
}

/* One path for what has several: the standard library by the root the file
 * calls it by. */
static const char *canonical(const struct rc_scene *scene, const char *path)
{
	path = through_root(scene, path);
	if (!is_std(path))
		return path;
	const char *below = path + strcspn(path, ":");

	below += strspn(below, ":");
	return *below ? rc_arena_printf(scene->at->arena, "%s::%s",
					says_core(scene) ? root_of(below)
							 : "std",
					below)
		      : path;
}

/* Those of rustc's suggestions that are what is lacked, each once. */
struct choices {
	const char *v[RC_MAX_PATHS];
	size_t n;
};

static bool is_choice(const struct choices *choices, const char *path)
{
	for (size_t i = 0; i < choices->n; i++) {
		if (strcmp(choices->v[i], path) == 0)
			return true;
	}
	return false;
}

static void read_choices(const struct rc_scene *scene,
			 const struct rc_lack *lack, struct choices *out)
{
	for (size_t i = 0; i < lack->n; i++) {
		const char *path = canonical(scene, lack->paths[i]);

		if ((!lack->name ||
		     strcmp(rc_use_last(path), lack->name) == 0) &&
		    !is_choice(out, path))
			out->v[out->n++] = path;
	}
}

static bool is_exported(const struct rc_decl *use)
{
	for (size_t i = use->first; i < use->keyword; i++) {
		if (rc_lex_is(use->src, i, "pub"))
			return true;
	}
	return false;
}

/* An import of what is lacked that would mean the same here. */
static bool is_vote(const struct rc_scene *scene, const struct rc_lack *lack,
		    const struct choices *choices,
		    const struct rc_import *import)
{
	const char *there = import->use->src->path, *here = scene->src->path;

	if (strcmp(import->name, "*") == 0 || is_exported(import->use) ||
	    (lack->name && strcmp(import->name, lack->name) != 0))
		return false;
	if (rc_use_below(import->absolute, "crate") &&
	    !same_package(there, here))
		return false;
	/* A test imports the crate by its name. */
	if (!is_std(import->absolute) &&
	    !source_folder(there) != !source_folder(here))
		return false;
	return lack->name ||
	       is_choice(choices, canonical(scene, import->absolute));
}

/* The import that most have the path of, of those rustc has, too, if any. */
static const struct rc_import *most_voted(const struct rc_scene *scene,
					  const struct rc_lack *lack,
					  const struct choices *choices)
{
	const struct rc_import *v[MAX_VOTES], *best = NULL;
	const char *paths[MAX_VOTES];
	size_t n = 0, most = 0;

	for (size_t i = 0; i < scene->all->n && n < MAX_VOTES; i++) {
		v[n] = &scene->all->v[i];
		if (is_vote(scene, lack, choices, v[n])) {
			paths[n] = canonical(scene, v[n]->absolute);
			n++;
		}
	}
	for (size_t i = 0; i < n; i++) {
		size_t votes = is_choice(choices, paths[i]) ? MAX_VOTES : 0;

		for (size_t k = 0; k < n; k++)
			votes += strcmp(paths[k], paths[i]) == 0;
		if (votes > most) {
			most = votes;
			best = v[i];
		}
	}
	return best;
}

/* Is it a variant of an enum, as the case of what it is below tells? */
static bool is_variant(const char *path, struct rc_arena *arena)
{
	const char *type = rc_use_last(rc_use_parent(path, arena));

	return *type >= 'A' && *type <= 'Z';
}

/* The only suggestion, the only one that is no variant, or of those the only
 * one that is this crate's. */
static const char *only_choice(const struct choices *choices,
			       struct rc_arena *arena)
{
	const char *one = NULL, *own = NULL;
	size_t n = 0, n_own = 0;

	if (choices->n == 1)
		return choices->v[0];
	for (size_t i = 0; i < choices->n; i++) {
		if (is_variant(choices->v[i], arena))
			continue;
		one = choices->v[i];
		n++;
		if (rc_use_below(one, "crate")) {
			own = one;
			n_own++;
		}
	}
	return n == 1 ? one : n_own == 1 ? own : NULL;
}

/* What other packages of the workspace have at their root. */
struct roots {
	const struct rc_scene *scene;
	const char *path;
	bool several;
};

static void add_root(struct roots *roots, const struct rc_decl *decl,
		     const char *name)
{
	struct rc_arena *arena = roots->scene->at->arena;
	const char *file = decl->src->path;
	const char *src = strstr(file, "/src/lib.rs");

	if (!src || decl->parent || !is_exported(decl) ||
	    same_package(file, roots->scene->src->path))
		return;
	char *crate = rc_arena_strndup(arena, file, (size_t)(src - file));

	for (char *c = crate; *c; c++)
		*c = *c == '-' ? '_' : *c;
	const char *base = strrchr(crate, '/');
	const char *path =
		rc_arena_printf(arena, "%s::%s", base ? base + 1 : crate, name);

	roots->several |= roots->path && strcmp(roots->path, path) != 0;
	roots->path = path;
}

static bool add_decl(const struct rc_decl *decl, void *data)
{
	struct roots *roots = data;

	add_root(roots, decl, decl->name);
	return true;
}

/* rustc does not look into a crate that nothing names. */
static const char *from_package(const struct rc_scene *scene, const char *name)
{
	const unsigned kinds = RC_DECL_ADT | RC_DECL_TRAIT | RC_DECL_FN |
			       RC_DECL_TYPE | RC_DECL_CONST | RC_DECL_STATIC;
	struct roots roots = { .scene = scene };

	rc_decl_each(scene->at->sources, kinds, name, add_decl, &roots);
	for (size_t i = 0; i < scene->all->n; i++) {
		if (strcmp(scene->all->v[i].name, name) == 0)
			add_root(&roots, scene->all->v[i].use, name);
	}
	return roots.several ? NULL : roots.path;
}

enum form { FROM_CRATE, FROM_SUPER, FROM_CHILD, FORMS };

/* Can a path of this crate be written so in a module? */
static bool can_say(enum form form, const char *path, const char *module,
		    struct rc_arena *arena)
{
	const char *up = rc_use_parent(module, arena);
	bool child = rc_use_below(path, module) && strcmp(path, module) != 0;

	if (form == FROM_CHILD)
		return child;
	return form == FROM_CRATE || (*up && !child && rc_use_below(path, up) &&
				      strcmp(path, up) != 0);
}

static enum form form_of(const struct rc_import *import)
{
	return rc_use_below(import->path, "crate")   ? FROM_CRATE
	       : rc_use_below(import->path, "super") ? FROM_SUPER
						     : FROM_CHILD;
}

/* The form that imports have which could have had others, too: those of the
 * same module count most. */
static enum form usual_form(const struct rc_scene *scene, const char *path)
{
	struct rc_arena *arena = scene->at->arena;
	size_t counts[FORMS] = { 0 };
	enum form best = FROM_CRATE;

	for (size_t i = 0; i < scene->all->n; i++) {
		const struct rc_import *one = &scene->all->v[i];
		bool same = one->use->src == scene->src &&
			    one->use->parent == scene->module;

		if (!rc_use_below(one->absolute, "crate") ||
		    strcmp(one->name, "*") == 0 ||
		    !one->use->parent != !scene->module ||
		    !(can_say(FROM_SUPER, one->absolute, one->module, arena) ||
		      can_say(FROM_CHILD, one->absolute, one->module, arena)))
			continue;
		counts[form_of(one)] += same ? 1000 : 1;
	}
	for (enum form form = FROM_CRATE; form < FORMS; form++) {
		if (counts[form] > counts[best] &&
		    can_say(form, path, scene->path, arena))
			best = form;
	}
	return best;
}

/* As this module would write it. */
static const char *relative(const struct rc_scene *scene, const char *path)
{
	struct rc_arena *arena = scene->at->arena;

	if (!rc_use_below(path, "crate"))
		return path;
	switch (usual_form(scene, path)) {
	case FROM_SUPER:
		return rc_arena_printf(
			arena, "super%s",
			path + strlen(rc_use_parent(scene->path, arena)));
	case FROM_CHILD:
		return path + strlen(scene->path) + 2;
	case FROM_CRATE:
	case FORMS:
		break;
	}
	return path;
}

const char *rc_import_path(const struct rc_scene *scene,
			   const struct rc_lack *lack, const char **as)
{
	struct choices choices = { .n = 0 };
	const struct rc_import *import;
	const char *path;

	*as = NULL;
	read_choices(scene, lack, &choices);
	import = most_voted(scene, lack, &choices);
	path = import ? canonical(scene, import->absolute)
		      : only_choice(&choices, scene->at->arena);
	if (!path && lack->name && !lack->n)
		path = from_package(scene, lack->name);
	if (import && strcmp(import->name, rc_use_last(import->path)) != 0)
		*as = import->name;
	return path ? relative(scene, path) : NULL;
}
