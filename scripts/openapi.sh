#!/usr/bin/env bash
# Write each built service's openapi.yaml from its routes and schemas; --check only compares.
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/run.sh"
suite_ops openapi "$@"
