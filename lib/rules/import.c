/* SPDX-License-Identifier: MIT */

/*
 * A name that is not in scope, imported by the path from which other files of
 * the crate import it, and where the author would write it. rustc knows the
 * paths, but neither which is meant nor where it belongs.
 */

#include "rules/import.h"
#include "rules/table.h"

#include <stdlib.h>

#define MAX_WANTED 24

struct wanted {
	const char *key; /* the name, or of a trait rustc's first path */
	const char *path;
	const char *as; /* another name, or NULL */
	struct rc_use_place place;
};

/* "use std::fmt;\n": the path in it, or NULL. */
static const char *suggested(struct rc_arena *arena, const struct rc_span *span)
{
	const char *text = span->replacement;

	text = text ? text + strspn(text, " \t\r\n") : "";
	if (strncmp(text, "use ", 4) != 0)
		return NULL;
	text += 4;
	text += strspn(text, ":"); /* ::alloc::vec */
	return rc_arena_strndup(arena, text, strcspn(text, "; "));
}

static void read_suggestions(struct rc_rule_at *at, const struct rc_diag *diag,
			     struct rc_lack *out)
{
	for (size_t i = 0; i < diag->n_children; i++) {
		const struct rc_subdiag *child = &diag->children[i];

		for (size_t k = 0; k < child->n_spans; k++) {
			const char *path =
				suggested(at->arena, &child->spans[k]);

			if (!path || !child->spans[k].path ||
			    out->n == RC_MAX_PATHS)
				continue;
			if (!out->n)
				out->span = &child->spans[k];
			out->paths[out->n++] = path;
		}
	}
}

static const char *const codes[] = { "E0107", "E0404", "E0405", "E0412",
				     "E0422", "E0425", "E0433", "E0531",
				     "E0532", "E0574", "E0599" };

static const char *text_at(struct rc_rule_at *at, const struct rc_span *span)
{
	const struct rc_source *src =
		span && span->path ? rc_source_get(at->sources, span->path)
				   : NULL;
	size_t i = src ? rc_lex_at(src, span->start) : 0;

	return src && rc_lex_is_word(src, i) && !rc_lex_is(src, i + 1, "::")
		       ? rc_lex_text(src, i, i + 1, at->arena)
		       : NULL;
}

/* With other arguments than it takes, a name may be another's: io::Result. */
static bool read_lack(struct rc_rule_at *at, const struct rc_diag *diag,
		      struct rc_lack *out)
{
	size_t i = 0;

	*out = (struct rc_lack){ .span = rc_diag_primary(diag) };
	while (i < RC_COUNT(codes) &&
	       (!diag->code || strcmp(codes[i], diag->code) != 0))
		i++;
	if (i == RC_COUNT(codes) || diag->level != RC_LEVEL_ERROR)
		return false;
	if (strcmp(diag->code, "E0107") == 0) {
		out->name = text_at(at, out->span);
		return out->name != NULL;
	}
	read_suggestions(at, diag, out);
	if (strcmp(diag->code, "E0599") != 0)
		out->name = rc_rule_quoted(at, diag->message, 0);
	return out->span && out->span->path && (out->name || out->n);
}

static const struct rc_decl *module_at(struct rc_rule_at *at,
				       const struct rc_source *src, size_t byte)
{
	const struct rc_decl *decl =
		rc_decl_around(at->sources, src, byte, RC_DECL_MOD);

	while (decl && !decl->body)
		decl = decl->parent;
	return decl;
}

/* Does the module import something of that name already? */
static bool is_bound(const struct rc_scene *scene, const struct rc_lack *lack)
{
	for (size_t i = 0; i < scene->all->n; i++) {
		const struct rc_import *one = &scene->all->v[i];

		if (lack->name && one->use->src == scene->src &&
		    one->use->parent == scene->module &&
		    strcmp(one->name, lack->name) == 0)
			return true;
	}
	return false;
}

