# SPDX-License-Identifier: MIT
# No command at all is wrong usage, and help is what helps.
. "$(dirname "$0")/lib.sh"

status 2 rustcoder 2>stderr
rustcoder --help >help
same help stderr
rustcoder help >stdout
same help stdout
