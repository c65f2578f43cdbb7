/* SPDX-License-Identifier: MIT */
#include "render.h"

/* One line per diagnostic, where editors and grep look for it. */

static void show_diag(const struct render *render,
		      const struct rc_event_diag *diag)
{
	const struct ui *ui = render->ui;
	bool bad = diag->level == RC_LEVEL_ERROR;

	if (diag->file)
		ui_put(ui, render->text, UI_BOLD, "%s:%u:%u: ", diag->file,
		       diag->line, diag->column);
	ui_put(ui, render->text, bad ? UI_RED : UI_YELLOW, "%s",
	       bad ? "error" : "warning");
	if (diag->code)
		ui_put(ui, render->text, UI_PLAIN, "[%s]", diag->code);
	ui_put(ui, render->text, UI_PLAIN, ": %s\n", diag->message);
}

static void show_accepted(const struct render *render,
			  const struct rc_event *event)
{
	ui_put(render->ui, render->text, UI_GREEN, "fixed");
	ui_put(render->ui, render->text, UI_PLAIN,
	       ": %s (%s), %u -> %u errors%s%s\n", event->cand->title,
	       event->cand->stage, event->before, event->errors,
	       event->commit ? ", " : "", event->commit ? event->commit : "");
}

static void show_taken_back(const struct render *render,
			    const struct rc_event *event)
{
	const struct rc_event_part *part = &event->cand->parts[0];

	ui_put(render->ui, render->text, UI_BOLD, "%s:%u: ", part->file,
	       part->line);
	ui_put(render->ui, render->text, UI_YELLOW, "taken back");
	ui_put(render->ui, render->text, UI_PLAIN, ": %s: %s\n",
	       event->cand->title, event->text);
}

void render_short(struct render *render, const struct rc_event *event)
{
	switch (event->kind) {
	case RC_EV_DIAG:
		show_diag(render, event->diag);
		break;
	case RC_EV_ACCEPTED:
		show_accepted(render, event);
		break;
	case RC_EV_TAKEN_BACK:
		show_taken_back(render, event);
		break;
	case RC_EV_NOTE:
		render_note(render, event);
		break;
	case RC_EV_PROMPT:
		render_prompt(render, event);
		break;
	case RC_EV_REPORT:
		render_endpoint_error(render, event->report);
		if (render->patch && event->diff)
			render_patch(render, event->diff);
		break;
	case RC_EV_START:
	case RC_EV_CHECK:
	case RC_EV_PROGRESS:
	case RC_EV_CHECKED:
	case RC_EV_TRY:
	case RC_EV_REJECTED:
	case RC_EV_PROPOSAL:
	case RC_EV_REPLY:
		break;
	}
}
