#!/usr/bin/env bash
# Write .env.example from what the code reads; --check only compares.
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/run.sh"
suite_ops env-sample "$@"
