#!/usr/bin/env bash
# Say whether what was started here is ready: the health check of containers. Options: --help.
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/run.sh"
suite_ops ready "$@"
