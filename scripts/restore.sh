#!/usr/bin/env bash
# Bring a backup back; refuses to replace data unless told to. Options: --help.
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/run.sh"
suite_ops restore "$@"
