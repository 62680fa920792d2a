"""`deploy [--to REVISION]`: install, check, migrate and replace every process; go back when something does not work.

Steps run as programs of the version they belong to. Migrations are additive (migration_safety), so the version before
works on the newer schema: going back changes code only.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from suite.migrations import Migrations, MigrationsRefused
from suite_ops.console import fail, inform, succeed, warn
from suite_ops.installation import Installation, InstallationError, load_installation
from suite_ops.migration_safety import find_dangers
from suite_ops.smoke import smoke_problems


class DeployError(Exception):
    """A step of the deployment failed; the text says which. Nothing was changed unless it says so."""


def main(argv: list[str]) -> int:
    """Exit status 0 deployed, 1 not: the version before serves, or still serves; 2 wrong usage."""
    parser = argparse.ArgumentParser(prog="deploy.sh", description=__doc__)
    parser.add_argument(
        "--to", metavar="REVISION", help="a commit, tag or branch of this repository; else what is here"
    )
    parser.add_argument("--check", action="store_true", help="only say what would be done and what speaks against it")
    arguments = parser.parse_args(argv)
    try:
        here = load_installation()
        if arguments.check:
            require_safe_migrations(here)
            return 0
        deploy(here, arguments.to)
    except (DeployError, InstallationError, OSError) as error:
        fail(str(error))
        return 1
    return 0


def deploy(here: Installation, revision: str | None) -> None:
    """Everything, with the way back; raises DeployError after it was gone."""
    before = _git(here.root, "rev-parse", "HEAD") if revision else None
    if revision:
        _require_clean(here.root)
        _git(here.root, "checkout", "--quiet", "--detach", revision)
        inform(f"from {before} to {_git(here.root, 'rev-parse', 'HEAD')}")
    try:
        _install(here)
        _tool(here, "validate-env")
        _tool(here, "deploy", "--check")
        _tool(here, "migrate")
    except DeployError:
        _go_back(here, before, restarted=False)
        raise
    try:
        _tool(here, "rolling-restart", "--verify")
        _smoke(here)
    except DeployError:
        _go_back(here, before, restarted=True)
        raise
    succeed("deployed")


def require_safe_migrations(here: Installation) -> None:
    """Raise DeployError when a pending migration takes something away without saying so."""
    problems = []
    for service in here.manifest.built():
        if not service.schema:
            continue
        try:
            pending = Migrations(here.root / service.path / "migrations", service.schema).status(
                here.settings.admin_dsn()
            )
        except MigrationsRefused as error:
            raise DeployError(f"{service.id}: {'; '.join(error.problems)}") from error
        for file in pending.pending:
            inform(f"{service.id}: {file.file_name} is to be applied")
            problems += [f"{file.file_name}:{danger.line} {danger.what}" for danger in find_dangers(file.sql)]
    if problems:
        raise DeployError(f"code of the version before may not survive this: {'; '.join(problems)}")


def _go_back(here: Installation, before: str | None, *, restarted: bool) -> None:
    if before is None:
        return
    warn(f"going back to {before}")
    undone: Sequence[Callable[[], object]] = (
        lambda: _git(here.root, "checkout", "--quiet", "--detach", before),
        lambda: _install(here),
        lambda: _tool(here, "rolling-restart") if restarted else None,
    )
    for undo in undone:
        undo()
    inform("the version before serves")


def _smoke(here: Installation) -> None:
    problems = smoke_problems(here)
    if problems:
        raise DeployError(f"smoke test: {'; '.join(problems)}")
    succeed("every service answers")


def _install(here: Installation) -> None:
    # A Python that is named has everything installed already, as for all other scripts.
    if not os.environ.get("SUITE_PYTHON"):
        _step("install", [here.root / "scripts" / "setup-local.sh"])


def _require_clean(root: Path) -> None:
    if _git(root, "status", "--porcelain", "--untracked-files=no"):
        raise DeployError("the working tree has changes; commit or remove them first")


def _tool(here: Installation, *words: str) -> None:
    _step(words[0], [sys.executable, "-m", "suite_ops", *words], here.root)


def _step(name: str, command: Sequence[str | Path], folder: Path | None = None) -> None:
    status = subprocess.run(command, cwd=folder, check=False, stdout=sys.stderr).returncode
    # validate-env ends with 2 when there is nothing but warnings.
    if status not in ((0, 2) if name == "validate-env" else (0,)):
        raise DeployError(f"{name} failed with status {status}")


def _git(root: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise DeployError(
            f"git {words[0]}: {done.stderr.strip().splitlines()[-1] if done.stderr.strip() else 'failed'}"
        )
    return done.stdout.strip()
