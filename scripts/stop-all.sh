#!/usr/bin/env bash
# Stop what start-all.sh started, and nothing else. Options: --help.
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/run.sh"
suite_ops stop-all "$@"
