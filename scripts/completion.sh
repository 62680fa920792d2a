#!/usr/bin/env bash
# Print what completes options and ids of the scripts: source <(scripts/completion.sh bash), or zsh.
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/run.sh"
suite_ops completion "$@"
