#!/usr/bin/env bash
# Try what docs/assurance.md promises: faults, hostile inputs; on a copy of the suite, loopback only. Options: --help.
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/run.sh"
suite_asks_for_help "$@" && ! suite_is_installed && suite_help
suite_asks_for_help "$@" || suite_set_up
cd -- "$SUITE_ROOT"
suite_module proof "$@"
