/* SPDX-License-Identifier: MIT */
#pragma once

#include <git2.h>

/* Before git_libgit2_init(). */
void rc_gitmem_set(void);
