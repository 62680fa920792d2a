"""The programs of a cluster on loopback, and whether this machine has them."""

import hashlib
import shutil
import subprocess

from proof.lacking import MachineLacks
from suite.environment import find_root
from suite_ops.database.binaries import COPIES

LOCK = "requirements-ha.lock"
# Its packages may lie where the account of PostgreSQL cannot go; Debian's own Python is everybody's.
PYTHON = "/usr/bin/python3"


def find_program(name: str, package: str) -> str:
    """Path of a server; raises MachineLacks."""
    path = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
    if path is None:
        raise MachineLacks(f"{name} is not installed (apt-get install {package})")
    return path


def install_patroni() -> list[str]:
    """The command that runs Patroni, from the locked packages in an environment that every account can enter."""
    lock = find_root() / LOCK
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()[:12]
    folder = COPIES / f"patroni-{digest}"
    python = folder / "bin" / "python"
    if not (folder / "complete").exists():
        shutil.rmtree(folder, ignore_errors=True)
        COPIES.mkdir(mode=0o755, parents=True, exist_ok=True)
        _run([PYTHON, "-m", "venv", str(folder)])
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
        _run([*pip, "--requirement", str(lock)])
        (folder / "complete").touch()
    return [str(python), "-m", "patroni"]


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise MachineLacks(f"{' '.join(command[:4])} … failed: {(done.stderr.strip() or '?').splitlines()[-1]}")
