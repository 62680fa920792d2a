"""Files of one idea: /api/v1/ideas/:id/files."""

from uuid import UUID

from flask import Blueprint

from documentation_api.files.queries import FILES
from documentation_api.files.replies import FileListPageSchema
from documentation_api.files.routes import SEVERAL_STORED, file_list_reply
from documentation_api.files.schemas import SEVERAL_FILES, FilePageSchema
from documentation_api.files.uploads import upload_many
from documentation_api.ideas.errors import IdeaNotFound
from documentation_api.ideas.queries import idea_exists
from documentation_api.identifiers import uuid_of
from documentation_api.listing.queries import select_page
from documentation_api.service import DocumentationService
from suite.database import Connection
from suite.http import EDITOR, READER, Call, Reply, endpoint

idea_files = Blueprint("idea_files", __name__)


@idea_files.get("/<idea_id>/files")
@endpoint(
    READER,
    "Files of an idea",
    query=FilePageSchema(),
    replies={200: ("A page of files", FileListPageSchema()), 404: "Unknown id"},
)
def list_idea_files(call: Call[DocumentationService], idea_id: str) -> Reply:
    identifier = uuid_of(idea_id)
    with call.transaction() as connection:
        require_idea(connection, identifier)
        page = select_page(connection, FILES, call.query, {"idea_id": str(identifier)})
    return file_list_reply(page, call.query)


@idea_files.post("/<idea_id>/files")
@endpoint(
    EDITOR,
    "Upload the files `files` of a multipart form to an idea",
    reads=SEVERAL_FILES,
    idempotent=True,
    replies=SEVERAL_STORED,
)
def upload_idea_files(call: Call[DocumentationService], idea_id: str) -> Reply:
    identifier = uuid_of(idea_id)
    return upload_many(call, identifier, lambda connection, _: require_idea(connection, identifier))


def require_idea(connection: Connection, idea_id: UUID) -> None:
    """IdeaNotFound, or the idea stays until the end of the transaction."""
    if not idea_exists(connection, idea_id):
        raise IdeaNotFound()
