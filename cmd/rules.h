/* SPDX-License-Identifier: MIT */
#pragma once

#include "ui.h"

/* The table of repair rules, by rank. */
void rules_list(const struct ui *ui, bool json);
