# SPDX-License-Identifier: MIT
# What doctor says of an endpoint, and that a key shows nowhere.
. "$(dirname "$0")/lib.sh"
need python3
unset CARGO_NET_OFFLINE
canary=$RUSTCODER_API_KEY
keyless

# serve OPTION...: starts an endpoint; RUSTCODER_ENDPOINT is where it is
serve() {
	rm -f port
	"$SRC_ROOT/tests/fake/endpoint" --lenient "$@" >port &
	tries=0
	until [ -s port ]; do
		tries=$((tries + 1))
		[ $tries -lt 100 ] || die "the endpoint does not start"
		sleep 0.1
	done
	RUSTCODER_ENDPOINT=http://127.0.0.1:$(cat port)/v1
	export RUSTCODER_ENDPOINT
}

rows() {
	rustcoder doctor >rows 2>&1 || echo "status $?"
	lacks rows canary
	grep -A 1 -E '^(ok|warn|bad) +(endpoint|key|model|chat) ' rows |
		sed -e 's/:[0-9]*\/v1/:PORT\/v1/' -e '/directory/d' |
		mask | sed 's/, [0-9]* tokens$/, N tokens/'
}

serve --like vllm --context 16384
rows

# another model than the one that is set; fields that it does not take
serve --like llamaedge --script other-model
RUSTCODER_MODEL=no-such-model rows
serve --rejects max_tokens
RUSTCODER_MODEL=fake-coder rows
serve --rejects max_completion_tokens
RUSTCODER_CONTEXT=4096 rows

# where keys come from
key=$HOME/keys/file
serve --key-file "$key"
rows
OPENAI_API_KEY=$canary rows
RUSTCODER_API_KEY_FILE=$key LLM_API_KEY=wrong-canary rows
RUSTCODER_API_KEY_COMMAND="cat $key" rows
chmod 644 "$key"
RUSTCODER_API_KEY_FILE=$key rows

# never in the clear to another machine
RUSTCODER_ENDPOINT=http://192.0.2.1/v1 RUSTCODER_API_KEY=$canary rows
RUSTCODER_ENDPOINT=http://127.0.0.1:9/v1 rows
