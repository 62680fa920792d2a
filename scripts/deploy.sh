#!/usr/bin/env bash
# Deploy another version, and go back when it does not work. Options: --help.
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/run.sh"
suite_ops deploy "$@"
