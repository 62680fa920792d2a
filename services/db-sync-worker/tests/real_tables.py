"""Tables of a real QuestDB as tests make, change and read them."""

from typing import Any
from uuid import uuid4

from suite_ops.processes.patience import wait_until
from suite_ops.questdb.load import execute

# A statement travels in the address of a request.
ROWS_A_STATEMENT = 50


def readable_rows(url: str, table: str) -> int:
    """How many rows of a table can be read by now."""
    return int(execute(url, f"SELECT count() FROM {table}")["dataset"][0][0])


class RealTable:
    """A table with a name of its own; every change is waited for until it can be read."""

    def __init__(self, url: str, columns: str, *, time: str = "at", partition: str = "DAY", options: str = "") -> None:
        self.url, self.time = url, time
        self.name = f"t_{uuid4().hex[:12]}"
        # Only what is divided has a log.
        self.wal = partition != "NONE"
        log = "WAL" if self.wal else ""
        execute(url, f"CREATE TABLE {self.name} ({columns}) TIMESTAMP({time}) PARTITION BY {partition} {log} {options}")

    def change(self, statement: str) -> None:
        """Run a statement in which {table} is the table."""
        execute(self.url, statement.format(table=self.name))
        assert wait_until(self._is_applied, 60), statement

    def insert(self, *rows: str, columns: str = "") -> None:
        """Insert rows, each the text between the brackets."""
        chosen = f"({columns}) " if columns else ""
        for start in range(0, len(rows), ROWS_A_STATEMENT):
            values = ", ".join(f"({row})" for row in rows[start : start + ROWS_A_STATEMENT])
            execute(self.url, f"INSERT INTO {self.name} {chosen}VALUES {values}")
        assert wait_until(self._is_applied, 60)

    def rows(self, query: str = "SELECT * FROM {table}") -> list[list[Any]]:
        """Rows as the server's JSON has them."""
        found: list[list[Any]] = execute(self.url, query.format(table=self.name))["dataset"]
        return found

    def drop(self) -> None:
        """Leave nothing behind."""
        execute(self.url, f"DROP TABLE {self.name}")

    def _is_applied(self) -> bool:
        if not self.wal:
            return True
        query = f"SELECT suspended, writerTxn = sequencerTxn FROM wal_tables() WHERE name = '{self.name}'"
        ((suspended, applied),) = execute(self.url, query)["dataset"]
        return bool(suspended or applied)
