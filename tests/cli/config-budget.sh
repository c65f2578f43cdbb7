# SPDX-License-Identifier: MIT
# What costs money: a repository may lower it, and only the user raises it.
. "$(dirname "$0")/lib.sh"
unset CARGO_NET_OFFLINE

git init -q .
git config --global rustcoder.fix.maxCalls 20
git config rustcoder.fix.maxCalls 500
printf '[rustcoder "fix"]\n\tmaxCalls = 10\n\tmaxTokens = 9000000\n' >.rustcoder
hide rustcoder config list --show-origin | grep -E '^(warning|fix.max(Calls|Tokens) )'
rustcoder config get fix.maxCalls 2>/dev/null
RUSTCODER_FIX_MAX_CALLS=40 rustcoder config get fix.maxCalls 2>/dev/null

# a bad value there is still an error
printf '[rustcoder "fix"]\n\tmaxCalls = many\n' >.rustcoder
status 2 rustcoder config get fix.maxCalls 2>stderr
mask <stderr | grep -v ^warning >&2

# paths as git has them
# shellcheck disable=SC2088 # it is for git to expand
git config --global rustcoder.apiKeyFile '~/key'
rm .rustcoder
rustcoder config get apiKeyFile 2>/dev/null | mask
