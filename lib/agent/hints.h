/* SPDX-License-Identifier: MIT */
#pragma once

/* What repair without a model has to say to the model about a group of errors:
 * what it would not decide, and what it tried in vain. */

#include "agent/group.h"

/* Appends a few paragraphs, or nothing. Of files that may leave the machine
 * only. */
void rc_hints_add(struct rc_run *run, const struct rc_group *group,
		  struct rc_buf *out);
