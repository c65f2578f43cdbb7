/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Declarations of the crate, found by their keywords in code that need not
 * compile. No name is resolved: a rule that finds more than one of a name
 * has to keep its hands off, or to propose.
 */

#include "rules/source.h"

enum rc_decl_kind {
	RC_DECL_FN = 1 << 0,
	RC_DECL_STRUCT = 1 << 1,
	RC_DECL_ENUM = 1 << 2,
	RC_DECL_UNION = 1 << 3,
	RC_DECL_TRAIT = 1 << 4,
	RC_DECL_IMPL = 1 << 5,
	RC_DECL_MOD = 1 << 6,
	RC_DECL_CONST = 1 << 7,
	RC_DECL_STATIC = 1 << 8,
	RC_DECL_TYPE = 1 << 9,
	RC_DECL_USE = 1 << 10,
	RC_DECL_MACRO = 1 << 11,  /* macro_rules! */
	RC_DECL_EXTERN = 1 << 12, /* extern { }, extern crate */
	RC_DECL_ADT = RC_DECL_STRUCT | RC_DECL_ENUM | RC_DECL_UNION,
	RC_DECL_ANY = ~0,
};

/* All numbers are lexemes of src. */
struct rc_decl {
	enum rc_decl_kind kind;
	const struct rc_source *src;
	const struct rc_decl *parent; /* trait, impl, mod, fn it stands in */
	const char *name;  /* of an impl: last name of the type's path; of a
			      use: "" */
	const char *trait; /* of an impl: last name of the trait, or NULL */
	size_t first;	   /* its first attribute or word ("pub") */
	size_t keyword;	   /* "fn", "struct", … */
	size_t generics;   /* its "<", generics_end: behind its ">"; equal when
			      it has none */
	size_t generics_end;
	size_t params;	   /* "(" of a fn or tuple struct, or 0 */
	size_t params_end; /* behind its ")" */
	size_t where;	   /* "where", or 0 */
	size_t body;	   /* "{" or "(" of a tuple struct's fields; 0: none */
	size_t end;	   /* behind its last lexeme, "}" or ";" */
};

struct rc_decls {
	const struct rc_decl *v; /* in the order of the text; what is inside a
				    fn's body is there, too */
	size_t n;
};

/* All of a file; found once. */
const struct rc_decls *rc_decls_of(struct rc_sources *sources,
				   const struct rc_source *src);
/* The innermost declaration of these kinds (a mask) around a byte, or NULL. */
const struct rc_decl *rc_decl_around(struct rc_sources *sources,
				     const struct rc_source *src, size_t byte,
				     unsigned kinds);
/* The only one of this name in the workspace; NULL: none, or several. */
const struct rc_decl *rc_decl_only(struct rc_sources *sources, unsigned kinds,
				   const char *name);
/* Calls fn for each of this name in the workspace (NULL: any) until it
 * returns false. */
void rc_decl_each(struct rc_sources *sources, unsigned kinds, const char *name,
		  bool (*fn)(const struct rc_decl *decl, void *data),
		  void *data);
/* The member fn, const or type of a trait or impl; NULL: it has none. */
const struct rc_decl *rc_decl_member(struct rc_sources *sources,
				     const struct rc_decl *of, unsigned kinds,
				     const char *name);
