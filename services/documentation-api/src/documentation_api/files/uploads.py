"""From the body of an upload to stored files: one file or none, or as many as can be."""

import json
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from typing import Any
from uuid import UUID

from documentation_api.audit.callers import actor_of
from documentation_api.files.changes import StoredFile, judge_upload, require_parents, store_upload
from documentation_api.files.errors import (
    MOST_FILES,
    ContentMismatch,
    NoFile,
    NoFiles,
    NothingStored,
    TooManyFiles,
    TwoParents,
    UnexpectedField,
)
from documentation_api.files.forms import Upload, UploadForm, read_form
from documentation_api.files.schemas import UploadFieldsSchema
from documentation_api.service import DocumentationService
from documentation_api.tables import IDEMPOTENCY
from suite.database import Connection
from suite.errors import AppError
from suite.http import Call, Reply, json_reply
from suite.http.idempotency import write_once

FIELDS = UploadFieldsSchema()
Prepare = Callable[[Connection, dict[str, Any]], None]


def upload_one(call: Call[DocumentationService]) -> Reply:
    """Store the one file of a form."""
    with closing(read_form(call.environ)) as form:
        require_only(form, "file")
        if not form.uploads:
            raise NoFile()
        if len(form.uploads) > 1:
            raise UnexpectedField()
        (upload,) = form.uploads
        fields = parse_fields(form)
        mime_type = judge_upload(upload)

        def write(connection: Connection) -> Reply:
            require_parents(connection, fields)
            stored = store_upload(connection, actor_of(call), upload, mime_type, fields, quota_of(call))
            return one_reply(stored)

        call.raw_body = identity_of(form)
        return write_once(call, IDEMPOTENCY, write)


def upload_many(
    call: Call[DocumentationService], idea_id: UUID | None = None, prepare: Prepare = require_parents
) -> Reply:
    """Store what can be stored of a form; `idea_id` binds all of it to an idea that `prepare` has to find."""
    with closing(read_form(call.environ)) as form:
        require_only(form, "files")
        if not form.uploads:
            raise NoFiles()
        if len(form.uploads) > MOST_FILES:
            raise TooManyFiles()
        fields = parse_fields(form)
        if idea_id is not None:
            if fields.get("system_id"):
                raise TwoParents()
            fields = {**fields, "idea_id": idea_id}
        judged = [(upload, outcome_of(judge_upload, upload)) for upload in form.uploads]

        def write(connection: Connection) -> Reply:
            prepare(connection, fields)
            actor, quota = actor_of(call), quota_of(call)
            outcomes = [
                (upload, outcome_of(store_upload, connection, actor, upload, mime_type, fields, quota))
                if isinstance(mime_type, str)
                else (upload, mime_type)
                for upload, mime_type in judged
            ]
            return many_reply(outcomes)

        call.raw_body = identity_of(form)
        return write_once(call, IDEMPOTENCY, write)


def outcome_of(attempt: Callable[..., Any], *arguments: Any) -> Any:
    """What `attempt` answers, or the error it refused with."""
    try:
        return attempt(*arguments)
    except AppError as error:
        if error.status >= 500:
            raise
        return error


def require_only(form: UploadForm, name: str) -> None:
    """UnexpectedField when a file came under another name."""
    if any(upload.field_name != name for upload in form.uploads):
        raise UnexpectedField()


def parse_fields(form: UploadForm) -> dict[str, Any]:
    """The text fields; forms send empty ones for what was left out."""
    fields: dict[str, Any] = FIELDS.parse({name: text for name, text in form.fields.items() if text.strip()})
    return fields


def quota_of(call: Call[DocumentationService]) -> int:
    """Bytes a user may store."""
    return call.service.settings.upload_quota_bytes


def identity_of(form: UploadForm) -> bytes:
    """What makes a repeated upload the same request: boundaries differ each time."""
    parts = [form.fields, [(upload.name, upload.declared, upload.checksum) for upload in form.uploads]]
    return sha256(json.dumps(parts, sort_keys=True).encode()).digest()


def one_reply(stored: StoredFile) -> Reply:
    """201 for a new file, 200 for one that was there."""
    again = ',"deduplicated":true' if stored.deduplicated else ""
    text = f'{{"success":true,"data":{stored.record},"message":"File uploaded successfully"{again}}}'
    return json_reply(text, 200 if stored.deduplicated else 201)


def many_reply(outcomes: list[tuple[Upload, StoredFile | AppError]]) -> Reply:
    """201, or 207 with what failed and why; NothingStored when nothing is left."""
    records = [outcome.record for _, outcome in outcomes if isinstance(outcome, StoredFile)]
    refused = [(upload, outcome) for upload, outcome in outcomes if isinstance(outcome, AppError)]
    failures = [{"filename": upload.name, "error": outcome.message} for upload, outcome in refused]
    reasons = {upload.name: error.reason for upload, error in refused if isinstance(error, ContentMismatch)}
    if not records:
        raise NothingStored(failures, reasons)
    extra = f',"errors":{json.dumps(failures, ensure_ascii=False)}' if failures else ""
    extra += f',"reasons":{json.dumps(reasons, ensure_ascii=False)}' if reasons else ""
    message = f"{len(records)} file(s) uploaded successfully"
    text = f'{{"success":true,"data":[{",".join(records)}],"message":"{message}"{extra}}}'
    return json_reply(text, 207 if failures else 201)
