/* SPDX-License-Identifier: MIT */
#pragma once

#include <rustcoder/common.h>

RC_BEGIN_DECLS

/*
 * Few codes, each answering "what could a caller do?". Functions return 0 or
 * one of these.
 */
enum rc_code {
	RC_OK = 0,
	RC_EINVAL = -1,	      /* a bad argument or setting: change it */
	RC_ENOTFOUND = -2,    /* a crate, file, run or program is not there */
	RC_ESTATE = -3,	      /* the repository or journal is in the way */
	RC_EUNSUPPORTED = -4, /* not possible on this system */
	RC_ESAFETY = -5,      /* a safety rule stopped it */
	RC_ENET = -6,	      /* network or registry out of reach */
	RC_EIO = -7,	      /* disk: sys holds errno */
	RC_ECHILD = -8,	      /* a tool failed: cargo, rustc, git */
	RC_EPARSE = -9,	      /* bytes that are not what they should be */
	RC_ELIMIT = -10,      /* a cap on size or number was reached */
	RC_ETIMEOUT = -11,    /* a deadline passed */
	RC_ECANCELLED = -12,  /* rc_cancel_trigger() was called */
	RC_ELOCKED = -13,     /* another run holds the lock */
	RC_EINTERNAL = -14,   /* a bug here */
};

/*
 * Lives on the caller's stack; filled only when a function fails. msg is one
 * lower-case line without a full stop; hint, when not empty, says what to do.
 */
struct rc_err {
	enum rc_code code;
	int sys; /* errno, or 0 */
	char msg[480];
	char hint[240];
};

#define RC_ERR_INIT              \
	{                        \
		RC_OK, 0, "", "" \
	}

/* The name of a code as JSON shows it: "invalid", "io", …; static storage. */
RC_API const char *rc_code_name(enum rc_code code);

RC_END_DECLS
