/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Diagnostics as rustc reports them (JSON, `cargo --message-format=json`).
 * Format: the rustc book, "JSON Output", and the cargo book, "External
 * tools". Only byte offsets are used for edits: they count bytes of the file
 * on disk, with BOM and CR; columns count characters and are for people.
 *
 * All strings of a set live in its arena.
 */

#include "base/mem.h"
#include <rustcoder/error.h>
#include <rustcoder/event.h>

enum rc_applicability {
	RC_APPLY_NONE, /* the span suggests nothing */
	RC_APPLY_MACHINE,
	RC_APPLY_MAYBE,
	RC_APPLY_PLACEHOLDERS,
	RC_APPLY_UNSPECIFIED,
};

/* How far the compiler came; a later one is progress. */
enum rc_phase {
	RC_PHASE_PARSE = 1,
	RC_PHASE_RESOLVE, /* names, imports, macros */
	RC_PHASE_TYPES,	  /* types, traits */
	RC_PHASE_BORROW,  /* patterns, borrows, lifetimes */
	RC_PHASE_LINT,	  /* denied lints */
};

struct rc_span {
	const char *file;  /* as rustc wrote it */
	const char *path;  /* relative to the workspace root when the file is
			     inside, see rc_diags_resolve(); else NULL */
	size_t start, end; /* bytes */
	unsigned line, column, end_line, end_column;
	bool primary;
	bool expanded;	   /* lies in what a macro expanded to, or was given */
	const char *label; /* or NULL */
	const char *replacement; /* or NULL */
	size_t replacement_len;
	enum rc_applicability applicability;
};

/* A note, help or suggestion below a diagnostic. */
struct rc_subdiag {
	const char *message;
	const struct rc_span *spans;
	size_t n_spans;
};

struct rc_diag {
	enum rc_level level;
	const char *code; /* "E0308", a lint name, or NULL */
	const char *message;
	const char *title; /* first line of message */
	const char *rendered;
	size_t unit; /* index into rc_diags.units */
	enum rc_phase phase;
	const struct rc_span *spans;
	size_t n_spans;
	const struct rc_subdiag *children;
	size_t n_children;
	uint64_t identity; /* code, message, file of the primary span */
	uint64_t exact;	   /* places and suggestions, too: the same diagnostic
			      from two units has the same value */
};

/*
 * A build unit as far as messages tell it apart: a target of a package. The
 * test build of a target counts as the same unit.
 */
struct rc_unit {
	const char *key;      /* package_id + kind + name, stable over runs */
	const char *package;  /* name */
	const char *manifest; /* path of its Cargo.toml */
	const char *kind;     /* "lib", "bin", "test", "example", "bench",
				 "custom-build", "proc-macro" */
};

struct rc_diags {
	struct rc_arena arena;
	struct rc_diag *v;
	size_t n, cap;
	struct rc_unit *units;
	size_t n_units, units_cap;
	unsigned errors, warnings; /* distinct ones, after merging */
	bool ice;		   /* rustc crashed */
	bool finished;		   /* cargo said so; what tests print follows */
	size_t skipped; /* lines that were no message, or over a cap */
	size_t *seen;	/* hash table by exact: index + 1 into v, 0: free */
	size_t seen_cap;
};

#define RC_DIAGS_INIT     \
	{                 \
		.v = NULL \
	}

/*
 * Takes one line of cargo's output. Lines that are no JSON message (a proc
 * macro may print) count as skipped, never as an error. A diagnostic seen
 * before (lib and its test build, a file shared by two targets) is merged; it
 * belongs to the unit whose key sorts first, whichever was compiled first. At
 * most 20,000 diagnostics.
 */
void rc_diags_add_line(struct rc_diags *diags, const char *line, size_t len);
void rc_diags_release(struct rc_diags *diags);

/*
 * Sets span->path: the file resolved against root by realpath, when it lies
 * below root and not in target. Files given by others (<anon>, /rustc/…,
 * OUT_DIR, the registry, vendored packages, submodules) stay NULL; original,
 * which root is a copy of or root itself, tells whose a file is.
 */
void rc_diags_resolve(struct rc_diags *diags, const char *root,
		      const char *original, const char *target);

/* The primary span, or NULL (a diagnostic may have none). */
const struct rc_span *rc_diag_primary(const struct rc_diag *diag);
/* Fills what a face shows; pointers into diags. */
void rc_diag_event(const struct rc_diags *diags, const struct rc_diag *diag,
		   struct rc_event_diag *out);
/* By the table of codes; see the comment there for those without a code. */
enum rc_phase rc_diag_phase(const char *code, const char *message);
