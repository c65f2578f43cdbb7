# SPDX-License-Identifier: MIT
# Newest run first, its iterations in order; what is shown can be given to git.
. "$(dirname "$0")/lib.sh"
need cargo git python3

pair
repo
status 0 rustcoder fix -q -p bom >/dev/null
n=$(commits)
[ "$n" -ge 1 ]
status 0 rustcoder fix -q --commit=none >/dev/null

rustcoder log >../log
[ "$(grep -c '^run ' ../log)" = 2 ]
[ "$(grep -c 'on branch' ../log)" = "$n" ]
[ "$(grep -c ' kept ' ../log)" -ge 1 ]
rustcoder log --json >../rows
[ "$(json 'd["schema"]' <../rows)" = rustcoder/1 ]
[ "$(json 'len({r["run"] for r in d["iterations"]})' <../rows)" = 2 ]
[ "$(json 'd["iterations"][0]["run"] > d["iterations"][-1]["run"]' <../rows)" = true ]
[ "$(json 'd["iterations"][0]["iteration"]' <../rows)" = 1 ]
[ "$(json 'sum(r["published"] for r in d["iterations"])' <../rows)" = "$n" ]
[ "$(json 'd["iterations"][-1]["stage"] in ("machine", "maybe")' <../rows)" = true ]
[ "$(grep -c . ../log)" = "$(json 'len(d["iterations"]) + 2' <../rows)" ]

rustcoder log -n 1 --json >../row
[ "$(json 'len(d["iterations"])' <../row)" = 1 ]
git show "$(json 'd["iterations"][0]["commit"]' <../row)" >../patch
has ../patch 'diff --git '
has ../patch 'Rustcoder-Iteration: 1'

status 0 rustcoder undo >/dev/null
rustcoder log >../log
[ "$(grep -c undone ../log)" = 1 ]
head -1 ../log >../first
has ../first undone
