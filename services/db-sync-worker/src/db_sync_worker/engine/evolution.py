"""A target that follows its source: columns the source gained, and types it widened, for streams that say `evolve`."""

import logging
from dataclasses import replace

from psycopg2.extensions import connection as Connection

from db_sync_worker.engine.drift import WIDENINGS
from db_sync_worker.source.columns import SourceColumn
from db_sync_worker.streams.creation import IDENTIFIER, TAKEN, target_name, target_type
from db_sync_worker.streams.model import Column, ColumnType, Stream
from db_sync_worker.target.table_queries import Table, add_column, widen_column

log = logging.getLogger(__name__)


def follow_source(connection: Connection, stream: Stream, table: Table, columns: list[SourceColumn]) -> Stream:
    """The stream as it is with the source's columns of now; the target is changed where it has to be."""
    known = {column.name: column for column in columns}
    mapped = [_widened(connection, stream, column, table, known) for column in stream.columns]
    target_names = {column.name for column in mapped} | TAKEN
    used = {name for column in mapped for name in column.source_columns}
    for column in columns:
        name = target_name(column.name)
        if (
            column.name in used
            or name in target_names
            or column.family is None
            or not IDENTIFIER.fullmatch(column.name)
        ):
            continue
        kind = ColumnType.parse(target_type(column.type))
        if name not in table.types:
            add_column(connection, stream, name, str(kind))
            log.info("column added to the target", extra={"stream": stream.name, "column": name, "type": str(kind)})
        mapped.append(Column(name, (column.name,), kind))
    connection.commit()
    followed = tuple(mapped)
    return stream if followed == stream.columns else replace(stream, columns=followed)


def _widened(
    connection: Connection, stream: Stream, column: Column, table: Table, known: dict[str, SourceColumn]
) -> Column:
    """A column with the type its source needs now, or the wider one its target has already."""
    actual = table.types.get(column.name, "")
    if (column.type.kind, actual) in WIDENINGS:
        column = replace(column, type=ColumnType.parse(actual))
    origin = known.get(column.origins[0])
    needed = target_type(origin.type) if origin and len(column.origins) == 1 else ""
    if (column.type.kind, needed) not in WIDENINGS:
        return column
    widen_column(connection, stream, column.name, needed)
    log.info("column of the target widened", extra={"stream": stream.name, "column": column.name, "type": needed})
    return replace(column, type=ColumnType.parse(needed))
