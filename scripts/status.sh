#!/usr/bin/env bash
# Say what runs: exit status 0 when everything built does. Options: --help.
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/run.sh"
suite_ops status "$@"
