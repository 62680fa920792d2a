#!/usr/bin/env bash
# Apply the migrations of the services. Options: --help.
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/run.sh"
suite_ops migrate "$@"
