"""Install the locked requirements and our own packages into .venv. Runs on the standard library alone.

The key of an installation covers the lock, this file and the environment it was made in: when it is found
there, nothing is done and no network is needed. Our packages are put on the path by a .pth file instead of
being installed, which takes no build, works in any folder and keeps local paths out of the lock.
"""

import fcntl
import hashlib
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
FAST_LOCK = ROOT / "requirements-fast.lock"
MARK = VENV / "installed-from"


def main(argv: list[str]) -> int:
    """Exit status 0 when everything is installed, 1 when it could not be."""
    if "-h" in argv or "--help" in argv:
        print("usage: setup-local.sh\n\nCreate .venv and install requirements.lock into it, once.")
        return 0
    with _alone():
        if _is_installed():
            _write_paths()
            return 0
        try:
            _install()
        except subprocess.CalledProcessError as error:
            _say("ERROR", f"{' '.join(map(str, error.cmd[:4]))} … failed with exit status {error.returncode}")
            return 1
    return 0


def _is_installed() -> bool:
    return MARK.is_file() and MARK.read_text(encoding="utf-8").strip() == _key() and _python_runs()


def _key() -> str:
    digest = hashlib.sha256()
    for path in (LOCK, FAST_LOCK, Path(__file__), VENV / "pyvenv.cfg"):
        digest.update(hashlib.sha256(path.read_bytes() if path.is_file() else b"").digest())
    digest.update(str(ROOT).encode())
    return digest.hexdigest()


def _python_runs() -> bool:
    python = VENV / "bin" / "python"
    return python.exists() and subprocess.run([python, "-c", ""], check=False).returncode == 0


def _install() -> None:
    # An installation that is interrupted is none.
    MARK.unlink(missing_ok=True)
    if not _python_runs() or _belongs_elsewhere():
        _say("INFO", f"creating {VENV} with Python {sys.version.split()[0]}")
        shutil.rmtree(VENV, ignore_errors=True)
        venv.create(VENV, with_pip=True, symlinks=True)
    count = sum("==" in line for line in LOCK.read_text(encoding="utf-8").splitlines())
    _say("INFO", f"installing {count} locked packages; the first time this downloads about 150 MB")
    command = [str(VENV / "bin" / "python"), "-m", "pip", "install", "--disable-pip-version-check"]
    options = ["--quiet", "--progress-bar", "off", "--require-hashes", "--requirement"]
    subprocess.run([*command, *options, str(LOCK)], check=True)
    if subprocess.run([*command, "--no-deps", *options, str(FAST_LOCK)], check=False, capture_output=True).returncode:
        _say("INFO", "the faster HTTP parser is left out: it needs a C compiler and the headers of Python")
    _write_paths()
    MARK.write_text(_key() + "\n", encoding="utf-8")
    _say("SUCCESS", "everything is installed")


def _belongs_elsewhere() -> bool:
    """Programs in a copied environment still point to the folder it was made in."""
    configuration = VENV / "pyvenv.cfg"
    lines = configuration.read_text(encoding="utf-8").splitlines() if configuration.is_file() else []
    made_for = [line for line in lines if line.startswith("command = ")]
    return any(not line.endswith(f" {VENV}") for line in made_for)


def _write_paths() -> None:
    """Relative to site-packages, so that the line is plain ASCII wherever the repository lies."""
    [packages] = (VENV / "lib").glob("python3*/site-packages")
    up = "/".join(".." for _ in packages.relative_to(ROOT).parts)
    sources = [ROOT / "shared" / "src", *sorted(ROOT.glob("services/*/src"))]
    text = "".join(f"{up}/{source.relative_to(ROOT)}\n" for source in sources)
    path = packages / "colmeia.pth"
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


@contextmanager
def _alone() -> Iterator[None]:
    """Two set-ups at once would install over each other; the second waits."""
    with (ROOT / "requirements.lock").open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _say(level: str, text: str) -> None:
    print(f"[{level}] {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
