# SPDX-License-Identifier: MIT
# A bad value: who holds it, what it is, and what it may be.
. "$(dirname "$0")/lib.sh"
unset CARGO_NET_OFFLINE

status 2 env RUSTCODER_FIX_GOAL=build rustcoder config list
status 2 env RUSTCODER_FIX_MAX_TIME=-3s rustcoder config list
status 2 env RUSTCODER_FIX_MAX_COMPILES=1000000 rustcoder config list
status 2 env RUSTCODER_FIX_LINTS=maybe rustcoder check

git config --global rustcoder.fix.timeout 1000000000000000000h
status 2 rustcoder config get fix.goal 2>stderr
mask <stderr >&2
git config --global --unset rustcoder.fix.timeout

# in a file that may not decide it, it is only ignored
git init -q .
git config rustcoder.fix.allowDeps 'no idea'
rustcoder config get fix.allowDeps 2>stderr
mask <stderr >&2

# git's own complaint names file and line
echo '[rustcoder' >>.rustcoder
status 2 rustcoder config list 2>stderr
has stderr .rustcoder
