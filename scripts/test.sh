#!/usr/bin/env bash
# Install what is missing, then run the tests; arguments go to pytest. Without -n several files run at a time, one more
# than there are cores; ten or fewer run in one process. --quick runs only what starts no server.
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/run.sh"
! suite_asks_for_help "$@" || suite_help
suite_set_up
cd -- "$SUITE_ROOT"
suite_module pytest "$@"
