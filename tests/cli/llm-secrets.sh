# SPDX-License-Identifier: MIT
# A question that would hold a secret is not sent: status 3, unless that is
# said to be all right. What looks a little like one is no secret.
. "$(dirname "$0")/lib.sh"
need cargo python3
crate mean
repo
start=$(git rev-parse HEAD)
serve "$FAKE/mean.json"

# secret TEXT: the crate with this line in it
secret() {
	git reset -q --hard "$start"
	printf '%s\n' "$1" >>src/lib.rs
	git commit -q -a -m secret
}

# refused TEXT
refused() {
	secret "$1"
	status 3 rustcoder fix 2>stderr
	cat stderr >&2
	rm stderr
	[ -z "$(git status --porcelain)" ]
	status 3 rustcoder fix --json 2>/dev/null | tail -n 1 |
		json '[d["event"], d["calls"]]'
}

# in parts, or the test itself would be a find
refused "// -----BEGIN RSA PRIVATE ""KEY-----"
refused "pub const ID: &str = \"AKIA""Q3EGRIHZ7BNPWXK2\";"
refused "// ghp_""x9Kq2ZbT7wLm4VdR8sNj1PfYc6HgAe3Uo5Xi"
refused "const API_TOKEN: &str = \"q8Zr5Vx2Lw9Tk3Jm7Bn4Hd6\";"
calls 'len(d)' </dev/null

status 3 rustcoder fix --print-prompt >/dev/null 2>&1 || :
rustcoder fix --allow-secrets >/dev/null
calls 'len(d)'

secret '// -----BEGIN CERTIFICATE-----, token: your-token-goes-here'
rustcoder fix >/dev/null
blameless
