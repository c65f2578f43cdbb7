# SPDX-License-Identifier: MIT
# The demonstration: clean at the end, builds and passes its tests, one commit
# per iteration with its trailers, and undo gives every byte back.
. "$(dirname "$0")/lib.sh"
need cargo git

crate quickstart
repo
keep start
status 0 rustcoder fix >../out 2>../err
has ../out 'clean: '
tidy
cargo build -q 2>/dev/null
cargo test -q >/dev/null 2>&1
[ "$(commits)" -ge 2 ]
[ -z "$(git status --porcelain)" ]

git log -1 --format=%B >../message
for trailer in 'Rustcoder-Run: ' 'Rustcoder-Iteration: ' 'Rustcoder-Stage: ' \
	'-> 0'; do
	has ../message "$trailer"
done
[ "$(git log -1 --format=%an)" = Test ]
has ../out "$(commits) commits on main"

status 0 rustcoder log >../log
[ "$(grep -c 'on branch' ../log)" = "$(commits)" ]
status 0 rustcoder fix >../again
has ../again 'nothing to repair'

status 0 rustcoder undo >../undo
kept start
[ "$(commits)" = 0 ]
[ -z "$(git status --porcelain)" ]
status 2 rustcoder undo >/dev/null 2>../err
has ../err 'no run to undo'
tidy
