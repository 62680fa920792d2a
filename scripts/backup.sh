#!/usr/bin/env bash
# Back the database up. Options: --help.
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/run.sh"
suite_ops backup "$@"
