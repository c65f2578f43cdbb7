/* SPDX-License-Identifier: MIT */
#pragma once

/* What an endpoint tells about itself; for llm/endpoint.c. */

#include "llm/endpoint.h"

/* Fills model and context where they are not set and it tells them. Fails
 * only where there is no connection, or after a cancel. */
int rc_endpoint_look(struct rc_endpoint *endpoint,
		     struct rc_err *err) RC_MUST_CHECK;
