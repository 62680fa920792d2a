"""The folder of backups: which there are, what each one says of itself, which may go."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from suite_ops.backup.failures import BackupError
from suite_ops.backup.fingerprints import Fingerprint

DUMP = ".dump"
DESCRIPTION = ".json"
_TIME = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True)
class Description:
    """What stands beside a backup: enough to check it and to know what is in it. Times are UTC, ISO 8601."""

    file: str
    sha256: str
    size: int
    encrypted: bool
    database: str
    system_identifier: str
    server_version: str
    started: str
    finished: str
    schemas: Sequence[str]
    tables: Mapping[str, Fingerprint]
    roles: str

    def save(self, path: Path) -> None:
        """Write it at once; a backup without it is unfinished."""
        unfinished = path.with_suffix(".unfinished")
        unfinished.write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")
        unfinished.replace(path)


def stamp(moment: datetime) -> str:
    """The part of a file name that says when, in UTC."""
    return moment.astimezone(UTC).strftime(_TIME)


def load_description(backup: Path) -> Description:
    """What stands beside the backup; raises BackupError."""
    path = description_path(backup)
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        document["tables"] = {name: Fingerprint(**entry) for name, entry in document["tables"].items()}
        return Description(**document)
    except FileNotFoundError as error:
        raise BackupError(f"{path.name} is missing: an unfinished backup, or one made by something else") from error
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise BackupError(f"{path.name} cannot be read: {error}") from error


def description_path(backup: Path) -> Path:
    """Where the description of a backup stands, encrypted or not."""
    name = backup.name.removesuffix(".enc").removesuffix(DUMP)
    return backup.with_name(name + DESCRIPTION)


def verify_file(backup: Path, description: Description) -> None:
    """Raise BackupError unless the file is, to the byte, the one that was described."""
    try:
        size = backup.stat().st_size
        found = digest(backup)
    except OSError as error:
        raise BackupError(f"{backup.name} cannot be read: {error.strerror}") from error
    if size != description.size:
        raise BackupError(f"{backup.name} has {size} bytes, {description.size} were written: it was cut or changed")
    if found != description.sha256:
        raise BackupError(f"{backup.name} is not what was written: its SHA-256 differs")


def digest(path: Path) -> str:
    """SHA-256 in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def list_backups(folder: Path) -> list[Path]:
    """Complete backups of whole databases, newest first."""
    found = []
    for description in folder.glob(f"*{DESCRIPTION}"):
        plain = description.with_name(description.stem + DUMP)
        found += [path for path in (plain, plain.with_name(plain.name + ".enc")) if path.is_file()]
    described = [(load_description(path), path) for path in found]
    whole = [(description.started, path) for description, path in described if not description.schemas]
    return [path for _, path in sorted(whole, reverse=True)]


def prune(folder: Path, keep: int) -> list[Path]:
    """Remove all but the newest `keep` backups; which ones were removed."""
    old = list_backups(folder)[keep:]
    for backup in old:
        description_path(backup).unlink(missing_ok=True)
        backup.unlink()
    return old
