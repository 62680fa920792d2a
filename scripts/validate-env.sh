#!/usr/bin/env bash
# Check every variable of the environment. Options: --help.
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/run.sh"
suite_ops validate-env "$@"
