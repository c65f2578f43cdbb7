/* SPDX-License-Identifier: MIT */
#include "render.h"

#include <errno.h>
#include <string.h>

static void (*const formats[])(struct render *, const struct rc_event *) = {
	[RENDER_HUMAN] = render_human,
	[RENDER_SHORT] = render_short,
	[RENDER_JSON] = render_json,
};

void render_init(struct render *render, enum render_format format)
{
	render->show = formats[format];
	render->doing = "checking";
	render->text = render->patch || render->prompt ? stderr : stdout;
	if (format == RENDER_JSON)
		render->ui->live = false;
}

/* Nobody reads on: there is no point in going on either. */
void render_event(const struct rc_event *event, void *data)
{
	struct render *render = data;

	render->show(render, event);
	if (!ui_flush(render->ui) && render->ui->broken == EPIPE)
		rc_cancel_trigger(render->cancel);
}

void render_note(const struct render *render, const struct rc_event *event)
{
	const struct ui *ui = render->ui;

	if (ui->quiet)
		return;
	ui_put(ui, stderr, UI_CYAN, "note");
	ui_put(ui, stderr, UI_PLAIN, ": %s\n", event->text);
	if (event->hint && *event->hint)
		ui_put(ui, stderr, UI_PLAIN, "hint: %s\n", event->hint);
}

/* Byte for byte, so that 'git apply' takes it, but not onto a terminal. */
void render_patch(const struct render *render, const char *patch)
{
	const struct ui *ui = render->ui;

	if (ui->terminal_out || ui->color_out)
		ui_patch(ui, stdout, patch);
	else
		fputs(patch, stdout);
}

const char *render_origin(const struct rc_event_candidate *cand)
{
	return cand->model ? cand->model : cand->stage;
}

static void put_text(const struct ui *ui, FILE *to, const char *text)
{
	size_t len = strlen(text);

	ui_put(ui, to, UI_PLAIN, "%s%s", text,
	       len && text[len - 1] == '\n' ? "" : "\n");
}

void render_prompt(const struct render *render, const struct rc_event *event)
{
	const struct ui *ui = render->ui;

	if (render->prompt) {
		put_text(ui, stdout, event->text);
	} else if (ui->verbose) {
		ui_put(ui, stderr, UI_DIM, "question %u:\n", event->iteration);
		put_text(ui, stderr, event->text);
	}
}

void render_endpoint_error(const struct render *render,
			   const struct rc_fix_report *report)
{
	char line[sizeof(report->endpoint_error) + 40];

	if (!report->endpoint_error[0])
		return;
	snprintf(line, sizeof(line), "the endpoint was given up: %s",
		 report->endpoint_error);
	ui_warn(line, render->ui);
}
