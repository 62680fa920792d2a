"""Install the locked requirements and our own packages into .venv. Runs on the standard library alone.

With `--run` only what services and their tools need, without it what tests and checks need as well, and with
`--with NAME` what one of the extras needs on top. uv installs, itself
locked and installed by pip; where it cannot, pip does it all. The key of an installation covers the lock, this file and
the environment it was made in: when it is found there, nothing is done and no network is needed. Our packages are put
on the path by a .pth file instead of being installed, which takes no build, works in any folder and keeps local paths
out of the lock.
"""

import fcntl
import hashlib
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
RUN_LOCK = ROOT / "requirements-run.lock"
UV_LOCK = ROOT / "requirements-uv.lock"
FAST_LOCK = ROOT / "requirements-fast.lock"
EXTRAS = ("archive",)
MARK = VENV / "installed-from"

_PIP = (
    *(str(VENV / "bin" / "python"), "-m", "pip", "install", "--disable-pip-version-check"),
    *("--quiet", "--progress-bar", "off"),
)
# A lock names all there is, so nothing is resolved: the pip of Debian 12 breaks off where two packages ask for the same
# extra of a third one.
_LOCKED = (*_PIP, "--no-deps", "--require-hashes")


def main(argv: list[str]) -> int:
    """Exit status 0 when everything is installed, 1 when it could not be."""
    if "-h" in argv or "--help" in argv:
        print(
            "usage: setup-local.sh [--run] [--with NAME]\n\nCreate .venv and install requirements.lock into it, once."
        )
        print("With --run only requirements-run.lock: what services need, and not what tests and checks need.")
        print(f"With --with NAME also what an extra needs: {', '.join(EXTRAS)}.")
        return 0
    extras = [word for before, word in pairwise(argv) if before == "--with"]
    if unknown := sorted(set(extras) - set(EXTRAS)):
        _say("ERROR", f"there is no extra named {', '.join(unknown)}; there are: {', '.join(EXTRAS)}")
        return 2
    lock = RUN_LOCK if "--run" in argv else LOCK
    with _alone():
        try:
            if _is_installed(lock):
                _write_paths()
            else:
                _install(lock)
            for name in extras:
                _add(ROOT / f"requirements-{name}.lock")
        except subprocess.CalledProcessError as error:
            _say("ERROR", f"{' '.join(map(str, error.cmd[:4]))} … failed with exit status {error.returncode}")
            return 1
    return 0


def _is_installed(lock: Path) -> bool:
    """All that a lock asks for is there, or more: the larger lock holds the smaller one."""
    marked = MARK.read_text(encoding="utf-8").split() if MARK.is_file() else []
    return bool({_key(lock), _key(LOCK)} & set(marked)) and _python_runs()


def _key(lock: Path) -> str:
    digest = hashlib.sha256()
    for path in (lock, FAST_LOCK, Path(__file__), VENV / "pyvenv.cfg"):
        digest.update(hashlib.sha256(path.read_bytes() if path.is_file() else b"").digest())
    digest.update(str(ROOT).encode())
    return digest.hexdigest()


def _python_runs() -> bool:
    python = VENV / "bin" / "python"
    return python.exists() and subprocess.run([python, "-c", ""], check=False).returncode == 0


def _install(lock: Path) -> None:
    # An installation that is interrupted is none.
    MARK.unlink(missing_ok=True)
    if not _python_runs() or _belongs_elsewhere():
        _say("INFO", f"creating {VENV} with Python {sys.version.split()[0]}")
        shutil.rmtree(VENV, ignore_errors=True)
        venv.create(VENV, with_pip=True, symlinks=True)
    count = sum("==" in line for line in lock.read_text(encoding="utf-8").splitlines())
    _say("INFO", f"installing {count} locked packages; the first time this downloads about 150 MB")
    if not _install_by_uv(lock):
        subprocess.run([*_LOCKED, "--requirement", str(lock)], check=True)
    fast = [*_LOCKED, "--requirement", str(FAST_LOCK)]
    if subprocess.run(fast, check=False, capture_output=True).returncode:
        _say("INFO", "the faster HTTP parser is left out: it needs a C compiler and the headers of Python")
    _write_paths()
    MARK.write_text(_key(lock) + "\n", encoding="utf-8")
    _say("SUCCESS", "everything is installed")


def _add(lock: Path) -> None:
    """What an extra needs, unless it is there already."""
    if _is_installed(lock):
        return
    _say("INFO", f"installing {lock.name}")
    if not _install_by_uv(lock):
        subprocess.run([*_LOCKED, "--requirement", str(lock)], check=True)
    with MARK.open("a", encoding="utf-8") as marks:
        marks.write(_key(lock) + "\n")


def _install_by_uv(lock: Path) -> bool:
    """False where uv is not to be had for this machine, or does not find what pip is told by its own settings."""
    got = subprocess.run([*_PIP, "--require-hashes", "--requirement", str(UV_LOCK)], check=False, capture_output=True)
    if got.returncode != 0:
        return False
    command = [str(VENV / "bin" / "uv"), "pip", "install", "--quiet", "--python", str(VENV / "bin" / "python")]
    done = subprocess.run(
        [*command, "--require-hashes", "--requirement", str(lock)], check=False, capture_output=True, text=True
    )
    if done.returncode != 0:
        _say("INFO", "uv does not install here, pip does; this takes some minutes")
    return done.returncode == 0


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
