#!/usr/bin/env bash
# Create .venv and install the locked requirements into it; does nothing when that is done already.
set -euo pipefail
source "$(dirname -- "${BASH_SOURCE[0]}")/lib/run.sh"
for python in "${PYTHON:-}" python3 python3.13 python3.12 python3.11; do
  if [[ -n "$python" ]] && "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    # -I keeps the script's own folder off the path: it has modules named like those of Python.
    exec "$python" -I "$SUITE_ROOT/shared/src/suite_ops/deployment/setup.py" "$@"
  fi
done
echo "[ERROR] Python 3.11 or newer is needed; install it or name it with PYTHON=/path/to/python" >&2
exit 1
