#!/usr/bin/env bash
# Bring the whole cluster back as it was at a moment. Options: --help.
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/run.sh"
suite_ops restore-moment "$@"
