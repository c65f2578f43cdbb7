/* SPDX-License-Identifier: MIT */
#include "ui.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static const char *const codes[] = {
	[UI_PLAIN] = "",	 [UI_BOLD] = "\033[1m",
	[UI_DIM] = "\033[2m",	 [UI_RED] = "\033[1;31m",
	[UI_GREEN] = "\033[32m", [UI_YELLOW] = "\033[1;33m",
	[UI_CYAN] = "\033[36m",
};

static bool is_set(const char *name)
{
	const char *value = getenv(name);

	return value && *value;
}

/* CLICOLOR_FORCE=0 and FORCE_COLOR=0 mean no. */
static bool is_forced(const char *name)
{
	return is_set(name) && strcmp(getenv(name), "0") != 0;
}

static bool is_dumb(void)
{
	const char *term = getenv("TERM");

	return !term || !*term || !strcmp(term, "dumb");
}

static bool wants_color(enum ui_color color, int fd)
{
	if (color != UI_AUTO)
		return color == UI_ALWAYS;
	if (is_set("NO_COLOR"))
		return false;
	if (is_forced("CLICOLOR_FORCE") || is_forced("FORCE_COLOR"))
		return true;
	return !is_dumb() && isatty(fd);
}

void ui_init(struct ui *ui, enum ui_color color, bool quiet, bool verbose)
{
	*ui = (struct ui){
		.color_out = wants_color(color, STDOUT_FILENO),
		.color_err = wants_color(color, STDERR_FILENO),
		.terminal_out = isatty(STDOUT_FILENO),
		.quiet = quiet,
		.verbose = verbose,
		.live = !quiet && !is_dumb() && isatty(STDERR_FILENO),
	};
}

bool ui_colored(const struct ui *ui, const FILE *to)
{
	return to == stdout ? ui->color_out : ui->color_err;
}

static void put(const struct ui *ui, FILE *to, enum ui_style style,
		const char *text)
{
	char *clean = rc_text_clean(text);
	int len = (int)strlen(clean);

	if (style == UI_PLAIN || !ui_colored(ui, to)) {
		fputs(clean, to);
	} else {
		/* A pager wants colours to end with the line. */
		while (len > 0 && clean[len - 1] == '\n')
			len--;
		fprintf(to, "%s%.*s\033[0m%s", codes[style], len, clean,
			clean + len);
	}
	rc_free(clean);
}

void ui_put(const struct ui *ui, FILE *to, enum ui_style style, const char *fmt,
	    ...)
{
	char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	int len = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (len < 0)
		return;
	put(ui, to, style, text);
	free(text);
}

void ui_warn(const char *line, void *data)
{
	const struct ui *ui = data;

	ui_put(ui, stderr, UI_YELLOW, "warning");
	ui_put(ui, stderr, UI_PLAIN, ": %s\n", line);
}

/* Cuts a text to so many characters; wide ones are not worth a table here. */
static void cut(char *text, size_t width)
{
	size_t n = 0;

	for (char *p = text; *p; p++) {
		if (((unsigned char)*p & 0xc0) == 0x80)
			continue;
		if (*p == '\n' || *p == '\t')
			*p = ' ';
		if (n++ >= width) {
			*p = '\0';
			return;
		}
	}
}

static size_t terminal_width(void)
{
	struct winsize size;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_col < 20)
		return 80;
	return size.ws_col;
}

void ui_progress(struct ui *ui, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	if (!ui->live)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	char *clean = rc_text_clean(text);

	cut(clean, terminal_width() - 1);
	fprintf(stderr, "\r\033[K%s", clean);
	fflush(stderr);
	rc_free(clean);
	ui->shown = true;
}

void ui_clear(struct ui *ui)
{
	if (!ui->shown)
		return;
	fputs("\r\033[K", stderr);
	fflush(stderr);
	ui->shown = false;
}

static enum ui_style diff_style(char first)
{
	switch (first) {
	case '@':
		return UI_CYAN;
	case '+':
		return UI_GREEN;
	case '-':
		return UI_RED;
	}
	return UI_PLAIN;
}

typedef void (*line_fn)(const struct ui *ui, FILE *to, const char *line,
			int len, bool head);

static void each_line(const struct ui *ui, FILE *to, const char *diff,
		      line_fn fn)
{
	bool head = true;

	for (const char *line = diff; *line;) {
		int len = (int)strcspn(line, "\n");

		/* In a hunk every line has its mark before it. */
		if (!strncmp(line, "diff --git ", 11))
			head = true;
		if (*line == '@')
			head = false;
		fn(ui, to, line, len, head);
		line += len;
		line += *line == '\n';
	}
}

static void diff_line(const struct ui *ui, FILE *to, const char *line, int len,
		      bool head)
{
	bool name = head && !strncmp(line, "+++ b/", 6);

	if (name)
		ui_put(ui, to, UI_BOLD, "    %.*s\n", len - 6, line + 6);
	else if (!head)
		ui_put(ui, to, diff_style(*line), "    %.*s\n", len, line);
}

void ui_diff(const struct ui *ui, FILE *to, const char *diff)
{
	each_line(ui, to, diff, diff_line);
}

static void patch_line(const struct ui *ui, FILE *to, const char *line, int len,
		       bool head)
{
	ui_put(ui, to, head ? UI_BOLD : diff_style(*line), "%.*s\n", len, line);
}

void ui_patch(const struct ui *ui, FILE *to, const char *diff)
{
	each_line(ui, to, diff, patch_line);
}

/* The compiler's first line is "error[E0308]: mismatched types". */
void ui_diagnostic(const struct ui *ui, FILE *to,
		   const struct rc_event_diag *diag)
{
	bool bad = diag->level == RC_LEVEL_ERROR;
	const char *text = diag->rendered;

	if (!text) {
		ui_put(ui, to, bad ? UI_RED : UI_YELLOW, "%s",
		       bad ? "error" : "warning");
		ui_put(ui, to, UI_BOLD, ": %s\n\n", diag->message);
		return;
	}
	int line = (int)strcspn(text, "\n");
	int level = (int)strcspn(text, ":\n");

	ui_put(ui, to, bad ? UI_RED : UI_YELLOW, "%.*s", level, text);
	ui_put(ui, to, UI_BOLD, "%.*s", line - level, text + level);
	ui_put(ui, to, UI_PLAIN, "%s", text + line);
	if (*text && text[strlen(text) - 1] != '\n')
		fputc('\n', to);
}

bool ui_flush(struct ui *ui)
{
	if (ui->broken)
		return false;
	errno = 0;
	if (fflush(stdout) == 0 && !ferror(stdout))
		return true;
	ui->broken = errno ? errno : EIO;
	return false;
}
