#!/usr/bin/env bash
# What must hold before a commit: lint, format, types, generated files. Runs all, fails when one does.
set -uo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/run.sh"
suite_set_up || exit 1
cd -- "$SUITE_ROOT" || exit 1
failed=0
check() {
  echo "[INFO] $*" >&2
  suite_module "$@" || failed=1
}
check ruff check
check ruff format --check
check mypy shared/src services/*/src
check suite_ops env-sample --check
check suite_ops openapi --check
check suite_ops generate --check
exit "$failed"
