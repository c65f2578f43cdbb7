# SPDX-License-Identifier: MIT
# The same error in three formats; a check touches nothing but target/.
. "$(dirname "$0")/lib.sh"
need cargo python3

crate unrepairable
repo
status 1 rustcoder check --format=short
status 1 rustcoder check >human
has human "error[E0308]"
has human "1 error"
status 1 rustcoder check --json >events
json '[e["event"] for e in d if e["event"] != "progress"]' <events
json '[e["diag"]["code"] for e in d if e["event"] == "diag"]' <events
json 'd[-1]["clean"]' <events
rm human events
[ -z "$(git status --porcelain)" ]

status 2 rustcoder check nowhere
