# SPDX-License-Identifier: MIT
# A signal ends the compiler and everything it started, then us, as that
# signal; one that was ignored from the start stays so.
. "$(dirname "$0")/lib.sh"
need cargo

crate buildrs
cargo build -q 2>/dev/null # what is left is the script's sleep
here=$(pwd -P)

# processes started out of the target folder
started() {
	grep -la "$here/target" /proc/[0-9]*/cmdline 2>/dev/null || :
}

# interrupted STATUS SIGNAL...: a check that would sleep, and is not let
interrupted() {
	want=$1
	shift
	touch build.rs
	# a shell without job control starts us with SIGINT ignored
	RC_TEST_SLEEP=60 env --default-signal=INT rustcoder check 2>stderr &
	pid=$!
	n=0
	while [ -z "$(started)" ]; do
		n=$((n + 1))
		[ "$n" -lt 300 ] || die "the build script did not start"
		sleep 0.1
	done
	for signal; do
		kill -s "$signal" "$pid" 2>/dev/null || :
		sleep 0.2
	done
	got=0
	wait "$pid" || got=$?
	[ "$got" = "$want" ] || die "$*: status $got, not $want"
	has stderr "stopping"
	[ -z "$(started)" ] || die "$*: left behind: $(started)"
}

interrupted 130 INT
interrupted 143 TERM
interrupted 129 HUP
interrupted 130 INT INT
interrupted 143 TSTP CONT TERM
