# SPDX-License-Identifier: MIT
# The patch alone is on stdout; nothing in the tree is touched, not even a
# time; git takes it, and what comes out builds.
. "$(dirname "$0")/lib.sh"
need cargo git

for name in workspace5 crlf; do
	crate $name
	repo
	keep start
	stamps >../stamps
	cp .git/index ../index
	git for-each-ref >../refs
	for option in --dry-run --check; do
		status 1 rustcoder fix $option >../patch 2>../err
		has ../err 'can be repaired'
		[ "$(head -c 11 ../patch)" = 'diff --git ' ]
		cmp .git/index ../index
		kept start
		stamps >../stamps-now
		same ../stamps ../stamps-now
		git for-each-ref >../refs-now
		same ../refs ../refs-now
		[ -z "$(git status --porcelain)" ]
	done
	git apply ../patch
	cargo check -q 2>/dev/null
	cd ..
done

# With the user's own changes, it is a patch on top of them.
crate together
repo
echo '// mine' >>src/lib.rs
status 1 rustcoder fix --dry-run >../patch 2>../err
git apply ../patch
cargo check -q 2>/dev/null
has src/lib.rs '// mine'
cd ..

crate clean
status 0 rustcoder fix --dry-run >../patch 2>../err
[ ! -s ../patch ]
cd ..
crate unrepairable
status 1 rustcoder fix --check >../patch 2>../err
[ ! -s ../patch ]
