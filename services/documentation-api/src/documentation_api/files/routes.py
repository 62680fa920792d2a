"""/api/v1/files."""

from typing import Any

from flask import Blueprint

from documentation_api.audit.callers import actor_of
from documentation_api.files import changes, queries
from documentation_api.files.download import download
from documentation_api.files.errors import MOST_BYTES, MOST_FILES, FileNotFound
from documentation_api.files.kinds import KINDS, MIME_TYPES
from documentation_api.files.replies import (
    FileListPageSchema,
    FileRecordSchema,
    FileStatisticsSchema,
    RefusedContentSchema,
    UploadedFileSchema,
    UploadedFilesSchema,
    UploadLimitsSchema,
)
from documentation_api.files.schemas import (
    ONE_FILE,
    SEVERAL_FILES,
    FileChangesSchema,
    FileListSchema,
    FilePageSchema,
    FileSearchSchema,
)
from documentation_api.files.uploads import quota_of, upload_many, upload_one
from documentation_api.identifiers import uuid_of
from documentation_api.listing.page_replies import DeletedRecordSchema
from documentation_api.listing.queries import RowPage, select_page
from documentation_api.listing.schemas import filters_of
from documentation_api.refusals import RefusedFilesSchema
from documentation_api.service import DocumentationService
from documentation_api.versions import tag_of
from suite.http import EDITOR, READER, Call, Reply, data_reply, endpoint, json_reply
from suite.http.fields.reply import data_of
from suite.http.pages import unchanged_reply
from suite.http.replies import encode

ONE = '/<record("upload","upload-multiple","upload-info","statistics","stats","search"):file_id>'
STORED = {
    200: ("It was there already", UploadedFileSchema()),
    201: ("The file", UploadedFileSchema()),
    404: "Unknown parent",
    413: "Too large, or over the quota",
    415: ("Type refused", RefusedContentSchema()),
}

SEVERAL_STORED = {
    201: ("All files", UploadedFilesSchema()),
    207: ("The files that were stored, and why others were not", UploadedFilesSchema()),
    400: ("The form breaks a rule, or nothing could be stored", RefusedFilesSchema()),
    404: "Unknown parent",
}

files = Blueprint("files", __name__)


@files.post("/upload")
@endpoint(EDITOR, "Upload the file `file` of a multipart form", reads=ONE_FILE, idempotent=True, replies=STORED)
def upload_file(call: Call[DocumentationService]) -> Reply:
    return upload_one(call)


@files.post("/upload-multiple")
@endpoint(
    EDITOR,
    "Upload the files `files` of a multipart form",
    reads=SEVERAL_FILES,
    idempotent=True,
    replies=SEVERAL_STORED,
)
def upload_files(call: Call[DocumentationService]) -> Reply:
    return upload_many(call)


@files.get("")
@endpoint(
    READER, "Files the caller may see", query=FileListSchema(), replies={200: ("A page of files", FileListPageSchema())}
)
def list_files(call: Call[DocumentationService]) -> Reply:
    return page_reply(call, filters_of(call.query))


@files.get("/search")
@endpoint(
    READER,
    "Files whose name or description holds a text",
    query=FileSearchSchema(),
    replies={200: ("A page", FileListPageSchema())},
)
def search_files(call: Call[DocumentationService]) -> Reply:
    return page_reply(call, {"search": call.query["q"]}, query=call.query["q"])


@files.get("/idea/<idea_id>")
@endpoint(READER, "Files of an idea", query=FilePageSchema(), replies={200: ("A page of files", FileListPageSchema())})
def list_files_of_idea(call: Call[DocumentationService], idea_id: str) -> Reply:
    identifier = uuid_of(idea_id, "idea_id", "Idea ID must be a valid UUID")
    return page_reply(call, {"idea_id": str(identifier)})


@files.get("/system/<system_id>")
@endpoint(READER, "Files of a system", query=FilePageSchema(), replies={200: ("A page of files", FileListPageSchema())})
def list_files_of_system(call: Call[DocumentationService], system_id: str) -> Reply:
    identifier = uuid_of(system_id, "system_id", "System ID must be a valid UUID")
    return page_reply(call, {"system_id": str(identifier)})


