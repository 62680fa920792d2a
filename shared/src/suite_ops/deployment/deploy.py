"""`deploy`: install, check, migrate and replace every process; go back when something does not work, or on demand.

Steps run as programs of the version they belong to. Migrations are additive (migration_safety), so the version before
works on the newer schema: going back changes code only.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from suite.migrations import Migrations, MigrationsRefused
from suite_ops.deployment.migration_safety import find_dangers
from suite_ops.deployment.smoke import smoke_problems
from suite_ops.installation import Installation, InstallationError, load_installation
from suite_ops.processes.lock import LockTaken, exclusive
from suite_ops.terminal import fail, inform, succeed, warn

# The revision that the last deployment replaced.
DEPLOYED = Path("var") / "deployed-before"
LOCK = "requirements.lock"


class DeployError(Exception):
    """A step of the deployment failed; the text says which. Nothing was changed unless it says so."""


def main(argv: list[str]) -> int:
    """Exit status 0 deployed, 1 not: the version before serves, or still serves; 2 wrong usage."""
    parser = argparse.ArgumentParser(prog="deploy.sh", description=__doc__)
    parser.add_argument(
        "--to", metavar="REVISION", help="a commit, tag or branch of this repository; else what is here"
    )
    parser.add_argument("--check", action="store_true", help="only say what would be done and what speaks against it")
    parser.add_argument("--rollback", action="store_true", help="go back to what the last --to replaced")
    arguments = parser.parse_args(argv)
    if arguments.rollback and (arguments.to or arguments.check):
        parser.error("--rollback knows where to go, and does")
    try:
        here = load_installation()
        if arguments.check:
            check_revision(here, arguments.to) if arguments.to else require_safe_migrations(here)
            return 0
        with alone(here):
            roll_back(here) if arguments.rollback else deploy(here, arguments.to)
    except (DeployError, InstallationError, OSError) as error:
        fail(str(error))
        return 1
    return 0


@contextmanager
def alone(here: Installation) -> Iterator[None]:
    """One deployment at a time."""
    try:
        with exclusive(here.run_dir / "deploy.lock", timeout=0):
            yield
    except LockTaken as error:
        raise DeployError("another deployment is under way") from error


def check_revision(here: Installation, revision: str) -> None:
    """What speaks against a revision, by its own tools and files, in a folder beside; nothing is replaced."""
    with tempfile.TemporaryDirectory(prefix="colmeia-check-") as folder:
        place = Path(folder) / "revision"
        _git(here.root, "worktree", "add", "--quiet", "--detach", str(place), revision)
        try:
            for name in (".env", ".env.local"):
                if (here.root / name).is_file():
                    shutil.copy(here.root / name, place / name)
            if (here.root / LOCK).read_bytes() != (place / LOCK).read_bytes():
                inform("other packages are to be installed")
            sources = [place / "shared" / "src", *sorted(place.glob("services/*/src"))]
            paths = {"SUITE_ROOT": str(place), "PYTHONPATH": os.pathsep.join(map(str, sources))}
            for words in (["validate-env"], ["deploy", "--check"]):
                _step(words[0], [sys.executable, "-m", "suite_ops", *words], place, paths)
        finally:
            _git(here.root, "worktree", "remove", "--force", str(place))


def roll_back(here: Installation) -> None:
    """The version before the last deployment, on the schema as it is; raises DeployError when there is none."""
    try:
        before = (here.root / DEPLOYED).read_text(encoding="ascii").strip()
    except FileNotFoundError as error:
        raise DeployError("no deployment with --to is on record here") from error
    now = _git(here.root, "rev-parse", "HEAD")
    _require_clean(here.root)
    known = smoke_problems(here)
    _git(here.root, "checkout", "--quiet", "--detach", before)
    inform(f"from {now} back to {before}")
    try:
        _install(here)
        _tool(here, "validate-env")
        _tool(here, "migrate", "--verify")
    except DeployError:
        _go_back(here, now, restarted=False)
        raise
    _tool(here, "rolling-restart")
    _smoke(here, known)
    _note(here, now)
    succeed("the version before serves; --rollback again takes this back")


def _note(here: Installation, before: str) -> None:
    path = here.root / DEPLOYED
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{before}\n", encoding="ascii")


def deploy(here: Installation, revision: str | None) -> None:
    """Everything, with the way back; raises DeployError after it was gone."""
    before = _git(here.root, "rev-parse", "HEAD") if revision else None
    known = smoke_problems(here)
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
        _smoke(here, known)
    except DeployError:
        _go_back(here, before, restarted=True)
        raise
    if before:
        _note(here, before)
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


def _smoke(here: Installation, known: Collection[str]) -> None:
    problems = smoke_problems(here, known)
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


def _step(
    name: str, command: Sequence[str | Path], folder: Path | None = None, variables: Mapping[str, str] | None = None
) -> None:
    environment = {**os.environ, **(variables or {})}
    status = subprocess.run(command, cwd=folder, env=environment, check=False, stdout=sys.stderr).returncode
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
