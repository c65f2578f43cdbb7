/* SPDX-License-Identifier: MIT */

/* A member of an impl, and where the trait declares it. */

#include "rules/outside.h"
#include "rules/trait.h"
#include "rules/uses.h"

#include <ctype.h>

static const struct rc_decl *member_at(struct rc_rule_at *at,
				       const struct rc_decl *own,
				       const struct rc_span *spans, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct rc_source *src =
			rc_source_of(at->sources, &spans[i]);
		const struct rc_decl *decl =
			src ? rc_decl_around(at->sources, src, spans[i].start,
					     own->kind)
			    : NULL;

		if (decl && decl->parent &&
		    decl->parent->kind == RC_DECL_TRAIT &&
		    strcmp(decl->name, own->name) == 0)
			return decl;
	}
	return NULL;
}

/* By what the file imports or declares, the path of the trait of an impl:
 * "crate::…", "std::…", "serde::…"; NULL: it does not say. */
static const char *path_of_trait(struct rc_rule_at *at,
				 const struct rc_decl *impl)
{
	const struct rc_imports *all = rc_imports_all(at->sources);
	const struct rc_decls *decls = rc_decls_of(at->sources, impl->src);
	size_t i = impl->generics_end;
	const char *root;

	if (rc_lex_is(impl->src, i, "::"))
		i += 2;
	root = rc_lex_text(impl->src, i, i + 1, at->arena);
	for (size_t k = 0; k < all->n; k++) {
		if (all->v[k].use->src == impl->src &&
		    strcmp(all->v[k].name, root) == 0)
			return all->v[k].absolute;
	}
	for (size_t k = 0; k < decls->n; k++) {
		if (decls->v[k].parent == impl->parent &&
		    (decls->v[k].kind & (RC_DECL_TRAIT | RC_DECL_MOD)) &&
		    strcmp(decls->v[k].name, root) == 0)
			return "crate";
	}
	if (strcmp(root, "super") == 0 || strcmp(root, "self") == 0)
		return "crate";
	/* A trait that is not imported is the prelude's. */
	return strcmp(root, impl->trait) == 0 ? NULL : root;
}

static const struct rc_decl *only_trait(struct rc_rule_at *at,
					const struct rc_decl *impl)
{
	const char *path = path_of_trait(at, impl);

	if (!path)
		return NULL;
	if (rc_use_below(path, "crate"))
		return rc_decl_only(at->sources, RC_DECL_TRAIT, impl->trait);
	const char *crate =
		rc_arena_strndup(at->arena, path, strcspn(path, ":"));

	return rc_outside_decl(at->sources, crate, RC_DECL_TRAIT, impl->trait);
}

static const struct rc_decl *their_member(struct rc_rule_at *at,
					  const struct rc_pair *pair)
{
	const struct rc_diag *diag = at->diag;
	const struct rc_decl *found =
		member_at(at, pair->own, diag->spans, diag->n_spans);

	for (size_t i = 0; i < diag->n_children && !found; i++)
		found = member_at(at, pair->own, diag->children[i].spans,
				  diag->children[i].n_spans);
	if (found)
		return found;
	const struct rc_decl *trait = only_trait(at, pair->impl);

	return trait ? rc_decl_member(at->sources, trait, pair->own->kind,
				      pair->own->name)
		     : NULL;
}

/* impl Trait<u8> for … of trait Trait<T>: T is u8. */
static void read_names(struct rc_rule_at *at, struct rc_pair *pair)
{
	const struct rc_source *mine = pair->impl->src;
	const struct rc_source *src = pair->trait->src;
	struct rc_generics generics = rc_generics_of(pair->trait, at->arena);
	struct rc_list args =
		rc_list_in(mine, rc_impl_trait_args(pair->impl), at->arena);

	for (size_t i = 0; i < generics.list.n; i++) {
		const struct rc_generic *one = &generics.v[i];
		const char *by = NULL;

		if (i < args.n)
			by = rc_lex_text(mine, args.v[i].from, args.v[i].to,
					 at->arena);
		else if (one->fallback)
			by = rc_lex_text(src, one->fallback + 1, one->to,
					 at->arena);
		if (by)
			rc_subst_add(&pair->names,
				     rc_lex_text(src, one->name, one->name + 1,
						 at->arena),
				     by);
	}
}

bool rc_pair_find(struct rc_rule_at *at, struct rc_pair *out)
{
	*out = (struct rc_pair){ .names = { .n = 0 } };
	if (!at->src)
		return false;
	out->own = rc_decl_around(at->sources, at->src, at->span->start,
				  RC_DECL_FN | RC_DECL_TYPE);
	out->impl = out->own ? out->own->parent : NULL;
	if (!out->impl || out->impl->kind != RC_DECL_IMPL || !out->impl->trait)
		return false;
	out->theirs = their_member(at, out);
	if (!out->theirs)
		return false;
	out->trait = out->theirs->parent;
	read_names(at, out);
	return true;
}

const char *rc_pair_text(const struct rc_rule_at *at,
			 const struct rc_pair *pair, size_t i, size_t end)
{
	return rc_subst_text(&pair->names, pair->theirs->src, i, end,
			     at->arena);
}

static bool is_filler(const char *s)
{
	return isspace((unsigned char)*s) ||
	       (*s == ',' && s[1 + strspn(s + 1, " \t\r\n")] == '\0') ||
	       (*s == ',' && strchr(")>", s[1 + strspn(s + 1, " \t\r\n")]));
}

bool rc_same_but_blanks(const char *a, const char *b)
{
	for (;;) {
		while (*a && is_filler(a))
			a++;
		while (*b && is_filler(b))
			b++;
		if (*a != *b || !*a)
			return *a == *b;
		a++;
		b++;
	}
}