static bool lacks_here(const struct rc_scene *scene, const struct rc_diag *diag,
		       struct rc_lack *out)
{
	return read_lack(scene->at, diag, out) &&
	       rc_source_of(scene->at->sources, out->span) == scene->src &&
	       module_at(scene->at, scene->src, out->span->start) ==
		       scene->module &&
	       !is_bound(scene, out);
}

static const char *key_of(const struct rc_lack *lack)
{
	return lack->name ? lack->name : lack->paths[0];
}

/* All that one module lacks and where it goes; found once. */
struct rc_import_plan {
	const struct rc_source *src;
	const struct rc_decl *module;
	struct wanted v[MAX_WANTED];
	size_t n;
	struct rc_import_plan *next;
};

static const struct wanted *find_wanted(const struct rc_import_plan *plan,
					const char *key)
{
	for (size_t i = 0; i < plan->n; i++) {
		if (strcmp(plan->v[i].key, key) == 0)
			return &plan->v[i];
	}
	return NULL;
}

static void add_wanted(const struct rc_scene *scene,
		       struct rc_import_plan *plan, const struct rc_diag *diag)
{
	struct wanted *wanted = &plan->v[plan->n];
	struct rc_lack lack;

	if (plan->n == MAX_WANTED || !lacks_here(scene, diag, &lack) ||
	    find_wanted(plan, key_of(&lack)))
		return;
	wanted->key = key_of(&lack);
	wanted->path = rc_import_path(scene, &lack, &wanted->as);
	if (!wanted->path)
		return;
	rc_use_find_place(scene->at->sources, scene->src, scene->module,
			  wanted->path, &wanted->place);
	plan->n++;
}

/* A module goes with what is imported from it: fmt::{self, Write}. */
static void join_modules(const struct rc_scene *scene,
			 struct rc_import_plan *plan)
{
	struct wanted *v = plan->v;

	for (size_t i = 0; i < plan->n; i++) {
		for (size_t k = 0; k < plan->n; k++) {
			const char *parent =
				rc_use_parent(v[k].path, scene->at->arena);

			if (!v[k].place.group && !v[i].as &&
			    strcmp(parent, v[i].path) == 0)
				v[i].place = v[k].place;
		}
	}
}

static const struct rc_import_plan *plan_for(const struct rc_scene *scene)
{
	struct rc_sources *sources = scene->at->sources;
	const struct rc_diags *diags = scene->at->diags;
	struct rc_import_plan *plan = sources->import_plans;

	for (; plan; plan = plan->next) {
		if (plan->src == scene->src && plan->module == scene->module)
			return plan;
	}
	plan = rc_arena_alloc(&sources->arena, sizeof(*plan));
	plan->src = scene->src;
	plan->module = scene->module;
	plan->next = sources->import_plans;
	sources->import_plans = plan;
	for (size_t i = 0; i < diags->n; i++)
		add_wanted(scene, plan, &diags->v[i]);
	join_modules(scene, plan);
	return plan;
}

static int compare(const void *a, const void *b)
{
	const struct wanted *x = a, *y = b;

	return rc_use_compare(x->path, y->path);
}

static bool same_place(const struct rc_use_place *a,
		       const struct rc_use_place *b)
{
	return a->byte == b->byte && a->group == b->group && a->item == b->item;
}

/* All that goes to the place of one, sorted, each path once. */
static size_t gather(const struct rc_import_plan *plan,
		     const struct wanted *one, struct wanted *out)
{
	size_t n = 0;

	for (size_t i = 0; i < plan->n; i++) {
		size_t k = 0;

		while (k < n && strcmp(out[k].path, plan->v[i].path) != 0)
			k++;
		if (k == n && same_place(&plan->v[i].place, &one->place))
			out[n++] = plan->v[i];
	}
	qsort(out, n, sizeof(*out), compare);
	return n;
}

/* A path below module as it stands in its group. */
static const char *leaf(struct rc_arena *arena, const struct wanted *wanted,
			const char *module)
{
	size_t len = strlen(module);
	const char *path = wanted->path;

	if (len)
		path = path[len] ? path + len + 2 : "self";
	return wanted->as ? rc_arena_printf(arena, "%s as %s", path, wanted->as)
			  : path;
}

