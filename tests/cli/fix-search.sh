# SPDX-License-Identifier: MIT
# The second alternative, a way back, two suggestions together.
. "$(dirname "$0")/lib.sh"
need cargo git

for name in alternatives detour together; do
	crate $name
	repo
	keep start
	status 0 rustcoder fix >../out 2>&1
	cargo check -q 2>/dev/null
	[ "$(commits)" -ge 1 ]
	[ -z "$(git status --porcelain)" ]
	tidy
	status 0 rustcoder undo >/dev/null
	kept start
	cd ..
done
