#!/usr/bin/env bash
# Release a version: number, changelog, bill of materials, commit, tag, image. release.sh VERSION [--dry-run].
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/run.sh"
suite_ops release "$@"
