# SPDX-License-Identifier: MIT
# Every line is JSON with the schema, the last one the report, also when
# there is nothing to do and when it fails.
. "$(dirname "$0")/lib.sh"
need cargo python3

valid() {
	json "[all(e['schema'] == 'rustcoder/1' for e in d),
		[i - len(d) for i, e in enumerate(d) if e['event'] == 'report'],
		$1]" <../events >../valid
	[ "$(cat ../valid)" = '[true, [-1], true]' ] ||
		die "not so: $1: $(cat ../valid)"
}

crate quickstart
status 0 rustcoder fix --json >../events 2>../err
valid 'd[-1]["clean"] and d[-1]["changed"] and d[-1]["stop"] == "clean"'
valid 'd[0]["event"] == "start" and d[0]["goal"] == "check"'
valid 'all("diff" in e and e["iteration"] for e in d if e["event"] == "accepted")'
status 0 rustcoder fix --format=json >../events 2>../err
valid 'd[-1]["clean"] and not d[-1]["changed"] and d[-1]["iterations"] == 0'
cd ..

crate unrepairable
status 1 rustcoder fix --json >../events 2>../err
valid 'not d[-1]["clean"] and d[-1]["stop"] == "no-candidate"'
valid 'any(e["event"] == "diag" and e["diag"]["code"] == "E0308" for e in d)'
status 1 rustcoder fix --json --max-compiles=1 >../events 2>../err
cd ..

crate together
status 1 rustcoder fix --json --dry-run >../events 2>../err
valid 'd[-1]["would_change"] and not d[-1]["changed"]'
cd ..

crate bad-manifest
status 2 rustcoder fix --json >../events 2>../err
valid 'd[-1]["stop"] == "failed"'
has ../err 'Cargo.toml'
cd ..

# A short format for editors: file, line, column first.
crate unrepairable
status 1 rustcoder fix --format=short >../out 2>../err
grep -qE '^src/lib.rs:[0-9]+:[0-9]+: error\[E0308\]: ' ../out
status 1 rustcoder check --format=short >../out 2>../err
grep -qE '^src/lib.rs:[0-9]+:[0-9]+: error\[E0308\]: ' ../out
status 2 rustcoder fix --format=xml 2>../err
