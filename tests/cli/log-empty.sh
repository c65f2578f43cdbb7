# SPDX-License-Identifier: MIT
# Nothing to show is no error.
. "$(dirname "$0")/lib.sh"

crate clean
repo
rustcoder log
rustcoder log --json
rustcoder log -q 2>stderr
[ ! -s stderr ]
status 2 rustcoder undo >stdout 2>stderr
[ ! -s stdout ]
[ -s stderr ]
