#!/usr/bin/env bash
# What must hold before a commit: lint, format, types, the rules of the house, generated files, and the console's page where
# there is Node. Runs all, fails when one does.
set -uo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/run.sh"
! suite_asks_for_help "$@" || suite_help
suite_set_up || exit 1
cd -- "$SUITE_ROOT" || exit 1
failed=0
check() {
  echo "[INFO] $*" >&2
  suite_module "$@" || failed=1
}
# Two branches that took the same number for a migration: the second one would never be applied.
echo "[INFO] migrations have numbers of their own" >&2
twice="$(printf '%s\n' services/*/migrations/*.sql shared/migrations/*/*.sql | sed -E 's/_[^/]*$//' | sort | uniq -d)"
[[ -z "$twice" ]] || { echo "[ERROR] used twice: $twice" >&2; failed=1; }
check ruff check
check ruff format --check
check mypy
check pytest -p no:cacheprovider tests/rules
check suite_ops env-sample --check
check suite_ops openapi --check
check suite_ops generate --check
check suite_ops check-page
exit "$failed"
