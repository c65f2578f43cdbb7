# SPDX-License-Identifier: MIT
# Without a repository, and as if there were none: undo and log work, from
# any folder of the crate.
. "$(dirname "$0")/lib.sh"
need cargo

crate quickstart
keep start
status 0 rustcoder fix >../out 2>&1
has ../out 'git init'
[ ! -e .git ]
status 0 rustcoder log >../log
has ../log 'run '
cd src
status 0 rustcoder undo >../../undo
cd ..
kept start
status 0 rustcoder log >../log
has ../log undone
cargo check -q 2>/dev/null && die 'an old artefact stands for the old bytes'
tidy

need git
repo
head=$(git rev-parse HEAD)
keep start
status 0 rustcoder fix --no-vcs -q >../out 2>&1
[ "$(git rev-parse HEAD)" = "$head" ]
[ -z "$(git for-each-ref refs/rustcoder)" ]
[ ! -e .git/rustcoder ]
status 2 rustcoder undo 2>../err
status 0 rustcoder undo --no-vcs >/dev/null
kept start
status 2 rustcoder fix --no-vcs --require-clean 2>../err
has ../err 'git'
