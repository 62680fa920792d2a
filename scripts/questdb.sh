#!/usr/bin/env bash
# Fetch, start, stop and fill a QuestDB under var/. Options: --help.
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/run.sh"
suite_ops questdb "$@"
