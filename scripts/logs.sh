#!/usr/bin/env bash
# Show or follow what the programs of the suite wrote, merged by time: logs.sh [ID…] [-f]. Options: --help.
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/run.sh"
suite_ops logs "$@"
