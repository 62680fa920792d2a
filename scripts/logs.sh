#!/usr/bin/env bash
# Show or follow the log of a service: logs.sh ID [-f]. Options: --help.
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/run.sh"
suite_ops logs "$@"
