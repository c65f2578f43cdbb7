/* SPDX-License-Identifier: MIT */
#pragma once

#include <rustcoder.h>

/*
 * From now on SIGINT, SIGTERM and SIGHUP print message and trigger cancel; a
 * second one kills the children at once, a third SIGINT ends the program and
 * leaves the rest to the next run. SIGTSTP stops the children too. A signal
 * that was ignored stays so.
 */
void signals_catch(struct rc_cancel *cancel, const char *message);

int signals_caught(void); /* 0: none */

/* Ends the program the way sig would have ended it. */
_Noreturn void signals_die(int sig);
