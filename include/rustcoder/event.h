/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The library never prints: it tells what happens as a stream of events, and
 * each face (terminal, JSON lines, a server) renders them. Every pointer in an
 * event is borrowed and valid during the callback only. Texts are UTF-8 and
 * may hold anything a compiler, a repository or a model wrote: neutralise
 * control bytes before showing them on a terminal (rc_text_clean()).
 */

#include <rustcoder/common.h>

RC_BEGIN_DECLS

enum rc_event_kind {
	RC_EV_START,	/* a run begins: run, root, goal, text (tool version) */
	RC_EV_CHECK,	/* a compiler run begins: text says why */
	RC_EV_PROGRESS, /* what the tool is doing: text, one line */
	RC_EV_CHECKED,	/* a compiler run ended: ms, errors, warnings */
	RC_EV_DIAG,	/* one diagnostic of the current state: diag */
	RC_EV_TRY,	/* a candidate goes to the compiler: cand */
	RC_EV_REJECTED, /* a candidate was not taken: cand, text (reason) */
	RC_EV_ACCEPTED, /* an iteration was kept: cand, iteration, diff,
			    before, errors, commit */
	RC_EV_PROPOSAL, /* a possible repair that was not applied: cand, diff */
	RC_EV_NOTE,	/* something the user should know: text, hint */
	RC_EV_PROMPT,	/* what is, or would be, sent: text, iteration (call) */
	RC_EV_REPLY,	/* what came back: text, hint (how it ended: "stop",
			   "truncated", …), iteration (call), ms */
	RC_EV_REPORT,	/* the run ended: report */
	RC_EV_TAKEN_BACK, /* a repair that turned tests red went: cand, text
			     (which tests); where the next accepted one does
			     not take its place: iteration (else 0), diff,
			     before, errors, commit */
};

enum rc_level { RC_LEVEL_ERROR, RC_LEVEL_WARNING };

/* A diagnostic as a face shows it; columns count characters from 1. */
struct rc_event_diag {
	enum rc_level level;
	const char *code;     /* "E0308", a lint name, or NULL */
	const char *message;  /* first line */
	const char *rendered; /* the compiler's own full text, no colour */
	const char *package;
	const char *file; /* relative to the workspace root, or NULL */
	unsigned line, column, end_line, end_column;
};

/* One repair of a candidate in one file. */
struct rc_event_part {
	const char *rule;  /* of stage "rules", else NULL */
	const char *stage; /* as below */
	const char *title;
	double rank;
	const char *file;	 /* relative to the workspace root */
	unsigned line, end_line; /* changed lines, as the candidate leaves
				    them; 0: not known */
};

/* A candidate: edits proposed by a fixer. */
struct rc_event_candidate {
	const char *fixer; /* "rustc", "rules", "memory", "llm" */
	const char *stage; /* "machine", "maybe", "rules", "memory", "llm" */
	const char *rule;  /* name of a repair rule, or NULL */
	const char *title; /* one line: what it does */
	double rank;	   /* plausibility class, 0 (forced) to 6 (invented) */
	unsigned edits;	   /* number of replacements */
	const char *model; /* of "llm", else NULL */
	int64_t tokens;	   /* of "llm": spent on it, in and out */
	/* of RC_EV_ACCEPTED and RC_EV_PROPOSAL: what it consists of */
	const struct rc_event_part *parts;
	size_t n_parts;
};

/* A repair that was made in the run, with what tests have to do with it. */
struct rc_event_repair {
	struct rc_event_part part; /* lines as the tree has them now */
	unsigned iteration;
	/* Of one that was taken back: */
	const char *const *tests; /* it turned red, NULL-terminated */
	bool proven;		  /* without it those tests pass */
};

/* How a run ended; also what rc_fix() fills. */
struct rc_fix_report {
	char run[40];	   /* id, for rc_history_undo() and log */
	bool clean;	   /* the goal is met by the tree as it is now */
	bool changed;	   /* bytes of the tree differ from before */
	bool would_change; /* dry run: there is a patch */
	const char *stop;  /* why it ended: "clean", "would-change",
				   "no-candidate", "tests-fail", "taken-back",
				   "time", "compiles", "cancelled", … static */
	unsigned errors_before, errors_after;
	unsigned warnings_before, warnings_after;
	unsigned repaired;   /* diagnostics that went away, over the run */
	unsigned iterations; /* accepted */
	unsigned tried, rejected;
	unsigned cargo_calls;
	int64_t wall_ms, cargo_ms;
	unsigned calls; /* chat requests */
	int64_t tokens_in, tokens_out, endpoint_ms;
	char endpoint_error[240]; /* why the endpoint was given up, or "" */
	unsigned published;	  /* commits put on the user's branch */
	char where[160];	  /* where the iterations are: branch or ref */

	/*
	 * What tests had to say. "not-run": not asked for (goal), or the tree
	 * does not build; "run": nothing was repaired; "no-baseline": they
	 * ran, but there is no earlier result to compare with; "compared".
	 */
	const char *tests;
	char baseline[16]; /* compared with this commit, or "start": the tree
			      the run began with */
	const char *no_baseline; /* why there is none, or NULL; static */
	unsigned tests_passed, tests_failed; /* of the tree as it is */
	/*
	 * Lists, valid during RC_EV_REPORT and NULL when rc_fix() returned.
	 * untested: repairs in the tree that no test is known to have
	 * covered; no test that passed ran in their package. For the others
	 * some did, which does not say that they ran the repaired lines.
	 */
	const struct rc_event_repair *untested, *taken_back;
	const char *const *red;		  /* fail now, passed at the baseline */
	const char *const *failed_before; /* fail now, and at the baseline */
	size_t n_untested, n_taken_back, n_red, n_failed_before;
};

struct rc_event {
	enum rc_event_kind kind;
	const char *text;
	const char *hint;
	const char *run;
	const char *root;
	const char *goal;
	const char *diff;   /* unified diff of an accepted iteration, or of a
			       proposal */
	const char *commit; /* abbreviated id, or NULL */
	unsigned iteration;
	unsigned before; /* errors before an accepted iteration */
	unsigned errors, warnings;
	int64_t ms;
	const struct rc_event_diag *diag;
	const struct rc_event_candidate *cand;
	const struct rc_fix_report *report;
};

typedef void (*rc_event_fn)(const struct rc_event *event, void *data);

/*
 * One event as one line of JSON without a newline, "schema":"rustcoder/1";
 * fields are only ever added. The caller frees with rc_free().
 */
RC_API char *rc_event_to_json(const struct rc_event *event);

/*
 * A copy of text in which nothing can move a cursor or hide: control bytes
 * but newline and tab, bidi controls and broken UTF-8 become visible
 * replacements. The caller frees with rc_free().
 */
RC_API char *rc_text_clean(const char *text);

/*
 * text as a JSON string with its quotes, always valid UTF-8; "null" for NULL.
 * The caller frees with rc_free().
 */
RC_API char *rc_text_json(const char *text);

RC_END_DECLS
