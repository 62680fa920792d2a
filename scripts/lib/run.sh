# Sourced by every script: finds the repository from its own place and the Python to run it with.
# SUITE_PYTHON names a Python that has everything installed already, as in a container; else .venv is used.
SUITE_ROOT="$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd -P)"
export SUITE_ROOT

suite_set_up() {
  [[ -n "${SUITE_PYTHON:-}" ]] || "$SUITE_ROOT/scripts/setup-local.sh"
}

suite_require_python() {
  suite_python="${SUITE_PYTHON:-$SUITE_ROOT/.venv/bin/python}"
  if [[ ! -x "$suite_python" ]]; then
    echo "[ERROR] nothing is installed yet; run scripts/setup-local.sh first" >&2
    exit 1
  fi
}

# Become one command of the suite.
suite_ops() {
  suite_require_python
  exec "$suite_python" -m suite_ops "$@"
}

# Run a Python module and come back.
suite_module() {
  suite_require_python
  "$suite_python" -m "$@"
}