/* std::{fmt, io} is a habit of its own: does the crate have it? */
static bool groups_root(const struct rc_scene *scene, const char *module)
{
	const struct rc_imports *all = scene->all;

	for (size_t i = 0; i < all->n; i++) {
		if (all->v[i].group &&
		    strcmp(rc_use_parent(all->v[i].path, scene->at->arena),
			   module) == 0)
			return true;
	}
	return false;
}

/* How many from i on are of one module: in it, or it itself. */
static size_t run_of(const struct rc_scene *scene, const struct wanted *v,
		     size_t n, size_t i, const char **module)
{
	struct rc_arena *arena = scene->at->arena;
	size_t k = i + 1;

	*module = rc_use_parent(v[i].path, arena);
	if (k < n && !v[i].as &&
	    strcmp(rc_use_parent(v[k].path, arena), v[i].path) == 0)
		*module = v[i].path;
	if (!strstr(*module, "::") && rc_use_class(*module) == RC_USE_STD &&
	    !groups_root(scene, *module))
		return 1;
	while (**module && k < n &&
	       strcmp(rc_use_parent(v[k].path, arena), *module) == 0)
		k++;
	return k - i;
}

static const char *one_use(const struct rc_scene *scene, const struct wanted *v,
			   size_t n, const char *module)
{
	struct rc_arena *arena = scene->at->arena;
	const char *text = "";

	if (n == 1)
		return rc_arena_printf(arena, "use %s;", leaf(arena, v, ""));
	for (size_t i = 0; i < n; i++)
		text = rc_arena_printf(arena, "%s%s%s", text, i ? ", " : "",
				       leaf(arena, &v[i], module));
	return rc_arena_printf(arena, "use %s::{%s};", module, text);
}

static void write_lines(const struct rc_scene *scene, const struct wanted *v,
			size_t n)
{
	struct rc_rule_at *at = scene->at;
	const struct rc_use_place *place = &v[0].place;
	const char *around = *place->before ? place->before : place->after;
	const char *line = strrchr(around, '\n');
	const char *text = place->before, *module = "";
	bool groups = rc_uses_groups(at->sources);

	for (size_t i = 0, k; i < n; i += k) {
		k = groups ? run_of(scene, v, n, i, &module) : 1;
		text = RC_RULE_TEXT(at, "%s%s%s", text,
				    !i	   ? ""
				    : line ? line
					   : " ",
				    one_use(scene, &v[i], k, module));
	}
	rc_rule_insert(at, scene->src, place->byte,
		       RC_RULE_TEXT(at, "%s%s", text, place->after));
}

static void write_items(const struct rc_scene *scene, const struct wanted *v,
			size_t n)
{
	struct rc_rule_at *at = scene->at;
	const struct rc_use_place *place = &v[0].place;
	struct rc_list list = rc_list_in(scene->src, place->group, at->arena);
	const char *text = "";

	for (size_t i = 0; i < n; i++)
		text = RC_RULE_TEXT(at, "%s%s%s", text, i ? ", " : "",
				    leaf(at->arena, &v[i], place->prefix));
	rc_list_insert(at, &list, place->item, text);
}

RC_RULE(import)
{
	struct rc_scene scene = { .at = at };
	struct wanted v[MAX_WANTED];
	struct rc_lack lack;

	if (!read_lack(at, at->diag, &lack))
		return;
	scene.src = rc_source_get(at->sources, lack.span->path);
	if (!scene.src)
		return;
	scene.module = module_at(at, scene.src, lack.span->start);
	scene.path = rc_module_path(scene.src, scene.module, at->arena);
	scene.all = rc_imports_all(at->sources);
	const struct rc_import_plan *plan = plan_for(&scene);
	const struct wanted *one = find_wanted(plan, key_of(&lack));
	size_t n = one ? gather(plan, one, v) : 0;

	if (n && one->place.group)
		write_items(&scene, v, n);
	else if (n)
		write_lines(&scene, v, n);
	rc_rule_answer(at, "import `%s`%s", n ? one->path : "",
		       n > 1 ? " and what else is missing beside it" : "");
}
