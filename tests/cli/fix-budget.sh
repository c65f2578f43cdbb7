# SPDX-License-Identifier: MIT
# A budget ends the run with what was reached.
. "$(dirname "$0")/lib.sh"
need cargo git python3

crate workspace5
repo
keep start
# One run of the compiler says what is wrong, and there it ends.
status 1 rustcoder fix --max-compiles=1 >../out 2>&1
has ../out '--max-compiles'
kept start
[ "$(commits)" = 0 ]
[ -z "$(git status --porcelain)" ]

status 1 rustcoder fix --max-compiles=3 --json >../events 2>../err
[ "$(json 'd[-1]["stop"]' <../events)" = compiles ]
[ "$(json 'd[-1]["cargo_calls"] <= 4' <../events)" = true ]
n=$(json 'd[-1]["iterations"]' <../events)
[ "$n" -ge 1 ]
[ "$(commits)" = "$n" ]
[ -z "$(git status --porcelain)" ]
tidy
# The next run goes on from there, and both can be taken back.
status 0 rustcoder fix -q >/dev/null
status 0 rustcoder undo >/dev/null
status 0 rustcoder undo >/dev/null
kept start

start=$(date +%s)
# A fast machine needs no more than that.
rustcoder fix --max-time=1s --json >../events 2>../err || [ $? = 1 ]
[ $(($(date +%s) - start)) -lt 20 ]
tidy
cd ..

crate buildrs
repo
status 5 env RC_TEST_SLEEP=30 rustcoder fix --timeout=1s 2>../err
has ../err 'in time'
status 5 env RC_TEST_SLEEP=30 rustcoder fix --max-time=1s 2>../err
for value in 0 -1 x 1y; do
	status 2 rustcoder fix --max-compiles=$value 2>../err
done
