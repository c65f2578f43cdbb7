# SPDX-License-Identifier: MIT
. "$(dirname "$0")/lib.sh"
unset CARGO_NET_OFFLINE

rustcoder config get fix.commit
rustcoder config get rustcoder.fix.timeout
RUSTCODER_FIX_COMMIT=none rustcoder config get FIX.commit
CARGO_NET_OFFLINE=true rustcoder config get offline
CARGO_NET_OFFLINE=true RUSTCODER_OFFLINE=false rustcoder config get offline
RUSTCODER_FIX_GOAL='' rustcoder config get fix.goal

# known, but without a value
status 1 rustcoder config get endpoint
status 2 rustcoder config get fix.commits
status 2 rustcoder config get bogus
