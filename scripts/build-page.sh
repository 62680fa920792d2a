#!/usr/bin/env bash
# Build the console's page where it is missing or older than its source; --force builds it anyway.
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/run.sh"
suite_ops build-page "$@"
