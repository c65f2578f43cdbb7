# SPDX-License-Identifier: MIT
# A key: from the environment, never out of a file, and never shown.
. "$(dirname "$0")/lib.sh"
unset CARGO_NET_OFFLINE
keyless
# not the one that must be nowhere: this case writes it into settings
canary=sk-canary-4711-4711-4711

status 1 rustcoder config get apiKey
for name in RUSTCODER_API_KEY OPENAI_API_KEY LLM_API_KEY; do
	env "$name=$canary" rustcoder config get apiKey
done
export RUSTCODER_API_KEY=$canary OPENAI_API_KEY=$canary-2
rustcoder config list --show-origin | grep '^apiKey '
for args in "" --show-origin --json; do
	# shellcheck disable=SC2086 # one word or none
	rustcoder config list $args >shown 2>&1
	has shown '********'
	lacks shown canary
done
unset RUSTCODER_API_KEY OPENAI_API_KEY

git init -q .
git config --global rustcoder.apiKey "$canary"
git config rustcoder.apiKey "$canary"
printf '[rustcoder]\n\tapiKey = %s\n' "$canary" >.rustcoder
status 1 rustcoder config get apiKey 2>stderr
mask <stderr >&2
hide rustcoder config list --show-origin >shown
grep '^apiKey ' shown
lacks shown canary

# no option takes a key either
status 2 rustcoder fix "--api-key=$canary" 2>stderr
cat stderr >&2
