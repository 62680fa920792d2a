#!/usr/bin/env bash
# Ask every service and the database how they are. Options: --help.
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/run.sh"
suite_ops health-check-all "$@"
