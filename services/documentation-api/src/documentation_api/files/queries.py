"""SQL over documentation_files. Row level security hides private files of others in every one of these."""

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO
from uuid import UUID

from psycopg2 import Binary

from documentation_api.listing.queries import Source
from suite.database import Connection
from suite.dates import sql_date

PIECE = 262_144
FILE_JSON = f"""json_build_object(
    'id', file.id, 'filename', file.filename, 'original_name', file.original_name, 'mime_type', file.mime_type,
    'size_bytes', file.size_bytes, 'file_path', '/api/v1/files/' || file.id || '/download',
    'description', file.description, 'idea_id', file.idea_id, 'system_id', file.system_id,
    'uploaded_by', file.uploaded_by, 'is_public', file.is_public, 'download_count', file.download_count,
    'checksum', file.checksum, 'created_at', {sql_date("file.created_at")},
    'updated_at', {sql_date("file.updated_at")}, 'designated_timestamp', {sql_date("file.created_at")})"""
FILES = Source(
    tables="documentation_files AS file",
    record=FILE_JSON,
    key="file.id",
    filters={
        "system_id": "file.system_id = %(system_id)s::uuid",
        "idea_id": "file.idea_id = %(idea_id)s::uuid",
        "uploaded_by": "file.uploaded_by = %(uploaded_by)s",
        "mime_type": "file.mime_type = %(mime_type)s",
        "search": "position(%(search)s IN file.search_text) > 0",
        "is_public": "file.is_public = %(is_public)s",
        "min_size": "file.size_bytes >= %(min_size)s",
        "max_size": "file.size_bytes <= %(max_size)s",
        "created_from": "file.created_at >= %(created_from)s",
        "created_to": "file.created_at <= %(created_to)s",
    },
    orders={
        "created_at": "file.created_at",
        "updated_at": "file.updated_at",
        "size_bytes": "file.size_bytes",
        "download_count": "file.download_count",
        "original_name": "file.search_text",
    },
)
EDITABLE = ("description", "idea_id", "system_id", "is_public")
_STATISTICS = """
WITH seen AS (SELECT mime_type, uploaded_by, is_public, size_bytes, download_count, checksum FROM documentation_files)
SELECT json_build_object(
    'total', count(*),
    'total_size', coalesce(sum(size_bytes), 0),
    'total_downloads', coalesce(sum(download_count), 0),
    'by_mime_type', (SELECT coalesce(json_object_agg(mime_type, files ORDER BY mime_type), '{}')
                       FROM (SELECT mime_type, count(*) AS files FROM seen GROUP BY mime_type) AS counted),
    'by_uploader', (SELECT coalesce(json_object_agg(uploaded_by, files ORDER BY uploaded_by), '{}')
                      FROM (SELECT uploaded_by, count(*) AS files FROM seen GROUP BY uploaded_by) AS counted),
    'by_visibility', json_build_object(
        'public', json_build_object('count', count(*) FILTER (WHERE is_public),
                                    'size', coalesce(sum(size_bytes) FILTER (WHERE is_public), 0)),
        'private', json_build_object('count', count(*) FILTER (WHERE NOT is_public),
                                     'size', coalesce(sum(size_bytes) FILTER (WHERE NOT is_public), 0))),
    'size_distribution', json_build_object(
        'small', count(*) FILTER (WHERE size_bytes < 1048576),
        'medium', count(*) FILTER (WHERE size_bytes >= 1048576 AND size_bytes < 10485760),
        'large', count(*) FILTER (WHERE size_bytes >= 10485760 AND size_bytes < 104857600),
        'xlarge', count(*) FILTER (WHERE size_bytes >= 104857600)),
    'total_size_bytes', coalesce(sum(size_bytes), 0))::text
FROM seen
"""


def select_file(connection: Connection, file_id: UUID, *, lock: bool = False) -> tuple[str, int, int] | None:
    """JSON, version and number of downloads of a file the session may see; `lock` only finds what it may change."""
    return connection.row(
        f"SELECT {FILE_JSON}::text, row_version, download_count FROM documentation_files AS file WHERE id = %s"
        + (" FOR UPDATE" if lock else ""),
        (str(file_id),),
    )


