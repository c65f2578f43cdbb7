# SPDX-License-Identifier: MIT
# The version, under both names and wherever the option stands.
. "$(dirname "$0")/lib.sh"

version=$(rustcoder --version)
case $version in
"rustcoder "[0-9]*.[0-9]*.[0-9]*) ;;
*) die "version: $version" ;;
esac
[ "$(rustcoder -V)" = "$version" ]
[ "$(rustcoder fix --version)" = "$version" ]

# cargo puts its own word before ours
ln -s "$RUSTCODER" cargo-rustcoder
[ "$(./cargo-rustcoder rustcoder --version)" = "$version" ]
[ "$(./cargo-rustcoder --version)" = "$version" ]
