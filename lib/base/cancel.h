/* SPDX-License-Identifier: MIT */
#pragma once

#include <rustcoder/common.h>

/* Becomes readable when triggered, for poll(2); -1 when cancel is NULL. */
int rc_cancel_fd(const struct rc_cancel *cancel);
/* Sleeps for ms, or until triggered: true. cancel may be NULL. */
bool rc_cancel_wait(const struct rc_cancel *cancel, int64_t ms);
