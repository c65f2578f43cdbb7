# SPDX-License-Identifier: MIT
# Every setting is in the manual, with its default and its variables.
. "$(dirname "$0")/lib.sh"
unset CARGO_NET_OFFLINE
keyless

page=$SRC_ROOT/man/rustcoder-config.5.scd
rustcoder config list >defaults
[ "$(wc -l <defaults)" -ge 10 ]
while IFS='=' read -r key value; do
	grep -F "*$key* (" "$page" | grep -qF "default _${value}_" ||
		die "$key: '$value' is not its default in the manual"
done <defaults

# what a variable that the manual names sets is the setting above it
sed 's/\\//g' "$page" | awk '
	/^\*.*\* \(/ { key = substr($1, 2, length($1) - 2) }
	/^\t/ { while (match($0, /\*[A-Z_]+\*/)) {
		print key, substr($0, RSTART + 1, RLENGTH - 2)
		$0 = substr($0, RSTART + RLENGTH)
	} }' >variables
[ "$(wc -l <variables)" -ge 15 ]
while read -r key variable; do
	case $key in
	offline | *lints | *Clean | *allow*) value=true ;;
	*goal) value=clippy ;;
	*suggestions) value=none ;;
	*commit) value=squash ;;
	*rules) value=2.2 ;;
	*max* | *[Tt]imeout | *samples) value=77 ;;
	context) value=7777 ;;
	stream) value=false ;;
	*) value=text ;;
	esac
	shown=$value
	[ "$key" != apiKey ] || shown='********'
	got=$(env "$variable=$value" rustcoder config get "$key") || got=
	[ "$got" = "$shown" ] || die "$variable: '$key' is '$got'"
done <variables