@files.get("/upload-info")
@endpoint(
    READER, "What may be uploaded, and how much room is left", replies={200: ("Limits", data_of(UploadLimitsSchema))}
)
def show_limits(call: Call[DocumentationService]) -> Reply:
    with call.read() as connection:
        used = queries.select_usage(connection, call.identity.user_id)
    return data_reply(
        {
            "max_file_size": MOST_BYTES,
            "allowed_extensions": list(KINDS),
            "allowed_mime_types": list(MIME_TYPES),
            "max_files_per_request": MOST_FILES,
            "quota_bytes": quota_of(call),
            "used_bytes": used,
        }
    )


@files.get("/statistics")
@files.get("/stats")
@endpoint(READER, "Files the caller may see, counted", replies={200: ("Counts", data_of(FileStatisticsSchema))})
def show_statistics(call: Call[DocumentationService]) -> Reply:
    with call.read() as connection:
        return data_reply(queries.select_statistics(connection))


@files.get(ONE)
@files.get(f"{ONE}/metadata")
@endpoint(
    READER,
    "What is known of a file",
    replies={200: ("The record", data_of(FileRecordSchema)), 304: "Unchanged", 404: "Unknown id"},
)
def show_file(call: Call[DocumentationService], file_id: str) -> Reply:
    with call.read() as connection:
        row = queries.select_file(connection, uuid_of(file_id))
    if row is None:
        raise FileNotFound()
    tag = tag_of(row[1], row[2])
    return unchanged_reply(call, tag) or data_reply(row[0], etag=tag)


@files.get(f"{ONE}/download")
@endpoint(
    READER,
    "The bytes of a file, or a range of them",
    produces="application/octet-stream",
    headers=("Accept-Ranges", "Content-Disposition", "Content-Range"),
    replies={200: "All", 206: "The range", 304: "Unchanged", 404: "Unknown id", 416: "No such range"},
)
def download_file(call: Call[DocumentationService], file_id: str) -> Reply:
    return download(call, uuid_of(file_id))


@files.put(ONE)
@endpoint(
    EDITOR,
    "Change what is known of a file",
    body=FileChangesSchema(),
    replies={
        200: ("The record", data_of(FileRecordSchema)),
        403: "Of somebody else",
        404: "Unknown id",
        412: "Modified by another request",
    },
)
def update_file(call: Call[DocumentationService], file_id: str) -> Reply:
    identifier = uuid_of(file_id)
    with call.transaction() as connection:
        text, tag = changes.change_file(connection, actor_of(call), identifier, call.body, call.header("If-Match"))
    return data_reply(text, "File updated successfully", etag=tag)


@files.delete(ONE)
@endpoint(
    EDITOR,
    "Delete a file",
    replies={
        200: ("Deleted", DeletedRecordSchema()),
        403: "Of somebody else",
        404: "Unknown id",
        412: "Modified by another request",
    },
)
def delete_file(call: Call[DocumentationService], file_id: str) -> Reply:
    identifier = uuid_of(file_id)
    with call.transaction() as connection:
        changes.remove_file(connection, actor_of(call), identifier, call.header("If-Match"))
    return json_reply({"success": True, "message": "File deleted successfully"})


def page_reply(call: Call[DocumentationService], filters: dict[str, Any], /, **named: Any) -> Reply:
    """The list under `filters`."""
    with call.read() as connection:
        page = select_page(connection, queries.FILES, call.query, filters)
    return file_list_reply(page, call.query, **named)


def file_list_reply(page: RowPage, query: dict[str, Any], /, **named: Any) -> Reply:
    """`{success, data, count, total, pagination}` and what the route names."""
    paging = {"total": page.total, "limit": query["limit"], "offset": query["offset"]}
    facts = encode({"count": page.count, "total": page.total, "pagination": paging, **named}).decode()
    return json_reply(f'{{"success":true,"data":{page.rows},{facts[1:]}')
