#!/usr/bin/env bash
# Resolve requirements.in and requirements-dev.in into requirements.lock; --upgrade takes the newest versions.
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/run.sh"
cd -- "$SUITE_ROOT"
CUSTOM_COMPILE_COMMAND="scripts/lock.sh" suite_module piptools compile "$@" --quiet \
  --generate-hashes --allow-unsafe --strip-extras \
  --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options \
  --output-file requirements.lock requirements-dev.in
