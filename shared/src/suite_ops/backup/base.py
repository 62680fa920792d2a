"""Base backups: the whole cluster as files, the start for going back to a moment."""

import hashlib
import json
import shutil
import tarfile
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from suite_ops.backup.catalogue import digest, stamp
from suite_ops.backup.encryption import SUFFIX, NotOpened, decrypt_file, encrypt_file
from suite_ops.backup.failures import BackupError
from suite_ops.backup.programs import run_program
from suite_ops.database.binaries import Binaries

PREFIX = "base_"
LIST = "files.json"


@dataclass(frozen=True)
class BaseBackup:
    """A complete base backup: its folder, when it began and was complete (UTC), name → SHA-256 of its files."""

    folder: Path
    started: datetime
    finished: datetime
    files: dict[str, str]
    encrypted: bool


def make_base_backup(binaries: Binaries, dsn: str, folder: Path, key: str | None) -> BaseBackup:
    """A checked copy of the running cluster below `folder`; raises BackupError and then leaves nothing."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    started = datetime.now(UTC)
    with tempfile.TemporaryDirectory(prefix=".unfinished-", dir=folder) as work:
        copy = Path(work) / "copy"
        options = ["--format=tar", "--gzip", "--wal-method=stream", "--checkpoint=fast", "--no-password"]
        run_program(binaries, "pg_basebackup", dsn, ["-D", copy, *options, "--manifest-checksums=SHA256"])
        verify_contents(copy)
        if key:
            _encrypt_all(copy, key)
        moment = datetime.now(UTC)
        files = {path.name: digest(path) for path in sorted(copy.iterdir())}
        times = {"started": started.isoformat(), "finished": moment.isoformat()}
        listed = {**times, "files": files, "encrypted": key is not None}
        (copy / LIST).write_text(json.dumps(listed, indent=2) + "\n", encoding="utf-8")
        target = folder / f"{PREFIX}{stamp(moment)}"
        copy.rename(target)
    return BaseBackup(target, started, moment, files, key is not None)


def verify_contents(copy: Path) -> None:
    """Raise BackupError unless every file the server listed is in the archive as it sent it.

    pg_verifybackup does the same; the one in the wheel of PostgreSQL 18 ends with a segmentation fault.
    """
    manifest = json.loads((copy / "backup_manifest").read_text(encoding="utf-8"))
    expected = {entry["Path"]: entry["Checksum"] for entry in manifest["Files"]}
    with tarfile.open(copy / "base.tar.gz") as archive:
        for member in archive:
            content = archive.extractfile(member) if member.isfile() else None
            if content is None or member.name not in expected:
                continue
            if hashlib.file_digest(content, "sha256").hexdigest() != expected.pop(member.name):  # type: ignore[arg-type]
                raise BackupError(f"{member.name} did not arrive as it was sent")
    if expected:
        raise BackupError(f"{len(expected)} files did not arrive, {min(expected)} among them")


def load_base_backup(folder: Path) -> BaseBackup:
    """A base backup whose files are, to the byte, what was written; raises BackupError."""
    try:
        listed = json.loads((folder / LIST).read_text(encoding="utf-8"))
        files = {str(name): str(value) for name, value in listed["files"].items()}
        started, finished = (datetime.fromisoformat(listed[name]) for name in ("started", "finished"))
        backup = BaseBackup(folder, started, finished, files, bool(listed["encrypted"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BackupError(f"{folder.name} is no complete base backup") from error
    for name, expected in files.items():
        path = folder / name
        if not path.is_file():
            raise BackupError(f"{folder.name}: {name} is missing")
        if digest(path) != expected:
            raise BackupError(f"{folder.name}: {name} is not what was written: its SHA-256 differs")
    return backup


def base_backup_before(folder: Path, moment: datetime) -> BaseBackup:
    """The newest base backup that was complete at a moment; raises BackupError."""
    for candidate in sorted(folder.glob(f"{PREFIX}*"), reverse=True):
        if candidate.name.removeprefix(PREFIX) <= stamp(moment):
            backup = load_base_backup(candidate)
            if backup.finished <= moment:
                return backup
    raise BackupError(f"no base backup in {folder} was complete by {moment.isoformat()}")


def prune_base_backups(folder: Path, keep: int) -> datetime | None:
    """Remove all but the newest `keep`; when the oldest one that stays began."""
    found = sorted(folder.glob(f"{PREFIX}*"), reverse=True)
    for path in found[keep:]:
        shutil.rmtree(path)
    return load_base_backup(found[:keep][-1]).started if found else None


def unpack(binaries: Binaries, backup: BaseBackup, target: Path, key: str | None) -> None:
    """Lay the cluster out in an empty folder; the log it needs to be consistent is in pg_wal."""
    with tempfile.TemporaryDirectory(prefix=".opened-", dir=backup.folder.parent) as work:
        for archive, place in (("base.tar.gz", target), ("pg_wal.tar.gz", target / "pg_wal")):
            _extract(_opened(backup, archive, Path(work), key), place)


def _extract(path: Path, place: Path) -> None:
    # Python 3.11 before .4, which is Debian 12's, has no filters: names that lead out of the folder are refused here.
    options: dict[str, Any] = {"filter": "tar"} if hasattr(tarfile, "tar_filter") else {}
    with tarfile.open(path) as archive:
        for member in archive.getmembers():
            if member.name.startswith("/") or ".." in Path(member.name).parts:
                raise BackupError(f"{path.name}: {member.name} leads out of the folder")
        archive.extractall(place, **options)


def _opened(backup: BaseBackup, name: str, work: Path, key: str | None) -> Path:
    if not backup.encrypted:
        return backup.folder / name
    if key is None:
        raise BackupError(f"{backup.folder.name} is encrypted; BACKUP_KEY is needed")
    try:
        decrypt_file(backup.folder / (name + SUFFIX), work / name, key)
    except NotOpened as error:
        raise BackupError(str(error)) from error
    return work / name


def _encrypt_all(folder: Path, key: str) -> None:
    for path in sorted(folder.iterdir()):
        encrypt_file(path, path.with_name(path.name + SUFFIX), key)
        path.unlink()
