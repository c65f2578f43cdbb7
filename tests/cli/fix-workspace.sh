# SPDX-License-Identifier: MIT
# Five packages, 12 errors in 8 files, packages that are reached only when
# others compile: clean, one commit per iteration, undo exact.
. "$(dirname "$0")/lib.sh"
need cargo git python3

crate workspace5
repo
keep start
git ls-files --stage >../index
status 0 rustcoder fix --json >../events 2>../err
cargo check -q --workspace 2>/dev/null
tidy
[ -z "$(git status --porcelain)" ]

# The events, the commits and the report tell the same.
n=$(json 'd[-1]["iterations"]' <../events)
[ "$n" -ge 5 ]
[ "$(commits)" = "$n" ]
[ "$(json 'sum(e["event"] == "accepted" for e in d)' <../events)" = "$n" ]
[ "$(json 'd[-1]["published"]' <../events)" = "$n" ]
[ "$(json 'd[-1]["repaired"] >= 12' <../events)" = true ]
[ "$(git diff --name-only HEAD~"$n" | wc -l)" = 8 ]

# Every commit holds what the compiler saw: the errors of the next one.
git log --reverse --format=%B | sed -n 's/^Rustcoder-Errors: //p' >../chain
[ "$(wc -l <../chain)" = "$n" ]
[ "$(tail -1 ../chain | sed 's/.*-> //')" = 0 ]
run=$(json 'd[-1]["run"]' <../events)
for key in Run Iteration Stage; do
	git log --reverse --format=%B -n "$n" |
		sed -n "s/^Rustcoder-$key: //p" >../"$key"
done
seq "$n" >../numbers
same ../numbers ../Iteration
[ "$(sort ../Run | uniq -c | tr -s ' ')" = " $n $run" ]
[ "$(grep -c '^ma[cy]' ../Stage)" = "$n" ]

# The hidden chain ends with the same tree.
git diff --exit-code "refs/rustcoder/$run" HEAD >&9
[ "$(git for-each-ref refs/rustcoder | wc -l)" = 1 ]

status 0 rustcoder undo >/dev/null
kept start
git ls-files --stage >../index-now
same ../index ../index-now
[ -z "$(git status --porcelain)" ]
tidy

# From a member, and for one package with what it depends on.
cd crates/cli
status 0 rustcoder fix -q >/dev/null
cd ../..
status 0 rustcoder undo >/dev/null
kept start
status 0 rustcoder fix -q -p ledger-core >/dev/null
[ -z "$(git diff --name-only HEAD~"$(commits)" | grep -v crates/core/)" ]
