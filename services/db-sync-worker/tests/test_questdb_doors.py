"""scripts/questdb.sh can open the wire protocol of PostgreSQL and the line protocol, on loopback."""

import socket
from contextlib import closing
from pathlib import Path

import psycopg2

from suite.environment import find_root
from suite_ops.database.throwaway import free_port
from suite_ops.processes.patience import wait_until
from suite_ops.questdb.load import execute
from suite_ops.questdb.server import QuestDbError, QuestDbServer, fetch_jar
from suite_testing.tools import require_tool


def count_rows(url: str, table: str) -> int | None:
    """None while there is no such table: a line makes it, and its name is known before it can be read."""
    try:
        return int(execute(url, f"SELECT count() FROM {table}")["dataset"][0][0])
    except QuestDbError:
        return None


def test_rows_of_the_line_protocol_are_read_over_that_of_postgresql(tmp_path: Path) -> None:
    require_tool("java")
    library = find_root(Path(__file__)) / "var" / "questdb" / "lib"
    if not any(library.glob("*.jar")):
        require_tool("mvn")
    server = QuestDbServer(tmp_path, free_port(), fetch_jar(library), free_port(), free_port())
    server.start()
    try:
        with socket.create_connection(("127.0.0.1", server.ilp_port or 0), timeout=30) as line:
            line.sendall(b"ticks,symbol=A price=1.5 1773100800000000000\n")
        assert wait_until(lambda: count_rows(server.url, "ticks") == 1, 60)
        where = {"host": "127.0.0.1", "port": server.pg_port, "user": "admin", "password": "quest", "dbname": "qdb"}
        with closing(psycopg2.connect(**where)) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT symbol, price FROM ticks")
            assert cursor.fetchall() == [("A", 1.5)]
    finally:
        server.stop()
