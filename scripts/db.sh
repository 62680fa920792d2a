#!/usr/bin/env bash
# See what the database does: db.sh top. Options: --help.
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/run.sh"
suite_ops db "$@"
