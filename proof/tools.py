"""Programs of others that the proof runs, in an environment of their own below var/: installed at first use."""

import hashlib
import shutil
import subprocess
import venv
from pathlib import Path
from threading import Lock

from suite.environment import find_root

LOCK = "requirements-proof.lock"
INSTALL_SECONDS = 600
_installing = Lock()


class NoTools(Exception):
    """They cannot be installed; the text says why."""


def tool(name: str) -> Path:
    """The program `name` of the locked environment. Raises NoTools."""
    with _installing:
        return _installed(find_root()) / "bin" / name


def _installed(root: Path) -> Path:
    lock = root / LOCK
    folder = root / "var" / "proof-tools"
    mark, key = folder / "installed-from", hashlib.sha256(lock.read_bytes()).hexdigest()
    if not mark.is_file() or mark.read_text(encoding="utf-8") != key:
        shutil.rmtree(folder, ignore_errors=True)
        venv.create(folder, with_pip=True, symlinks=True)
        _install(folder / "bin" / "python", lock)
        mark.write_text(key, encoding="utf-8")
    return folder


def _install(python: Path, lock: Path) -> None:
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command = [*pip, "--require-hashes", "--requirement", str(lock)]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=INSTALL_SECONDS)
    except subprocess.CalledProcessError as error:
        raise NoTools(str(error.stderr).strip().rpartition("\n")[2]) from error
    except subprocess.TimeoutExpired as error:
        raise NoTools(f"not installed within {INSTALL_SECONDS} s") from error
