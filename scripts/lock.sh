#!/usr/bin/env bash
# Resolve requirements.in and requirements-dev.in into the locks; --upgrade takes the newest versions.
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/run.sh"
! suite_asks_for_help "$@" || suite_help
cd -- "$SUITE_ROOT"
compile() {
  CUSTOM_COMPILE_COMMAND="scripts/lock.sh" suite_module piptools compile "$@" --quiet \
    --generate-hashes --allow-unsafe --strip-extras \
    --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options
}
compile --output-file requirements.lock requirements-dev.in "$@"
# What a container needs: the same versions without the tools of tests and checks.
cp requirements.lock requirements-run.lock
compile --output-file requirements-run.lock requirements.in
compile --output-file requirements-fast.lock requirements-fast.in "$@"
compile --output-file requirements-archive.lock requirements-archive.in
compile --output-file requirements-node.lock requirements-node.in "$@"
compile --output-file requirements-ha.lock requirements-ha.in "$@"
compile --output-file requirements-uv.lock requirements-uv.in "$@"
compile --output-file requirements-proof.lock requirements-proof.in "$@"
