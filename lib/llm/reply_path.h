/* SPDX-License-Identifier: MIT */
#pragma once

/* Which file a path of an answer means. */

#include "llm/reply_marker.h"

enum rc_meant {
	RC_MEANT_SHOWN,	    /* names->v[*index] */
	RC_MEANT_NEW,	    /* none of them; *path is the path */
	RC_MEANT_AMBIGUOUS, /* the end of several */
	RC_MEANT_NONE,	    /* no path is given, and there are several files */
};

/* path may be NULL; the path of a new file is put in the arena. */
enum rc_meant rc_path_meant(const char *path, const struct rc_names *names,
			    struct rc_arena *arena, size_t *index,
			    const char **meant);
