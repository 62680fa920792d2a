#!/usr/bin/env bash
# Install what is missing, then run the tests; arguments go to pytest.
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/run.sh"
! suite_asks_for_help "$@" || suite_help
suite_set_up
cd -- "$SUITE_ROOT"
suite_module pytest "$@"
