#!/usr/bin/env bash
# Receive the write-ahead log as it is written, until asked to end. Options: --help.
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/run.sh"
suite_ops wal-archive "$@"
