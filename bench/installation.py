"""Install what a peer needs, again only when its list of packages changed."""

import hashlib
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from bench.failures import Missing

MARK = ".installed-for"
PATIENCE_SECONDS = 600


def install_once(wanted: Path, target: Path, *commands: Sequence[str], folder: Path) -> None:
    """Run `commands` in `folder` unless `target` was already made from this very text of `wanted`.

    A failed installation is removed and raises Missing: without a network the peer is missing, not an error.
    """
    digest = hashlib.sha256(wanted.read_bytes()).hexdigest()
    mark = target / MARK
    if mark.is_file() and mark.read_text(encoding="ascii") == digest:
        return
    for command in commands:
        try:
            done = subprocess.run(
                command, cwd=folder, capture_output=True, text=True, check=False, timeout=PATIENCE_SECONDS
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise Missing(f"{command[0]} failed ({type(error).__name__})") from error
        if done.returncode != 0:
            shutil.rmtree(target, ignore_errors=True)
            reason = (done.stderr.strip() or done.stdout.strip() or "no output").splitlines()[-1]
            raise Missing(f"packages of {wanted.parent.name} could not be installed: {reason}")
    mark.write_text(digest, encoding="ascii")
