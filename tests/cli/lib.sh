# SPDX-License-Identifier: MIT
#
# For the cases: . "$(dirname "$0")/lib.sh"
# A case starts in an empty folder, with an empty HOME but for git's identity.

# The reason of a failure is seen also where a command's stderr is caught.
exec 9>&2

die() {
	echo "$*" >&9
	exit 1
}

# crate NAME: enters a fresh copy of tests/data/NAME, or .../broken/NAME
crate() {
	from=$DATA/$1
	[ -d "$from" ] || from=$DATA/broken/$1
	[ -d "$from" ] || die "crate: no '$1' in $DATA"
	cp -R "$from" "$(basename "$1")"
	cd "$(basename "$1")" || die "crate: no '$1'"
}

# package NAME <src/lib.rs: enters a new crate
package() {
	mkdir -p "$1/src"
	cd "$1"
	cat >src/lib.rs
	printf '[package]\nname = "%s"\nversion = "0.1.0"\nedition = "2021"\n' \
		"$1" >Cargo.toml
	cargo generate-lockfile -q
}

# pair: enters a workspace of two crates, each with its own broken file
pair() {
	mkdir pair
	cp -R "$DATA/broken/bom" "$DATA/broken/together" pair
	cd pair
	tail -n +4 together/Cargo.lock | cat bom/Cargo.lock - >Cargo.lock
	rm ./*/Cargo.lock
	printf '[workspace]\nmembers = ["bom", "together"]\n' >Cargo.toml
}

# repo: what is in this folder becomes the first commit of a repository
repo() {
	git init -q .
	[ -e .gitignore ] || echo /target >.gitignore
	git add -A
	git commit -q -m start
}

# status N COMMAND...: the command must end with this status
status() {
	want=$1
	shift
	got=0
	"$@" || got=$?
	[ "$got" = "$want" ] || die "status $got, not $want: $*"
}

# hide COMMAND...: what differs between machines and runs gets a fixed name
hide() {
	"$@" 2>&1 | mask
}

mask() {
	sed -E -e "s|$(pwd -P)|WORK|g" -e "s|$HOME|HOME|g" \
		-e 's/[0-9]{8}-[0-9]{6}-[0-9a-f]{4}/RUN/g' \
		-e 's/[0-9]+\.[0-9]s/TIME/g' \
		-e 's/  [0-9a-f]{7,40}$/  COMMIT/'
}

# has FILE TEXT: a line of the file contains the text
has() {
	grep -qF -- "$2" "$1" || {
		cat "$1" >&9
		die "$1: nothing with '$2'"
	}
}

# lacks FILE TEXT
lacks() {
	! grep -qF -- "$2" "$1" || die "$1: a line with '$2'"
}

# same A B: two files, or folders, are the same byte for byte
same() {
	diff -r -u "$1" "$2" >&9 || die "$1 and $2 differ"
}

# json EXPRESSION <DOCUMENT: a Python expression over d; lines become a list
json() {
	python3 -c '
import json, sys
text = sys.stdin.read()
try:
    d = json.loads(text)
except ValueError:
    d = [json.loads(line) for line in text.splitlines()]
result = eval(sys.argv[1])
print(result if isinstance(result, str) else json.dumps(result))' "$1"
}

# keyless: from here on the environment has no key
keyless() {
	unset RUSTCODER_API_KEY OPENAI_API_KEY LLM_API_KEY
}

# need TOOL...: the case has nothing to say without it
need() {
	for tool; do
		command -v "$tool" >/dev/null || {
			echo "no $tool here"
			exit 77
		}
	done
}

FAKE=$DATA/../fake

# serve OPTION... TABLE: a stand-in for a model (tests/fake/endpoint) whose URL
# becomes $RUSTCODER_ENDPOINT; it logs to $HOME/calls, wants the key of
# tests/canary, and ends with the case
serve() {
	unset CARGO_NET_OFFLINE
	rm -f "$HOME/port" "$HOME/calls" "$HOME/failures"
	: >"$HOME/calls"
	: >"$HOME/failures"
	"$FAKE/endpoint" --log "$HOME/calls" --failures "$HOME/failures" \
		--key-file "$HOME/keys/file" "$@" >"$HOME/port" &
	tries=0
	until [ -s "$HOME/port" ]; do
		tries=$((tries + 1))
		[ "$tries" -lt 200 ] || die "the endpoint does not start"
		sleep 0.05
	done
	RUSTCODER_ENDPOINT=http://127.0.0.1:$(cat "$HOME/port")/v1
	export RUSTCODER_ENDPOINT
}

# blameless: no question lacked what an answer needs
blameless() {
	cat "$HOME/failures" >&2
	[ ! -s "$HOME/failures" ] || die "the questions are not what they should be"
}

# calls EXPRESSION: a Python expression over d, the chat requests so far
calls() {
	json "(lambda d: $1)([c for c in (d if isinstance(d, list) else [d]) \
		if 'call' in c])" <"$HOME/calls"
}

# keep NAME: the files of this folder, but git's and the compiler's, in ../NAME
keep() {
	rm -rf "../$1"
	mkdir "../$1"
	tar -c --exclude=./.git --exclude=./target . | tar -x -C "../$1"
}

# kept NAME: they are still, or again, the same byte for byte
kept() {
	keep kept-now
	same "../$1" ../kept-now
}

# stamps: names, sizes and times of these files
stamps() {
	find . \( -name .git -o -name target \) -prune -o -type f \
		-printf '%p %s %T@ %m\n' | sort
}

# commits: how many iterations are on the branch
commits() {
	git log --format=%s | grep -c '^fix(' || :
}

# tidy: nothing of ours is left in the tree, and git has no complaint
tidy() {
	[ -z "$(find . -name '.rustcoder-*')" ] || die "temporary files are left"
	[ ! -d .git ] || git fsck --full --strict --no-dangling >/dev/null 2>&1 ||
		die "git fsck complains"
}
