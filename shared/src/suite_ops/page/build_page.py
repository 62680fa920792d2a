"""`build-page`: the console's page from its source and the services' OpenAPI documents."""

import argparse
import fcntl
import hashlib
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from suite.environment import find_root
from suite_ops.page.node import Node, NoNode, find_node
from suite_ops.terminal import fail, inform, succeed

WEB = Path("services") / "console" / "web"
MARK = "built-from"
_STEP_SECONDS = 300


class PageFailed(Exception):
    """The page could not be built; the text is one line."""


def main(argv: list[str]) -> int:
    """Exit status 0 when the page is there, 1 when it could not be built."""
    parser = argparse.ArgumentParser(prog="build-page", description=__doc__)
    parser.add_argument("--force", action="store_true", help="also when nothing has changed since the last build")
    arguments = parser.parse_args(argv)
    try:
        build_page(find_root(), force=arguments.force)
    except PageFailed as error:
        fail(str(error))
        return 1
    return 0


def build_page(root: Path, *, force: bool = False) -> None:
    """Build where the last build was made from something else; raises PageFailed, and an older page stays."""
    with page_alone(root):
        _build_page(root, force)


@contextmanager
def page_alone(root: Path) -> Iterator[None]:
    """Two that build or check at once would install over each other; the second waits."""
    with (root / WEB / "package.json").open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _build_page(root: Path, force: bool) -> None:
    web = root / WEB
    key = source_key(root)
    mark = web / "dist" / MARK
    if not force and mark.is_file() and mark.read_text(encoding="ascii") == key:
        return
    try:
        node = find_node(root)
    except NoNode as error:
        raise PageFailed(f"the console has no page: {error}") from error
    inform("building the console's page; the first time this downloads about 60 MB")
    install_packages(web, node)
    describe_services(web, node)
    shutil.rmtree(web / "unfinished", ignore_errors=True)
    _step(web, node, "build", (*node.node, "node_modules/vite/bin/vite.js", "build", "--outDir", "unfinished"))
    (web / "unfinished" / MARK).write_text(key, encoding="ascii")
    shutil.rmtree(web / "dist", ignore_errors=True)
    (web / "unfinished").rename(web / "dist")
    succeed("the console's page is built")


def source_key(root: Path) -> str:
    """A digest of everything the page is made from."""
    digest = hashlib.sha256()
    for path in _sources(root):
        digest.update(str(path.relative_to(root)).encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _sources(root: Path) -> Iterator[Path]:
    web = root / WEB
    names = ("package-lock.json", "package.json", "index.html", "vite.config.ts", "types.mjs", "tsconfig.json")
    yield from (web / name for name in names)
    generated = web / "src" / "api" / "generated"
    yield from sorted(path for path in (web / "src").rglob("*.ts*") if generated not in path.parents)
    yield from sorted(root.glob("services/*/openapi.yaml"))


def install_packages(web: Path, node: Node) -> None:
    """Exactly what package-lock.json names, without running a script of any package."""
    lock = hashlib.sha256((web / "package-lock.json").read_bytes()).hexdigest()
    mark = web / "node_modules" / MARK
    if mark.is_file() and mark.read_text(encoding="ascii") == lock:
        return
    _step(web, node, "npm ci", (*node.npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"))
    mark.write_text(lock, encoding="ascii")


def describe_services(web: Path, node: Node) -> None:
    """Types of all routes, from the services' checked-in OpenAPI documents."""
    _step(web, node, "types", (*node.node, "types.mjs"))


def _step(web: Path, node: Node, name: str, command: tuple[str, ...]) -> None:
    try:
        subprocess.run(
            command, cwd=web, env=node.environment(), capture_output=True, text=True, check=True, timeout=_STEP_SECONDS
        )
    except subprocess.CalledProcessError as error:
        lines = (error.stderr or error.stdout or "").strip().splitlines()
        raise PageFailed(f"the console has no new page: {name} failed: {lines[0][:300] if lines else error}") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PageFailed(f"the console has no new page: {name} failed ({type(error).__name__})") from error
