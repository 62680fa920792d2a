# Sourced by every script: finds the repository from its own place and the Python that was set up for it.
SUITE_ROOT="$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd -P)"
SUITE_PYTHON="$SUITE_ROOT/.venv/bin/python"
export SUITE_ROOT

suite_set_up() {
  "$SUITE_ROOT/scripts/setup-local.sh"
}

suite_python() {
  if [[ ! -x "$SUITE_PYTHON" ]]; then
    echo "[ERROR] nothing is installed yet; run scripts/setup-local.sh first" >&2
    exit 1
  fi
  exec "$SUITE_PYTHON" "$@"
}

suite_ops() {
  suite_python -m suite_ops "$@"
}
