"""Changes of files, each with its entry in the audit log; the bytes never enter it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from documentation_api.audit.entries import CREATED, FILE
from documentation_api.audit.ledger import AuditActor, record, record_deleted, record_update
from documentation_api.files import queries
from documentation_api.files.errors import FileNotFound, FileOfAnother, FileTooLarge, QuotaExceeded, TwoParents
from documentation_api.files.forms import Upload
from documentation_api.files.kinds import extension_of
from documentation_api.files.type_check import judge_type
from documentation_api.ideas.errors import ReferencedIdeaNotFound
from documentation_api.ideas.queries import idea_exists
from documentation_api.systems.errors import ReferencedSystemNotFound
from documentation_api.systems.queries import system_exists
from documentation_api.versions import require_version, tag_of
from suite.database import Connection
from suite.ids import now_milliseconds, uuid7
from suite.text.folding import fold


@dataclass(frozen=True)
class StoredFile:
    """The record as JSON, and whether it was there already."""

    record: str
    deduplicated: bool


def judge_upload(upload: Upload) -> str:
    """The canonical media type of an upload that may be stored."""
    if upload.too_large:
        raise FileTooLarge()
    return judge_type(upload.name, upload.declared, upload.content)


def store_upload(
    connection: Connection, actor: AuditActor, upload: Upload, mime_type: str, fields: Mapping[str, Any], quota: int
) -> StoredFile:
    """Store a judged upload under the quota of its uploader, or find the same one."""
    used = queries.lock_usage(connection, actor.user_id)
    at = now_milliseconds()
    values = {
        "filename": f"{upload.checksum}.{extension_of(upload.name)}",
        "original_name": upload.name,
        "mime_type": mime_type,
        "size_bytes": upload.size,
        "checksum": upload.checksum,
        "description": fields.get("description"),
        "idea_id": text_or_none(fields.get("idea_id")),
        "system_id": text_or_none(fields.get("system_id")),
        "uploaded_by": actor.user_id,
        "is_public": fields.get("is_public", False),
        "search_text": search_text(upload.name, fields.get("description")),
        "created_at": at,
    }
    same = queries.select_same(connection, values)
    if same is not None:
        return StoredFile(same, True)
    if used + upload.size > quota:
        raise QuotaExceeded()
    file_id = uuid7(at)
    text = queries.insert_file(connection, file_id, values, upload.content)
    queries.add_usage(connection, actor.user_id, upload.size, 1)
    record(connection, actor, FILE, file_id, CREATED, new=json.loads(text))
    return StoredFile(text, False)


def change_file(
    connection: Connection, actor: AuditActor, file_id: UUID, given: dict[str, Any], if_match: str | None
) -> tuple[str, str]:
    """JSON and entity tag after the change."""
    require_parents(connection, given)
    before = locked_file(connection, file_id, if_match)
    merged = {**before, **given}
    if merged["idea_id"] and merged["system_id"]:
        raise TwoParents()
    values = {name: text_or_none(value) if isinstance(value, UUID) else value for name, value in given.items()} | {
        "search_text": search_text(before["original_name"], merged["description"]),
        "at": now_milliseconds(),
    }
    text, version, downloads = queries.update_file(connection, file_id, values)
    record_update(connection, actor, FILE, file_id, before, json.loads(text))
    return text, tag_of(version, downloads)


def remove_file(connection: Connection, actor: AuditActor, file_id: UUID, if_match: str | None) -> None:
    """Delete, and give its uploader the room back."""
    before = locked_file(connection, file_id, if_match)
    queries.lock_usage(connection, before["uploaded_by"])
    queries.delete_file(connection, file_id)
    queries.add_usage(connection, before["uploaded_by"], -before["size_bytes"], -1)
    record_deleted(connection, actor, FILE, file_id, before)


def locked_file(connection: Connection, file_id: UUID, if_match: str | None) -> dict[str, Any]:
    """The record, kept for this transaction; FileOfAnother for a public one of somebody else."""
    row = queries.select_file(connection, file_id, lock=True)
    if row is None:
        raise FileOfAnother() if queries.select_file(connection, file_id) else FileNotFound()
    text, version, downloads = row
    require_version(if_match, version, tag_of(version, downloads))
    found: dict[str, Any] = json.loads(text)
    return found


def require_parents(connection: Connection, fields: Mapping[str, Any]) -> None:
    """TwoParents, or the parent that is named and not there."""
    idea_id, system_id = fields.get("idea_id"), fields.get("system_id")
    if idea_id and system_id:
        raise TwoParents()
    if idea_id and not idea_exists(connection, idea_id):
        raise ReferencedIdeaNotFound()
    if system_id and not system_exists(connection, system_id):
        raise ReferencedSystemNotFound()


def text_or_none(value: UUID | None) -> str | None:
    """An id as a parameter."""
    return None if value is None else str(value)


def search_text(name: str, description: str | None) -> str:
    """What a search looks at."""
    return fold(f"{name}\n{description or ''}")
