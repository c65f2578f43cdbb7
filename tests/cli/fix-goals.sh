# SPDX-License-Identifier: MIT
# Tests: broken ones are repaired on request, failing ones are not.
. "$(dirname "$0")/lib.sh"
need cargo git

crate hidden-test
repo
keep start
status 0 rustcoder fix >../out 2>&1
has ../out 'nothing to repair'
kept start
# Tests are for reading where they decide.
status 1 rustcoder fix --goal=test >../out 2>&1
has ../out E0596
kept start
status 0 rustcoder fix --all-targets -q >../out
cargo test -q >/dev/null 2>&1
[ "$(commits)" = 1 ]
status 0 rustcoder fix --goal=test -q >../out 2>&1
cd ..

crate testfail
repo
keep start
status 0 rustcoder fix -q >/dev/null
status 1 rustcoder fix --goal=test >../out 2>&1
has ../out 'tests fail'
kept start
status 2 rustcoder fix --goal=win 2>../err
has ../err 'check, clippy, test'
cd ..

crate quickstart
status 0 rustcoder fix --goal=test >../out 2>&1
has ../out 'clean: '
cd ..

crate warn-only
if "${CARGO:-cargo}" clippy --version >/dev/null 2>&1; then
	status 0 rustcoder fix --goal=clippy -q --no-vcs >/dev/null
	lacks src/main.rs 'let mut'
else
	status 5 rustcoder fix --goal=clippy -q --no-vcs 2>../err
	has ../err 'clippy is not installed'
fi
