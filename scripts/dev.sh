#!/usr/bin/env bash
# Run services in the foreground and serve each change as it is saved: dev.sh [ID…]. Options: --help.
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/run.sh"
suite_asks_for_help "$@" || suite_set_up
suite_ops dev "$@"
