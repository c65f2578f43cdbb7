# SPDX-License-Identifier: MIT
# One commit per iteration, one in all, or none; undo is the same for each.
. "$(dirname "$0")/lib.sh"
need cargo git

crate quickstart
repo
keep start
head=$(git rev-parse HEAD)
for mode in iter squash none; do
	git ls-files --stage >../index
	status 0 rustcoder fix --commit=$mode >../out 2>../err
	cargo check -q 2>/dev/null
	case $mode in
	iter) [ "$(commits)" -ge 2 ] ;;
	squash) [ "$(git rev-list "$head"..HEAD | wc -l)" = 1 ] ;;
	none)
		[ "$(git rev-parse HEAD)" = "$head" ]
		[ -n "$(git diff --name-only)" ]
		git ls-files --stage >../index-now
		same ../index ../index-now
		;;
	esac
	has ../out 'rustcoder undo'
	tidy
	status 0 rustcoder undo >../out
	kept start
	[ "$(git rev-parse HEAD)" = "$head" ]
	[ -z "$(git status --porcelain)" ]
done
status 2 rustcoder fix --commit=all 2>../err
has ../err 'iter, squash, none'

# Commits that others build upon stay; the files go back all the same.
status 0 rustcoder fix -q >/dev/null
echo hello >note
git add note
git commit -q -m 'on top'
top=$(git rev-parse HEAD)
status 0 rustcoder undo >../out
[ "$(git rev-parse HEAD)" = "$top" ]
rm note
kept start
