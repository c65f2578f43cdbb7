# SPDX-License-Identifier: MIT
# Detached HEAD, unborn branch: as a dirty tree.
. "$(dirname "$0")/lib.sh"
need cargo git

crate quickstart
git init -q .
echo /target >.gitignore
keep start
status 0 rustcoder fix >../out 2>&1
has ../out 'no commit yet'
cargo check -q 2>/dev/null
git rev-parse -q --verify HEAD >/dev/null && die 'a commit was made'
status 0 rustcoder log >../log
has ../log 'run '
status 0 rustcoder undo >/dev/null
kept start

repo
git checkout -q --detach
head=$(git rev-parse HEAD)
status 0 rustcoder fix >../out 2>&1
has ../out 'HEAD is detached'
[ "$(git rev-parse HEAD)" = "$head" ]
status 0 rustcoder undo >/dev/null
kept start
[ -z "$(git status --porcelain)" ]
tidy
