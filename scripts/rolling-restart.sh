#!/usr/bin/env bash
# Replace the processes of running services without losing a request. Options: --help.
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/run.sh"
suite_ops rolling-restart "$@"
