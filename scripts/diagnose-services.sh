#!/usr/bin/env bash
# Find out why something does not work. Options: --help.
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/run.sh"
suite_ops diagnose-services "$@"
