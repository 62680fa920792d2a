#!/usr/bin/env bash
# Print a signed token for a person, or a service token with its hash line. Options: --help.
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/run.sh"
suite_module suite.auth.issue "$@"
