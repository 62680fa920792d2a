"""Backups elsewhere: what is encrypted here is copied to S3-compatible storage, read back, and pruned there.

Keys are the paths below BACKUP_DIR, after BACKUP_S3_PREFIX. Nothing leaves this machine that is not under BACKUP_KEY,
but for the description of a dump: names of tables, counts and checksums.
"""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from suite_ops.backup.base import PREFIX as BASE
from suite_ops.backup.catalogue import DESCRIPTION
from suite_ops.backup.failures import BackupError
from suite_ops.installation import Installation

_PIECE = 1_048_576


class Offsite:
    """A bucket and the part of it that is ours; raises BackupError where the storage refuses or returns other bytes."""

    def __init__(self, client: Any, bucket: str, prefix: str) -> None:
        self._client = client
        self._bucket = bucket
        self._prefix = prefix.strip("/") + "/" if prefix.strip("/") else ""

    def store(self, folder: Path, paths: Iterable[Path]) -> int:
        """Copy files below `folder`, the last one last, and read each back; how many bytes."""
        size = 0
        for path in paths:
            key = self._prefix + path.relative_to(folder).as_posix()
            with _naming(key), path.open("rb") as file:
                expected = hashlib.file_digest(file, "sha256").hexdigest()
                self._client.upload_file(str(path), self._bucket, key)
                if self._digest(key) != expected:
                    raise BackupError(f"{key} came back from the storage as other bytes than were sent")
            size += path.stat().st_size
        return size

    def names(self) -> dict[str, datetime]:
        """What is stored: path below the folder of backups → when it was stored."""
        found: dict[str, datetime] = {}
        with _naming(self._bucket):
            for page in self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self._bucket, Prefix=self._prefix
            ):
                for entry in page.get("Contents", ()):
                    found[entry["Key"].removeprefix(self._prefix)] = entry["LastModified"]
        return found

    def fetch(self, folder: Path, names: Iterable[str]) -> None:
        """Bring files back into an empty folder."""
        for name in names:
            target = folder / name
            if not target.resolve().is_relative_to(folder.resolve()):
                raise BackupError(f"{name} leads out of the folder")
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with _naming(name):
                self._client.download_file(self._bucket, self._prefix + name, str(target))

    def prune(self, keep: int, days: int) -> list[str]:
        """Remove backups beyond the newest `keep`, and all older than `days` but the newest; what was removed."""
        stored = self.names()
        removed = [name for kind in (_dumps, _bases) for name in _old(stored, kind(stored), keep, days)]
        removed += _unneeded_log(stored, [name for name in stored if name not in removed])
        for name in removed:
            with _naming(name):
                self._client.delete_object(Bucket=self._bucket, Key=self._prefix + name)
        return removed

    def _digest(self, key: str) -> str:
        digest = hashlib.sha256()
        for piece in self._client.get_object(Bucket=self._bucket, Key=key)["Body"].iter_chunks(_PIECE):
            digest.update(piece)
        return digest.hexdigest()


def offsite_of(here: Installation) -> Offsite | None:
    """The storage BACKUP_S3_BUCKET names; None without one. Without a key of its own boto3 looks for one as it does."""
    settings = here.settings
    if not settings.backup_bucket:
        return None
    if settings.backup_key is None:
        raise BackupError("BACKUP_S3_BUCKET needs BACKUP_KEY: nothing is stored elsewhere unencrypted")
    import boto3  # takes half a second, and only who stores elsewhere needs it

    secret = settings.backup_secret_access_key
    client = boto3.client(
        "s3",
        endpoint_url=settings.backup_endpoint,
        region_name=settings.backup_region,
        aws_access_key_id=settings.backup_access_key_id,
        aws_secret_access_key=secret.reveal() if secret else None,
    )
    return Offsite(client, settings.backup_bucket, settings.backup_prefix)


def newest(stored: Iterable[str], *, physical: bool) -> list[str]:
    """The files of the newest complete dump, or of the newest base backup with all of the log; raises BackupError."""
    names = list(stored)
    groups = _bases(names) if physical else _dumps(names)
    if not groups:
        raise BackupError("the storage holds no backup of this kind")
    return groups[-1] + ([name for name in names if name.startswith("wal/")] if physical else [])


def _dumps(names: Iterable[str]) -> list[list[str]]:
    """Dumps with their descriptions, oldest first; the name ends with the time."""
    found = sorted(names)
    stems = [name.removesuffix(DESCRIPTION) for name in found if name.endswith(DESCRIPTION) and "/" not in name]
    return [[name for name in found if name.startswith(f"{stem}.")] for stem in sorted(stems, key=_time_of)]


def _bases(names: Iterable[str]) -> list[list[str]]:
    """Base backups, oldest first."""
    found = sorted(name for name in names if name.startswith(BASE))
    folders = sorted({name.partition("/")[0] for name in found})
    return [[name for name in found if name.startswith(f"{folder}/")] for folder in folders]


def _time_of(stem: str) -> str:
    return stem.rpartition("_")[2]


def _old(stored: dict[str, datetime], groups: list[list[str]], keep: int, days: int) -> Iterator[str]:
    limit = datetime.now(UTC) - timedelta(days=days)
    for place, group in enumerate(reversed(groups)):
        if place >= keep or (place > 0 and max(stored[name] for name in group) < limit):
            yield from group


def _unneeded_log(stored: dict[str, datetime], backups: list[str]) -> list[str]:
    """Segments stored a day before the oldest base backup that stays; all stay while there is none."""
    bases = _bases(backups)
    if not bases:
        return []
    limit = min(stored[name] for name in bases[0]) - timedelta(days=1)
    return [name for name in backups if name.startswith("wal/") and stored[name] < limit]


@contextmanager
def _naming(name: str) -> Iterator[None]:
    """What the storage refuses becomes a BackupError with the name of the file."""
    from boto3.exceptions import Boto3Error
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except (Boto3Error, BotoCoreError, ClientError) as error:
        raise BackupError(f"storage, {name}: {error}") from error
