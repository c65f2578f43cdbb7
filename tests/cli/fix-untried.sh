# SPDX-License-Identifier: MIT
# What remains: how a language model could be asked, unless one was, or may
# not be.
. "$(dirname "$0")/lib.sh"
need cargo
unset CARGO_NET_OFFLINE

crate unrepairable
repo
status 1 rustcoder fix >stdout 2>stderr
has stderr "the repair rules were tried; set rustcoder.endpoint"
status 1 rustcoder fix --offline >stdout 2>stderr
has stderr "only the compiler's suggestions and the repair rules were tried"
lacks stderr rustcoder.endpoint
status 1 rustcoder -q fix >stdout 2>stderr
lacks stderr suggestions
status 1 rustcoder check >stdout 2>stderr
lacks stderr suggestions

# offline means no endpoint, whoever sets it
RUSTCODER_ENDPOINT=http://127.0.0.1:9/v1 CARGO_NET_OFFLINE=true \
	status 1 rustcoder fix >stdout 2>stderr
lacks stderr endpoint
status 1 rustcoder fix --offline --endpoint http://127.0.0.1:9/v1 \
	>stdout 2>stderr
lacks stderr endpoint
