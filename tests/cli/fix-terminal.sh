# SPDX-License-Identifier: MIT
# On a terminal: colours and progress, but nothing out of a source, a file's
# name or the compiler moves the cursor or hides a line.
. "$(dirname "$0")/lib.sh"
need cargo script

crate unrepairable
esc=$(printf '\033')
cat >src/lib.rs <<R
/// A name that shows itself the wrong way round: ‮gnorw
pub fn evil() -> u8 {
    "${esc}[2J${esc}]0;owned$(printf '\007')${esc}[8m"
}
R
terminal() {
	TERM=xterm script -q -e -c "$1" ../typescript >/dev/null </dev/null
}
status 1 terminal 'rustcoder fix'
has ../typescript 'E0308'
for bad in "${esc}[2J" "${esc}]0;" "${esc}[8m" '‮'; do
	lacks ../typescript "$bad"
done
# Our own colours are there, and go when they are not wanted.
has ../typescript "${esc}[1;31m"
export NO_COLOR=1
status 1 terminal 'rustcoder fix -q'
lacks ../typescript "${esc}[1;31m"
unset NO_COLOR
status 1 terminal 'rustcoder fix --color=never --format=short'
lacks ../typescript "${esc}[1;31m"
# Not on a terminal: no escape of any kind.
status 1 rustcoder fix >../out 2>&1
lacks ../out "$esc"
