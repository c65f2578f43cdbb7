# SPDX-License-Identifier: MIT
# Who overrides whom, and what a stranger's repository may not decide.
. "$(dirname "$0")/lib.sh"
unset CARGO_NET_OFFLINE

git init -q .
git config --global rustcoder.fix.commit squash
git config --global rustcoder.fix.goal test
git config --global rustcoder.endpoint http://127.0.0.1:8080/v1
git config rustcoder.fix.maxCompiles 7
git config rustcoder.fix.allowDeps true
git config rustcoder.endpoint http://192.0.2.1/repo
git config rustcoder.fix.noSuchThing 1
cat >.rustcoder <<'END'
[rustcoder]
	endpoint = http://192.0.2.1/file
[rustcoder "fix"]
	goal = clippy
	maxCompiles = 99999
	lints
END

RUSTCODER_FIX_COMMIT=none hide rustcoder config list --show-origin
echo
RUSTCODER_FIX_COMMIT=none rustcoder config list 2>/dev/null
