# SPDX-License-Identifier: MIT
# A run by its name, also an older one; commits go only from the top of the
# branch, and none that a remote has.
. "$(dirname "$0")/lib.sh"
need cargo git python3

pair
repo
keep start
status 0 rustcoder fix -q -p bom >/dev/null
status 0 rustcoder fix -q >/dev/null
head=$(git rev-parse HEAD)
rustcoder log --json >../log
old=$(json 'd["iterations"][-1]["run"]' <../log)
new=$(json 'd["iterations"][0]["run"]' <../log)
[ "$old" != "$new" ]

status 2 rustcoder undo 19990101 2>../err
has ../err "no run '19990101'"
status 2 rustcoder undo 2 2>../err
has ../err 'more than one run'

status 0 rustcoder undo "$old" --json >../undone
[ "$(json 'd["schema"]' <../undone)" = rustcoder/1 ]
[ "$(json '[[f["path"], f["restored"]] for f in d["files"]]' <../undone)" = \
	'[["bom/src/main.rs", true]]' ]
[ "$(git rev-parse HEAD)" = "$head" ]
[ "$(git status --porcelain)" = ' M bom/src/main.rs' ]
status 2 rustcoder undo "$old" 2>../err
has ../err 'undone already'

# Without a name it is the newest that is left.
status 0 rustcoder undo >/dev/null
kept start
git log -1 --format=%B >../message
has ../message "Rustcoder-Run: $old"
status 2 rustcoder undo 2>../err
has ../err 'no run to undo'
tidy
cd ..

crate together
repo
keep start
git init -q --bare ../remote
git remote add origin ../remote
status 0 rustcoder fix -q >/dev/null
git push -q origin main
head=$(git rev-parse HEAD)
status 0 rustcoder undo >/dev/null
kept start
[ "$(git rev-parse HEAD)" = "$head" ]
[ "$(git status --porcelain)" = ' M src/lib.rs' ]
