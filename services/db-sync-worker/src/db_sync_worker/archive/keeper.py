"""A partition into the archive, and back: nothing is dropped that was not read again and found the same."""

from dataclasses import dataclass
from datetime import datetime

from psycopg2.extensions import connection as Connection

from db_sync_worker.archive import queries
from db_sync_worker.archive.files import ROWS_A_GROUP, ArchivedPartition, ArchiveStore
from db_sync_worker.source.queries import iso
from db_sync_worker.streams.model import Stream
from db_sync_worker.target.table_queries import TargetPartition, add_partition


class ArchiveDiffers(Exception):
    """What was read back from the archive is not what was written"""


@dataclass(frozen=True)
class ArchiveKeeper:
    """Of one stream's archive, over one connection."""

    connection: Connection
    stream: Stream
    archive: ArchiveStore

    def keep(self, partition: TargetPartition) -> ArchivedPartition:
        """Archive a partition, unless that was done already, and prove it; ArchiveDiffers."""
        stream, connection = self.stream, self.connection
        columns = queries.select_columns(connection, stream)
        chosen = [name for name, _ in columns]
        held = queries.rows_of(stream, partition)
        count, checksum = queries.select_checksum(connection, chosen, held)
        known = self.archive.find(stream.name, partition.name)
        if known and (known.rows, known.checksum) != (count, checksum):
            # The partition came back, perhaps in part: what only the archive has stays in it.
            self.restore(known)
            count, checksum = queries.select_checksum(connection, chosen, held)
        if known is None or (known.rows, known.checksum) != (count, checksum):
            rows = queries.stream_rows(connection, held, chosen, ROWS_A_GROUP)
            size = self.archive.write(stream.name, partition.name, columns, rows)
            known = ArchivedPartition(
                stream=stream.name,
                partition=partition.name,
                start=iso(partition.start),
                end=iso(partition.end),
                columns=[list(pair) for pair in columns],
                rows=count,
                checksum=checksum,
                bytes=size,
            )
        connection.commit()
        self.verify(known)
        self.archive.note(known)
        return known

    def verify(self, entry: ArchivedPartition) -> None:
        """Read a file back and compare it with what was counted and hashed; ArchiveDiffers."""
        try:
            self._bring_back(entry)
        finally:
            self.connection.rollback()

    def restore(self, entry: ArchivedPartition) -> int:
        """Bring the rows of a file back into the target; how many were not there."""
        add_partition(self.connection, self.stream, datetime.fromisoformat(entry.start))
        columns = self._bring_back(entry)
        restored = queries.insert_returned(self.connection, self.stream, columns)
        self.connection.commit()
        return restored

    def _bring_back(self, entry: ArchivedPartition) -> list[str]:
        columns = [name for name, _ in entry.columns]
        queries.create_returned(self.connection, self.stream)
        try:
            for lines in self.archive.lines(entry):
                queries.copy_returned(self.connection, columns, lines)
        except (OSError, ValueError) as error:
            raise ArchiveDiffers(f"{entry.partition}: the file cannot be read: {type(error).__name__}") from error
        found = queries.select_checksum(self.connection, columns)
        if found != (entry.rows, entry.checksum):
            raise ArchiveDiffers(f"{entry.partition}: {found[0]} rows were read back where {entry.rows} were written")
        return columns
