"""How editors of the catalogue work."""

from typing import Any

from movies_api.editing.audit import record
from movies_api.editing.queries import ensure_user
from movies_api.editing.replies import RefusedRowReplySchema
from movies_api.parameters import PublicQuery
from suite.database import Connection
from suite.editing import Desk, EditedTable, Writer
from suite.editing.tables import Row
from suite.http import Call

REFUSED: dict[int, Any] = {422: ("A field, the catalogue or the journey would break a rule", RefusedRowReplySchema())}


class CatalogueDesk(Desk):
    """Rows belong to users of this schema; changes end what is kept of the catalogue."""

    query_base = PublicQuery

    def begin(self, connection: Connection, call: Call, writer: Writer) -> None:
        """An editor becomes a user with the first write."""
        ensure_user(connection, call.identity)

    def record(
        self,
        connection: Connection,
        call: Call[Any],
        writer: Writer,
        table: EditedTable,
        old: Row | None,
        new: Row | None,
    ) -> None:
        """An entry of the audit log."""
        record(connection, call, table.name, old, new)

    def create_replies(self, table: EditedTable) -> dict[int, Any]:
        """A journey may refuse, too."""
        return super().create_replies(table) | REFUSED

    def update_replies(self, table: EditedTable) -> dict[int, Any]:
        """A journey may refuse, too."""
        return super().update_replies(table) | REFUSED

    def delete_replies(self, table: EditedTable) -> dict[int, Any]:
        """A journey may refuse, too."""
        return super().delete_replies(table) | REFUSED


DESK = CatalogueDesk()
