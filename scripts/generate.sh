#!/usr/bin/env bash
# Write the files that follow from the manifest; --check only compares. Options: --help.
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/run.sh"
suite_ops generate "$@"
