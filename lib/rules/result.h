/* SPDX-License-Identifier: MIT */
#pragma once

#include "rules/rule.h"

/* Has a function of the impl the result `Self`? */
bool rc_returns_self(struct rc_rule_at *at, const struct rc_decl *impl);
