#!/usr/bin/env bash
# Make a service with one list, known to manifest, gateway, compose and units, or --remove it. Options: --help.
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/run.sh"
suite_ops new-service "$@"
