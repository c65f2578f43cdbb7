# SPDX-License-Identifier: MIT
# The user's own work: staged, unstaged and untracked changes, in other files
# and in the very file that is repaired, stay what and where they are.
. "$(dirname "$0")/lib.sh"
need cargo git

crate quickstart
repo

try() {
	git status --porcelain >../status
	git diff --cached >../staged
	head=$(git rev-parse HEAD)
	keep start
	cp .git/index ../index
	status 0 rustcoder fix >../out 2>../err
	has ../err "stay uncommitted"
	cmp .git/index ../index
	cargo check -q 2>/dev/null
	[ "$(git rev-parse HEAD)" = "$head" ]
	git diff --cached >../staged-now
	same ../staged ../staged-now
	cp .git/index ../index
	status 0 rustcoder undo >/dev/null
	cmp .git/index ../index
	kept start
	git status --porcelain >../status-now
	same ../status ../status-now
	tidy
	git reset -q --hard
	git clean -q -f -d
}

echo >>sample.txt
try

echo '// staged' >>src/tally.rs
git add src/tally.rs
echo '// and not staged' >>src/tally.rs
try
cd ..

crate together
echo a >note
repo

echo '// mine' >>src/lib.rs
try

echo 'pub fn unused() {}' >src/new.rs
try

git rm -q --cached src/lib.rs
try

git mv note moved
try

# An untracked note is no work of a kind that a commit could tear apart.
echo hello >memo
status 0 rustcoder fix -q >/dev/null
[ "$(commits)" = 1 ]
[ "$(git status --porcelain)" = '?? memo' ]
status 0 rustcoder undo >/dev/null
[ "$(git status --porcelain)" = '?? memo' ]
rm memo

echo '// mine' >>src/lib.rs
keep start
status 2 rustcoder fix --require-clean 2>../err
has ../err 'src/lib.rs'
kept start
git checkout -q src/lib.rs
status 0 rustcoder fix --require-clean -q >/dev/null
