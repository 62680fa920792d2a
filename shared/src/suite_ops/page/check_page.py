"""`check-page`: types, lint and format of the page's source, by the Node of PATH."""

import argparse
import hashlib
import subprocess
from pathlib import Path

from suite.environment import find_root
from suite_ops.page.build_page import WEB, PageFailed, describe_services, install_packages, page_alone, source_key
from suite_ops.page.node import OLDEST, Node, node_of_path
from suite_ops.terminal import fail, inform

MARK = "checked-from"
_CHECKS = (("node_modules/typescript/bin/tsc", "--noEmit"), ("node_modules/@biomejs/biome/bin/biome", "check", "src"))
_CHECK_SECONDS = 300


def main(argv: list[str]) -> int:
    """Exit status 1 when the source breaks a rule; without Node or a registry says that it was not looked at, and 0."""
    argparse.ArgumentParser(prog="check-page", description=__doc__).parse_args(argv)
    root = find_root()
    node = node_of_path()
    if node is None:
        inform(f"the console's page is not checked: no Node {OLDEST} on PATH")
        return 0
    with page_alone(root):
        try:
            install_packages(root / WEB, node)
        except PageFailed as error:
            inform(f"the console's page is not checked: {error}")
            return 0
        problems = check_page(root, node)
    for problem in problems:
        fail(problem)
    return 1 if problems else 0


def check_page(root: Path, node: Node) -> list[str]:
    """What each checker says of the source, its packages being there; nothing where all is well or was, unchanged."""
    web = root / WEB
    rules = hashlib.sha256((web / "biome.json").read_bytes()).hexdigest()
    key, mark = f"{source_key(root)} {rules}", web / "node_modules" / MARK
    if mark.is_file() and mark.read_text(encoding="ascii") == key:
        return []
    try:
        describe_services(web, node)
    except PageFailed as error:
        return [str(error)]
    problems = [said for command in _CHECKS if (said := _run(web, node, command))]
    if not problems:
        mark.write_text(key, encoding="ascii")
    return problems


def _run(web: Path, node: Node, command: tuple[str, ...]) -> str:
    done = subprocess.run(
        (*node.node, *command),
        cwd=web,
        env=node.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=_CHECK_SECONDS,
    )
    return f"{command[0].rsplit('/', 1)[-1]}:\n{done.stdout.strip()}" if done.returncode else ""
