/* SPDX-License-Identifier: MIT */
#include "render.h"

/* One line per event, as the library writes it. */
void render_json(struct render *render, const struct rc_event *event)
{
	char *line = rc_event_to_json(event);

	(void)render;
	puts(line);
	rc_free(line);
}
