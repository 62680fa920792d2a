#!/usr/bin/env bash
# Bring roles, schemas and migrations up to date, without starting anything. Options: --help.
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/run.sh"
suite_ops prepare "$@"
