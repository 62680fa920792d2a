"""`questdb start|stop|status|load`: a QuestDB to try the database sync worker with."""

import argparse
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from suite_ops.installation import InstallationError, load_installation
from suite_ops.questdb.load import load_signals
from suite_ops.questdb.server import VERSION, QuestDbError, QuestDbServer, fetch_jar
from suite_ops.terminal import fail, inform, succeed

DEFAULT_PORT = 9000


def main(argv: list[str]) -> int:
    """Exit status 0 done (status: it answers), 1 failed."""
    parser = argparse.ArgumentParser(prog="questdb.sh", description=__doc__)
    parser.add_argument("action", choices=("start", "stop", "status", "load"))
    parser.add_argument("--port", type=int, help="port of 127.0.0.1; that of QUESTDB_REST_URL, or 9000")
    parser.add_argument("--pg-port", type=int, help="open the wire protocol of PostgreSQL on this port of 127.0.0.1")
    parser.add_argument("--ilp-port", type=int, help="open the line protocol (TCP) on this port of 127.0.0.1")
    parser.add_argument("--rows", type=_rows, default=100_000, help="signals to load (100000)")
    parser.add_argument("--end", type=_moment, help="time of the last one, ISO 8601; now")
    parser.add_argument("--append", action="store_true", help="keep the signals that are there")
    given = parser.parse_args(argv)
    try:
        here = load_installation()
        port = given.port or urlsplit(here.environment.get("QUESTDB_REST_URL", "")).port or DEFAULT_PORT
        return _act(given, here.root / "var" / "questdb", port)
    except (InstallationError, OSError, QuestDbError) as error:
        fail(str(error))
        return 1


def _act(given: argparse.Namespace, folder: Path, port: int) -> int:
    if given.action == "load":
        rows = load_signals(f"http://127.0.0.1:{port}", given.rows, given.end or datetime.now(UTC), append=given.append)
        succeed(f"{rows} signals can be read")
        return 0
    if given.action == "start":
        inform(f"QuestDB {VERSION}")
        server = QuestDbServer(folder, port, fetch_jar(folder / "lib"), given.pg_port, given.ilp_port)
        succeed(f"QuestDB ready on port {port} (pid {server.start()})")
        return 0
    server = QuestDbServer(folder, port, folder / "lib")
    if given.action == "stop":
        succeed("QuestDB stopped" if server.stop() else "QuestDB did not run")
        return 0
    answers = server.answers()
    print(f"questdb  {'up' if answers else 'down'}  127.0.0.1:{port}")
    return 0 if answers else 1


def _rows(text: str) -> int:
    value = int(text)
    if not 1 <= value <= 100_000_000:
        raise argparse.ArgumentTypeError("must be from 1 to 100000000")
    return value


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
