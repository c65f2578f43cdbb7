/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * The terminal: colour, one progress line, and a funnel that every text goes
 * through, so that nothing a compiler or a repository wrote can move a cursor.
 * Results go to stdout, the rest to stderr; either may be no terminal.
 */

#include <stdio.h>

#include <rustcoder.h>

enum ui_color { UI_AUTO, UI_ALWAYS, UI_NEVER };
#define UI_COLOR_ARG "auto|always|never"

enum ui_style {
	UI_PLAIN,
	UI_BOLD,
	UI_DIM,
	UI_RED,
	UI_GREEN,
	UI_YELLOW,
	UI_CYAN
};

struct ui {
	bool color_out, color_err;
	bool terminal_out;
	bool quiet, verbose;
	bool live;  /* stderr takes a progress line */
	bool shown; /* there is one now */
	int broken; /* errno of the first failed write to stdout */
};

void ui_init(struct ui *ui, enum ui_color color, bool quiet, bool verbose);
bool ui_colored(const struct ui *ui, const FILE *to);

/* Text with everything dangerous in it made visible. */
void ui_put(const struct ui *ui, FILE *to, enum ui_style style, const char *fmt,
	    ...) RC_PRINTF(4, 5);

/* "warning: …" on stderr; data is a struct ui. */
void ui_warn(const char *line, void *data);

/* The progress line: replaced by the next, gone before anything else. */
void ui_progress(struct ui *ui, const char *fmt, ...) RC_PRINTF(2, 3);
void ui_clear(struct ui *ui);

/* A unified diff for reading: indented, without git's headers. */
void ui_diff(const struct ui *ui, FILE *to, const char *diff);
/* The same with everything in it. */
void ui_patch(const struct ui *ui, FILE *to, const char *diff);
/* A diagnostic in the compiler's own layout. */
void ui_diagnostic(const struct ui *ui, FILE *to,
		   const struct rc_event_diag *diag);

/* Writes out what stdout holds back; false when that failed, now or before. */
bool ui_flush(struct ui *ui);
