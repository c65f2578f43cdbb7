# SPDX-License-Identifier: MIT
# How much of what the compiler says is believed.
. "$(dirname "$0")/lib.sh"
need cargo git
export RUSTCODER_FIX_RULES=off # they are another matter

crate quickstart
repo
keep start
status 1 rustcoder fix --suggestions=none -q >../out 2>&1
kept start
status 1 rustcoder fix --suggestions=machine -q >../out 2>&1
git log --format=%B | sed -n 's/^Rustcoder-Stage: //p' | sort -u >../stages
[ "$(cat ../stages)" = machine ]
status 2 rustcoder fix --suggestions=all 2>../err
has ../err 'maybe, machine, none'
git config rustcoder.fix.suggestions none
before=$(commits)
status 1 rustcoder fix -q >../out 2>&1
[ "$(commits)" = "$before" ]
# A flag counts for more than a setting.
status 0 rustcoder fix --suggestions=maybe -q >../out 2>&1
