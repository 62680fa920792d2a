#!/usr/bin/env bash
# Prove that a backup brings everything back. Options: --help.
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/run.sh"
suite_ops test-disaster-recovery "$@"
