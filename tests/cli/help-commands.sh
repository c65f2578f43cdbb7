# SPDX-License-Identifier: MIT
# Every command has help, examples come first, and both ways to it agree.
. "$(dirname "$0")/lib.sh"

rustcoder --list-options | cut -f 1 | sort -u | grep -v '^-$' >commands
[ "$(wc -l <commands)" -ge 7 ]
while read -r command; do
	rustcoder "$command" --help >one
	rustcoder help "$command" >two
	rustcoder -h "$command" >three
	same one two
	same one three
	has one "Usage: rustcoder $command"
	[ "$command" = help ] || has one "Examples:"
done <commands

# what is hidden is in no list
rustcoder --help >all
lacks all list-options
