# SPDX-License-Identifier: MIT
# What never leaves: files that git ignores, what lies outside of the root, is
# reached through a link or is named like a secret, though the compiler's words
# are about them and quote them.
. "$(dirname "$0")/lib.sh"
need cargo python3

mkdir -p around/crate/src
cd around
cat >outside.rs <<'EOF'
pub fn outer(count: u32) -> u32 { count /* canary-outside */ }
EOF
cat >linked.rs <<'EOF'
pub fn linked(count: u32) -> u32 { count /* canary-linked */ }
pub const LINKED: u32 = "canary-linked";
EOF
cd crate
cat >Cargo.toml <<'EOF'
[package]
name = "egress"
version = "0.1.0"
edition = "2021"
EOF
printf 'TOKEN=canary-env\n' >.env
printf 'let canary-text \377\n' >data.txt
cat >src/ignored.rs <<'EOF'
pub fn ignored(count: u32) -> u32 { count /* canary-ignored */ }
pub const IGNORED: u32 = "canary-ignored";
EOF
cat >src/id_rsa.rs <<'EOF'
pub const NAMED: u32 = "canary-named";
EOF
ln -s ../../linked.rs src/linked.rs
cat >src/lib.rs <<'EOF'
pub mod id_rsa;
pub mod ignored;
pub mod linked;
include!("../../outside.rs");

pub const ENV: u32 = include_str!("../.env");
pub const DATA: &str = include_str!("../data.txt");

pub fn sum() -> u32 {
    ignored::ignored("1") + linked::linked("2") + outer("3")
}
EOF
printf '/target\n/src/ignored.rs\n/.env\n' >.gitignore
cargo generate-lockfile --offline 2>/dev/null
repo

serve --lenient --script prose
got=0
rustcoder fix --json >"$HOME/events" || got=$?
echo "status $got, $(json 'd[-1]["stop"]' <"$HOME/events")"
lacks "$HOME/calls" canary
json '[e["text"] for e in d if e["event"] == "prompt"]' <"$HOME/events" >asked
lacks asked canary

# what may be seen is, and the compiler's words about it
calls 'any("outer(\"3\")" in c["body"]["messages"][-1]["content"] for c in d)'
calls 'any("E0308" in c["body"]["messages"][-1]["content"] for c in d)'
