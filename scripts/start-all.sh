#!/usr/bin/env bash
# Install what is missing, then start the database and every built service. Options: --help.
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/run.sh"
extras=()
previous=
for word in "$@"; do
  [[ "$previous" != --with ]] || extras+=(--with "$word")
  previous="$word"
done
suite_asks_for_help "$@" || suite_set_up --run ${extras[@]+"${extras[@]}"}
suite_ops start-all "$@"
