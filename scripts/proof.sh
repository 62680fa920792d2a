#!/usr/bin/env bash
# Try what docs/assurance.md promises: faults, hostile inputs; on a copy of the suite, loopback only. Options: --help.
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/run.sh"
suite_set_up
cd -- "$SUITE_ROOT"
suite_module proof "$@"
