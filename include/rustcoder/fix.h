/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * Check a crate or workspace, and repair it. The compiler is the judge: a run
 * says clean only when cargo built the user's own tree, as it is now.
 *
 *	struct rc_fix_opts opts = RC_FIX_OPTS_INIT;
 *	struct rc_fix_report report;
 *	opts.path = "path/to/crate";
 *	if (rc_fix(&opts, &report, &err) < 0) …
 *	else if (report.clean) …
 */

#include <rustcoder/error.h>
#include <rustcoder/event.h>

RC_BEGIN_DECLS

enum rc_goal { RC_GOAL_CHECK, RC_GOAL_CLIPPY, RC_GOAL_TEST };

/* Which of the compiler's suggestions may be tried. */
enum rc_suggest_mode { RC_SUGGEST_MAYBE, RC_SUGGEST_MACHINE, RC_SUGGEST_NONE };

/* What becomes of accepted iterations on a clean tree. */
enum rc_commit { RC_COMMIT_ITER, RC_COMMIT_SQUASH, RC_COMMIT_NONE };

/* What to do about the journal of a run that was interrupted. */
enum rc_resume { RC_RESUME_AUTO, RC_RESUME_CONTINUE, RC_RESUME_ABORT };

/* What to build, in cargo's own words. All strings are borrowed. */
struct rc_cargo_opts {
	const char *const *packages; /* NULL-terminated, or NULL */
	const char *const *features; /* as above */
	const char *target;
	const char *edition; /* of a single file; NULL: 2021 */
	bool workspace, all_targets, all_features, no_default_features;
	bool tests; /* also the test builds of what is selected */
	bool locked, offline, release;
};

/*
 * An OpenAI-compatible endpoint, asked for what offline repair cannot do. Key
 * sources in their order: key_file, key, key_command, git's credential
 * helpers, the credentials file. All strings are borrowed.
 */
struct rc_endpoint_opts {
	const char *url;   /* ".../v1"; NULL: no endpoint */
	const char *model; /* NULL: the first one it names */
	const char *key_file;
	const char *key;
	const char *key_command;
	const char *ca_file; /* a CA bundle besides the system's */
	unsigned context;    /* tokens; 0: ask the endpoint */
	int64_t idle_ms;     /* silence that ends a request; 0: 300 s */
	bool no_stream;	     /* ask for answers in one piece */
};

struct rc_fix_opts {
	const char *path; /* directory, Cargo.toml or .rs file; NULL: "." */
	struct rc_cargo_opts cargo;
	enum rc_goal goal;
	enum rc_suggest_mode suggestions;
	enum rc_commit commit;
	enum rc_resume resume;
	const char *const *only; /* codes or lint names; NULL: all */
	double apply_line;	 /* rank up to which a candidate may be applied;
				     0: RC_APPLY_LINE of rules.h */
	bool no_rules;		 /* without the table of repair rules */
	bool lints;		 /* also repair warnings */
	bool check_only;	 /* report; propose and change nothing */
	bool dry_run;		 /* work in a private copy; RC_EV_REPORT's diff
				    is the patch */
	bool require_clean;	 /* refuse a dirty tree */
	bool no_vcs;		 /* ignore any git repository */
	bool allow_deps;	 /* edits of Cargo.toml may be accepted */
	bool allow_build_scripts; /* edits of build.rs may be accepted */
	int64_t max_time_ms;	  /* for the whole run; 0: none */
	int64_t check_time_ms;	  /* for one compiler run; 0: 600 s */
	unsigned max_compiles;	  /* 0: 100 */
	struct rc_endpoint_opts endpoint;
	unsigned max_calls; /* chat requests; 0: 30 */
	int64_t max_tokens; /* in and out together; 0: 200,000 */
	unsigned samples;   /* answers drawn for one question; 0: 3 */
	bool print_prompt;  /* RC_EV_PROMPT instead of sending it, then stop */
	bool allow_secrets; /* send what looks like a secret */
	rc_event_fn event;  /* may be NULL */
	void *event_data;
	struct rc_cancel *cancel; /* may be NULL */
};

#define RC_FIX_OPTS_INIT \
	{                \
		0        \
	}

/*
 * 0 when the run came to an end, clean or not: the report says. A negative
 * code when it could not do its work; report is then filled as far as known.
 * RC_ENOTFOUND no crate there, RC_ESTATE repository state, RC_ELOCKED,
 * RC_ECHILD cargo or rustc failed by itself, RC_ENET a dependency could not
 * be fetched, RC_ETIMEOUT, RC_ECANCELLED, RC_EIO.
 */
RC_API int rc_fix(const struct rc_fix_opts *opts, struct rc_fix_report *report,
		  struct rc_err *err) RC_MUST_CHECK;

RC_END_DECLS
