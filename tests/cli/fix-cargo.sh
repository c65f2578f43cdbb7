# SPDX-License-Identifier: MIT
# 'cargo rustcoder fix', as an installed program is called.
. "$(dirname "$0")/lib.sh"
need cargo

mkdir bin
ln -s "$RUSTCODER" bin/cargo-rustcoder
PATH=$PWD/bin:$PATH
crate quickstart
status 0 cargo rustcoder fix -q >../out 2>&1
cargo check -q 2>/dev/null
status 0 cargo rustcoder --version >../out
has ../out rustcoder
status 0 cargo rustcoder fix --help >../out
has ../out --dry-run
