# SPDX-License-Identifier: MIT
# Colour: never into a file by itself, but when it is asked for.
. "$(dirname "$0")/lib.sh"

escape=$(printf '\033')
# list OPTION...: with colour or not?
list() {
	if rustcoder config list --show-origin "$@" | grep -q "$escape"; then
		echo colour
	else
		echo plain
	fi
}

[ "$(list)" = plain ]
[ "$(list --color=always)" = colour ]
[ "$(CLICOLOR_FORCE=1 list)" = colour ]
[ "$(CLICOLOR_FORCE=0 list)" = plain ]
[ "$(FORCE_COLOR=1 list)" = colour ]
[ "$(FORCE_COLOR=1 NO_COLOR=1 list)" = plain ]
[ "$(FORCE_COLOR=1 list --color=never)" = plain ]
[ "$(NO_COLOR=1 list --color=always)" = colour ]
