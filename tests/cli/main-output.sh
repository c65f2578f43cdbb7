# SPDX-License-Identifier: MIT
# A result that cannot be written is no success, and a reader that goes away
# is no reason for noise.
. "$(dirname "$0")/lib.sh"

status 5 rustcoder --help >/dev/full
status 5 rustcoder config list --json >/dev/full

# a pipe whose reader is gone for certain
need mkfifo
mkfifo pipe
sh -c : <pipe &
exec 3>pipe
wait
status 141 rustcoder --help >&3
exec 3>&-

# closed descriptors do not end up in the wrong file
status 0 rustcoder --version <&- >&-
status 2 rustcoder bogus >&- 2>&-
