/* SPDX-License-Identifier: MIT */
#pragma once

/* The faces of a run: each shows the library's events in its own format. */

#include <time.h>

#include "ui.h"

struct render {
	void (*show)(struct render *render, const struct rc_event *event);
	struct ui *ui;
	struct rc_cancel *cancel;
	FILE *text;    /* stderr where stdout is for a patch or a question */
	bool patch;    /* dry run: the result is a patch */
	bool repair;   /* repairs are tried, not only errors reported */
	bool prompt;   /* a question to a model is the result */
	bool endpoint; /* there is a model to ask */
	bool offline;
	bool brief;	       /* warnings are not what the run is about */
	unsigned held;	       /* warnings not shown, for that */
	unsigned proposals;    /* so far */
	const char *doing;     /* for the progress line: "checking" */
	struct timespec since; /* when that began */
};

/* Formats in the order of RENDER_ARG. */
#define RENDER_ARG "human|short|json"
enum render_format { RENDER_HUMAN, RENDER_SHORT, RENDER_JSON };

void render_init(struct render *render, enum render_format format);
/* For struct rc_fix_opts; data is a struct render. */
void render_event(const struct rc_event *event, void *data);

void render_human(struct render *render, const struct rc_event *event);
void render_short(struct render *render, const struct rc_event *event);
void render_json(struct render *render, const struct rc_event *event);

/* Shared by human and short. */
void render_note(const struct render *render, const struct rc_event *event);
void render_patch(const struct render *render, const char *patch);
/* "machine", "maybe", or the name of the model that wrote it. */
const char *render_origin(const struct rc_event_candidate *cand);
void render_prompt(const struct render *render, const struct rc_event *event);
/* Why the endpoint was given up, if it was. */
void render_endpoint_error(const struct render *render,
			   const struct rc_fix_report *report);
/* printf("%u error%s", n, PLURAL(n)) */
#define PLURAL(n) ((n) == 1 ? "" : "s")
