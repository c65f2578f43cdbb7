/* SPDX-License-Identifier: MIT */
#pragma once

/* What the probes of the doctor share; later ones use what earlier ones
 * found. */

#include <rustcoder/config.h>
#include <rustcoder/doctor.h>

#include "rust/toolchain.h"

struct rc_doctor {
	const struct rc_doctor_opts *opts;
	const char *dir; /* real path */
	bool has_cargo;
	struct rc_toolchain toolchain;
	char *root; /* of the workspace; NULL: no crate */
	char *target;
	struct rc_config *config; /* NULL: settings are bad */
};

void rc_doctor_row(const struct rc_doctor *doctor, enum rc_health health,
		   const char *what, const char *hint, const char *fmt, ...)
	RC_PRINTF(5, 6);

/* doctor_endpoint.c: asks it the smallest of questions. */
void rc_doctor_endpoint(struct rc_doctor *doctor);
