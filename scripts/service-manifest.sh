#!/usr/bin/env bash
# List the services, or get one of them: list | get ID [--field F].
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/run.sh"
suite_ops service-manifest "$@"
