#!/usr/bin/env bash
# Open psql as the administrator, or as the role of a service: psql.sh [ID].
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/run.sh"
suite_ops psql "$@"
