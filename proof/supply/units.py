"""How far systemd's units are shut in, as `systemd-analyze security` counts it: 0 is nothing exposed, 10 everything."""

import re
import shutil
import subprocess
from pathlib import Path

MOST_EXPOSED = 3.0
_SCORE = re.compile(r"Overall exposure level for (\S+): ([0-9.]+)")


def exposures(folder: Path) -> dict[str, float]:
    """The score of every service unit in a folder; empty where systemd is not installed."""
    program = shutil.which("systemd-analyze")
    if program is None:
        return {}
    return dict(_exposure(program, path) for path in sorted(folder.glob("*.service")))


def _exposure(program: str, path: Path) -> tuple[str, float]:
    command = [program, "security", "--offline=true", "--no-pager", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    match = _SCORE.search(done.stdout)
    if match is None:
        raise ValueError(f"systemd-analyze does not judge {path.name}: {done.stderr.strip()[:200]}")
    return match[1].removesuffix(".service"), float(match[2])
