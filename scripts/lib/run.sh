# Sourced by every script: finds the repository from its own place and the Python to run it with.
# SUITE_PYTHON names a Python that has everything installed already, as in a container; else .venv is used.
SUITE_ROOT="$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd -P)"
export SUITE_ROOT

# Nobody who asks for help gets an installation: without one, the first comment of the script is what there is to tell.
suite_asks_for_help() {
  local word
  for word in "$@"; do
    [[ "$word" == -h || "$word" == --help ]] && return 0
  done
  return 1
}

suite_help() {
  printf 'usage: %s [OPTIONS]\n\n' "$(basename -- "$0")"
  sed -n '2,/^[^#]/{s/^# \{0,1\}//p;}' "$0"
  exit 0
}

suite_is_installed() {
  [[ -n "${SUITE_PYTHON:-}" || -f "$SUITE_ROOT/.venv/installed-from" ]]
}

# With --run only what services need.
suite_set_up() {
  [[ -n "${SUITE_PYTHON:-}" ]] || "$SUITE_ROOT/scripts/setup-local.sh" "$@"
}

suite_require_python() {
  suite_python="${SUITE_PYTHON:-$SUITE_ROOT/.venv/bin/python}"
  if ! suite_is_installed || [[ ! -x "$suite_python" ]]; then
    echo "[ERROR] nothing is installed yet, or not to its end; run scripts/setup-local.sh first" >&2
    exit 1
  fi
}

# Become one command of the suite.
suite_ops() {
  if suite_asks_for_help "$@"; then
    suite_is_installed || suite_help
    export PYTHONDONTWRITEBYTECODE=1
  fi
  suite_require_python
  exec "$suite_python" -m suite_ops "$@"
}

# Run a Python module and come back.
suite_module() {
  if suite_asks_for_help "$@" && ! suite_is_installed; then
    suite_help
  fi
  suite_require_python
  "$suite_python" -m "$@"
}
