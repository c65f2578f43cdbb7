/* SPDX-License-Identifier: MIT */
#pragma once

#include <rustcoder/common.h>
#include <rustcoder/error.h>
#include <rustcoder/event.h>
#include <rustcoder/config.h>
#include <rustcoder/fix.h>
#include <rustcoder/history.h>
#include <rustcoder/rules.h>
#include <rustcoder/doctor.h>
