#!/usr/bin/env bash
# Give a secret another value without an outage. Options: --help.
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/run.sh"
suite_ops rotate-secret "$@"
