#!/usr/bin/env bash
# The database alone: dev-db.sh start | stop | status.
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/run.sh"
suite_asks_for_help "$@" || suite_set_up --run
suite_ops dev-db "$@"
