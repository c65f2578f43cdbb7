/* SPDX-License-Identifier: MIT */
#pragma once

#include <rustcoder/error.h>

RC_BEGIN_DECLS

enum rc_health { RC_HEALTH_OK, RC_HEALTH_WARN, RC_HEALTH_BAD };

struct rc_doctor_row {
	enum rc_health health;
	const char *what;  /* "cargo", "git", "state directory", … */
	const char *found; /* version, path or what is wrong */
	const char *hint;  /* what to do, or NULL */
};

typedef void (*rc_doctor_fn)(const struct rc_doctor_row *row, void *data);

struct rc_doctor_opts {
	const char *path; /* a directory; NULL: "." */
	bool offline;	  /* do not ask the endpoint either */
	rc_doctor_fn fn;
	void *data;
};

/* Looks at everything a run needs, and changes nothing; RC_OK also when rows
 * are bad. Where an endpoint is set it is asked a question of a few tokens. */
RC_API int rc_doctor(const struct rc_doctor_opts *opts,
		     struct rc_err *err) RC_MUST_CHECK;

RC_END_DECLS