def select_same(connection: Connection, values: Mapping[str, Any]) -> str | None:
    """JSON of the file that has the same uploader, content, name and parent."""
    return connection.value(  # type: ignore[no-any-return]
        f"SELECT {FILE_JSON}::text FROM documentation_files AS file WHERE checksum = %(checksum)s"
        " AND uploaded_by = %(uploaded_by)s AND original_name = %(original_name)s"
        " AND idea_id IS NOT DISTINCT FROM %(idea_id)s::uuid AND system_id IS NOT DISTINCT FROM %(system_id)s::uuid"
        " ORDER BY created_at LIMIT 1",
        values,
    )


def lock_usage(connection: Connection, user_id: str) -> int:
    """Bytes the user stores; nobody else changes them until the end of the transaction."""
    return int(
        connection.value(
            "INSERT INTO documentation_user_usage (user_id) VALUES (%s)"
            " ON CONFLICT (user_id) DO UPDATE SET bytes = documentation_user_usage.bytes RETURNING bytes",
            (user_id,),
        )
    )


def select_usage(connection: Connection, user_id: str) -> int:
    """Bytes the user stores."""
    return int(connection.value("SELECT bytes FROM documentation_user_usage WHERE user_id = %s", (user_id,)) or 0)


def add_usage(connection: Connection, user_id: str, size: int, files: int) -> None:
    """Count bytes and files in, or out."""
    connection.run(
        "UPDATE documentation_user_usage SET bytes = bytes + %s, files = files + %s WHERE user_id = %s",
        (size, files, user_id),
    )


def insert_file(connection: Connection, file_id: UUID, values: Mapping[str, Any], content: BinaryIO) -> str:
    """Store a new file; its JSON. The content travels in pieces, which are gone before the transaction ends."""
    key = str(file_id)
    for number, piece in enumerate(pieces_of(content)):
        connection.run(
            "INSERT INTO documentation_file_pieces (file_id, number, content) VALUES (%s, %s, %s)",
            (key, number, Binary(piece)),
        )
    names = ", ".join(values)
    text = connection.value(
        f"INSERT INTO documentation_files AS file (id, content, {names}, updated_at)"
        " VALUES (%(id)s, coalesce((SELECT string_agg(content, ''::bytea ORDER BY number)"
        " FROM documentation_file_pieces WHERE file_id = %(id)s), ''::bytea),"
        f" {', '.join(f'%({name})s' for name in values)}, %(created_at)s) RETURNING {FILE_JSON}::text",
        {**values, "id": key},
    )
    connection.run("DELETE FROM documentation_file_pieces WHERE file_id = %s", (key,))
    return str(text)


def update_file(connection: Connection, file_id: UUID, values: Mapping[str, Any]) -> tuple[str, int, int]:
    """Store the given columns of EDITABLE, search_text and `at`; what select_file answers."""
    columns = [name for name in (*EDITABLE, "search_text") if name in values]
    row = connection.row(
        f"UPDATE documentation_files AS file SET {', '.join(f'{name} = %({name})s' for name in columns)},"
        " updated_at = %(at)s, row_version = row_version + 1 WHERE id = %(id)s"
        f" RETURNING {FILE_JSON}::text, row_version, download_count",
        {**values, "id": str(file_id)},
    )
    assert row is not None
    return row[0], row[1], row[2]


def delete_file(connection: Connection, file_id: UUID) -> None:
    """Drop the locked row."""
    connection.run("DELETE FROM documentation_files WHERE id = %s", (str(file_id),))


def count_download(connection: Connection, file_id: UUID) -> None:
    """One more download."""
    connection.run("UPDATE documentation_files SET download_count = download_count + 1 WHERE id = %s", (str(file_id),))


def select_piece(connection: Connection, file_id: UUID, offset: int, length: int) -> bytes | None:
    """Bytes of the content, None when the file is gone."""
    piece = connection.value(
        "SELECT substring(content FROM %s FOR %s) FROM documentation_files WHERE id = %s",
        (offset + 1, length, str(file_id)),
    )
    return None if piece is None else bytes(piece)


def select_statistics(connection: Connection) -> str:
    """Counts over the files the session may see, as JSON."""
    return str(connection.value(_STATISTICS))


def pieces_of(content: BinaryIO) -> Iterator[bytes]:
    """The content from its beginning."""
    content.seek(0)
    while piece := content.read(PIECE):
        yield piece
