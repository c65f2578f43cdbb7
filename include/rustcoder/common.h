/* SPDX-License-Identifier: MIT */
#pragma once

/*
 * What every public header needs: visibility, attributes, the version and the
 * cancel handle.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define RC_BEGIN_DECLS extern "C" {
#define RC_END_DECLS }
#else
#define RC_BEGIN_DECLS
#define RC_END_DECLS
#endif

#define RC_API __attribute__((visibility("default")))
#define RC_MUST_CHECK __attribute__((warn_unused_result))
#define RC_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))

RC_BEGIN_DECLS

/* "0.1.0"; static storage */
RC_API const char *rc_version(void);

/*
 * A request to stop, shared between the thread that runs a long call and
 * whoever wants it stopped. Once triggered it stays so. rc_cancel_trigger() is
 * async-signal-safe; the call returns RC_ECANCELLED after its children are
 * gone and the tree is back in its last accepted state.
 */
struct rc_cancel;
RC_API struct rc_cancel *rc_cancel_new(void);
RC_API void rc_cancel_free(struct rc_cancel *cancel);
RC_API void rc_cancel_trigger(struct rc_cancel *cancel);
RC_API bool rc_cancelled(const struct rc_cancel *cancel);

/*
 * Sends a signal to every process group that runs for the library now. For
 * signal handlers (async-signal-safe): children are in sessions of their own,
 * so the terminal's Ctrl-Z and a last, impatient Ctrl-C do not reach them.
 * SIGTSTP is sent as SIGSTOP.
 */
RC_API void rc_proc_signal_all(int sig);

/* Frees a string that a function of this library handed to the caller. */
RC_API void rc_free(void *ptr);

RC_END_DECLS
