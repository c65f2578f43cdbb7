# SPDX-License-Identifier: MIT
# Warnings are left alone unless asked for; --only narrows it down.
. "$(dirname "$0")/lib.sh"
need cargo git

crate warn-only
repo
keep start
status 0 rustcoder fix >../out 2>&1
has ../out '2 warnings'
kept start
status 0 rustcoder fix --only=unused_mut -q >../out
lacks src/main.rs 'let mut'
has src/main.rs 'use std'
status 0 rustcoder undo >/dev/null
kept start
status 0 rustcoder fix --lints -q >../out
lacks src/main.rs 'let mut'
lacks src/main.rs 'use std'
[ "$(commits)" = 1 ]
status 0 rustcoder fix --lints >../out
has ../out 'nothing to repair'
cd ..

crate bom
repo
keep start
status 1 rustcoder fix --only=E0308,unused_mut -q >../out 2>&1
kept start
status 0 rustcoder fix --only=E0308,E0596 -q >../out 2>&1
[ "$(commits)" = 1 ]
