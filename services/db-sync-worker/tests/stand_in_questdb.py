"""A QuestDB on a real socket that answers the worker's questions from memory and fails as a test tells it."""

import json
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from db_sync_worker.source.queries import PROBE, iso

Row = dict[str, str | None]
UNQUOTED = {"LONG", "INT", "SHORT", "BYTE", "DOUBLE", "FLOAT", "BOOLEAN", "UUID", "DECIMAL"}
_RANGE = re.compile(r"\"?(\w+)\"? >= '([^']+)'(?: AND \"?\w+\"? < '([^']+)')?")
_BEFORE = re.compile(r"\"?(\w+)\"? < '([^']+)'")
_AFTER = re.compile(r"(\w+) > '([^']+)'")
_TABLE = re.compile(r'FROM (?:\(SELECT (?:DISTINCT )?[^()]*? FROM )?"?(\w+)"?')
_SUM = re.compile(r"sum\((.*?)\)(?=, sum\(| FROM)")


@dataclass
class Fault:
    """What goes wrong with one answer: a status instead of it, or a body that is cut or garbled."""

    status: int | None = None
    cut_after_rows: int | None = None
    instead: bytes | None = None
    hang: bool = False
    skip_rows: int = 0


@dataclass
class Table:
    """Columns (name → type; the first TIMESTAMP is the designated one) and rows of text."""

    columns: dict[str, str]
    timestamp: str
    rows: list[Row] = field(default_factory=list)
    designated: bool = True
    partition: str = "DAY"
    dropped: set[str] = field(default_factory=set)
    suspended: bool = False
    transaction: int = 1

    def add(self, *rows: Row) -> None:
        """Insert rows; the table stays in the order of time, as QuestDB keeps it."""
        self.rows.extend(rows)
        self.transaction += 1
        self.rows.sort(key=lambda row: row[self.timestamp] or "")


def text(value: Any) -> str | None:
    """A value as QuestDB writes it."""
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)


class StandInQuestDb:
    """`fault(path, query)` is asked before each answer; `tables` may be changed at any time."""

    def __init__(self) -> None:
        self.tables: dict[str, Table] = {}
        self.fault: Callable[[str, str], Fault | None] = lambda path, query: None
        self.escapes, self.tells_null = True, True
        self.asked: list[tuple[str, str]] = []
        self.headers: list[dict[str, str]] = []
        self.connections: list[int] = []
        self.stopping = threading.Event()
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = 65536
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                stand_in.answer(self)

            def log_message(self, format: str, *values: Any) -> None:
                return None

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> "StandInQuestDb":
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()

    def table(self, name: str = "tp_capital_signals", **columns: str) -> Table:
        """A new table; without columns that of the trading signals."""
        given = columns or {
            "signal_id": "VARCHAR",
            "symbol": "SYMBOL",
            "direction": "SYMBOL",
            "confidence": "DOUBLE",
            "volume": "LONG",
            "created_at": "TIMESTAMP",
        }
        timestamp = next(column for column, kind in given.items() if kind.startswith("TIMESTAMP"))
        self.tables[name] = Table(dict(given), timestamp)
        return self.tables[name]

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """Serve one request."""
        parts = urlsplit(handler.path)
        query = parse_qs(parts.query)["query"][0]
        self.asked.append((parts.path, query))
        self.headers.append(dict(handler.headers))
        self.connections.append(handler.client_address[1])
        fault = self.fault(parts.path, query) or Fault()
        if fault.hang:
            self.stopping.wait()
            return
        if fault.status:
            _send(handler, fault.status, b'{"error":"as told"}')
            return
        try:
            names, kinds, rows = self._result(query)
        except KeyError as missing:
            _send(handler, 400, json.dumps({"error": f"table does not exist [table={missing}]"}).encode())
            return
        except ValueError as problem:
            _send(handler, 400, json.dumps({"error": str(problem)}).encode())
            return
        rows = rows[fault.skip_rows :]
        if parts.path == "/exec":
            columns = [{"name": name, "type": kind} for name, kind in zip(names, kinds, strict=True)]
            values = [[_json_value(value, kind) for value, kind in zip(row, kinds, strict=True)] for row in rows]
            _send(handler, 200, json.dumps({"columns": columns, "dataset": values}).encode())
        else:
            self._send_rows(handler, names, kinds, rows, fault)

    def _result(self, query: str) -> tuple[list[str], list[str], list[list[str | None]]]:
        if query == PROBE:
            return ["a", "b", "c"], ["STRING"] * 3, [[None, "", "x\\y"]]
        if " FROM wal_tables() " in query:
            return self._write_ahead_log(query.rpartition("= '")[2].removesuffix("'"))
        if " FROM tables() " in query:
            return ["id"], ["INT"], [["7"]]
        if query == "SELECT 1":
            return ["1"], ["INT"], [["1"]]
        if " FROM table_partitions(" in query:
            return _shown_partitions(self.tables[query.partition("('")[2].removesuffix("')")])
        found = _TABLE.search(query)
        if not found:
            raise ValueError(f"not understood: {query}")
        table = self.tables[found[1]]
        if query.startswith("SHOW COLUMNS"):
            return _shown_columns(table)
        rows = _matching(table, query)
        if query.startswith("SELECT timestamp_floor"):
            return _floored(table, query, rows)
        if query.startswith("SELECT count() FROM (SELECT DISTINCT"):
            names = re.findall(r'"(\w+)"', query.partition("DISTINCT")[2].partition(" FROM ")[0])
            return ["count()"], ["LONG"], [[str(len({tuple(row[name] for name in names) for row in rows}))]]
        if query.startswith(("SELECT count()", "SELECT min(")):
            return _aggregates(table, query, rows)
        return _selected(table, query, rows)

    def _write_ahead_log(self, name: str) -> tuple[list[str], list[str], list[list[str | None]]]:
        table = self.tables.get(name)
        names, kinds = ["suspended", "writerTxn", "sequencerTxn"], ["BOOLEAN", "LONG", "LONG"]
        if table is None:
            return names, kinds, []
        return names, kinds, [[text(table.suspended), str(table.transaction), str(table.transaction)]]

    def _send_rows(
        self, handler: BaseHTTPRequestHandler, names: list[str], kinds: list[str], rows: list[Any], fault: Fault
    ) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/csv; charset=utf-8")
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        lines = [",".join(f'"{name}"' for name in names)]
        lines += [self._line(row, kinds) for row in rows[: fault.cut_after_rows]]
        body = "".join(f"{line}\r\n" for line in lines).encode("utf-8", "surrogateescape")
        if fault.instead is not None:
            body += fault.instead
        for start in range(0, len(body), 30_000):
            piece = body[start : start + 30_000]
            handler.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        if fault.cut_after_rows is not None and fault.instead is None:
            handler.wfile.flush()
            handler.close_connection = True
            return
        handler.wfile.write(b"0\r\n\r\n")

    def _line(self, row: list[str | None], kinds: list[str]) -> str:
        return ",".join(self._field(value, kind) for value, kind in zip(row, kinds, strict=True))

    def _field(self, value: str | None, kind: str) -> str:
        if value is None or (value == "" and not self.tells_null):
            return ""
        if kind in UNQUOTED:
            return value
        if self.escapes:
            value = value.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
            value = "".join(f"\\u{ord(letter):04x}" if letter < " " else letter for letter in value)
        return '"' + value.replace('"', '""') + '"'


def _send(handler: BaseHTTPRequestHandler, status: int, body: bytes) -> None:
    handler.send_response(status)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def _json_value(value: str | None, kind: str) -> Any:
    if value is None:
        return None
    if kind in ("LONG", "INT", "SHORT", "BYTE"):
        return int(value)
    if kind in ("DOUBLE", "FLOAT"):
        return float(value)
    return value == "true" if kind == "BOOLEAN" else value


def _matching(table: Table, query: str) -> list[Row]:
    time = table.timestamp
    if f'"{time}" = null' in query:
        return [row for row in table.rows if row[time] is None]
    rows = [row for row in table.rows if row[time] is not None]
    if found := _RANGE.search(query):
        low, high = found[2], found[3] or "~"
        return [row for row in rows if low <= str(row[time]) < high]
    if found := _BEFORE.search(query):
        return [row for row in rows if str(row[time]) < found[2]]
    if found := _AFTER.search(query):
        bound = iso(datetime.fromisoformat(found[2]))
        return [row for row in rows if str(row[time]) > bound]
    return rows


def _selected(table: Table, query: str, rows: list[Row]) -> tuple[list[str], list[str], list[list[str | None]]]:
    chosen = query.removeprefix("SELECT ").partition(" FROM ")[0]
    names = list(table.columns) if chosen.strip() == "*" else re.findall(r'"(\w+)"(?:,|$| AS)', chosen + ",")
    names = list(dict.fromkeys(names))
    if missing := set(names) - table.columns.keys():
        raise ValueError(f"Invalid column: {missing}")
    order = re.search(r'ORDER BY "(\w+)"((?:, "\w+")+)', query)
    if order:
        others = re.findall(r'"(\w+)"', order[2])
        rows = sorted(rows, key=lambda row: (row[order[1]] or "", *(row[name] or "" for name in others)))
    if limit := re.search(r"LIMIT (\d+)(?:, (\d+))?$", query):
        low, high = (int(limit[1]), int(limit[2])) if limit[2] else (0, int(limit[1]))
        rows = rows[low:high]
    return names, [table.columns[name] for name in names], [[row[name] for name in names] for row in rows]


def _aggregates(table: Table, query: str, rows: list[Row]) -> tuple[list[str], list[str], list[list[str | None]]]:
    times = sorted(str(row[table.timestamp]) for row in rows)
    least, most = (times[0], times[-1]) if times else (None, None)
    if query.startswith("SELECT min("):
        return ["min"], ["TIMESTAMP"], [[least]]
    sums = [_sum(expression, rows) for expression in _SUM.findall(query)]
    names = ["count()", "min", "max", *(f"sum{number}" for number in range(len(sums)))]
    kinds = ["LONG", "TIMESTAMP", "TIMESTAMP", *("LONG" for _ in sums)]
    return names, kinds, [[str(len(rows)), least, most, *sums]]


def _sum(expression: str, rows: list[Row]) -> str:
    found = re.search(r'"(\w+)"', expression)
    assert found
    values = [Decimal(str(row[found[1]])) for row in rows if row[found[1]] is not None]
    if "4294967296" in expression:
        divisor = 4294967296
        whole = [int(value) for value in values]
        if "/" in expression:
            return str(sum(abs(value) // divisor * (1 if value >= 0 else -1) for value in whole))
        return str(sum(abs(value) % divisor * (1 if value >= 0 else -1) for value in whole))
    scale = re.search(r"round_half_even\(\"\w+\", (\d+)\)", expression)
    if scale:
        step = Decimal(1).scaleb(-int(scale[1]))
        values = [value.quantize(step, ROUND_HALF_EVEN) for value in values if abs(value) < 10**9]
    return str(sum(int((value * 1_000_000).to_integral_value()) for value in values if abs(value) < 10**9))


def _floored(table: Table, query: str, rows: list[Row]) -> tuple[list[str], list[str], list[list[str | None]]]:
    amount, unit = re.findall(r"timestamp_floor\('(\d+)([sd])'", query)[0]
    seconds = int(amount) * {"s": 1, "d": 86_400}[unit]
    times: dict[str, list[str]] = {}
    for row in rows:
        moment = datetime.fromisoformat(str(row[table.timestamp]))
        start = moment - (moment - datetime(1970, 1, 1, tzinfo=UTC)) % timedelta(seconds=seconds)
        times.setdefault(iso(start), []).append(str(row[table.timestamp]))
    found: list[list[str | None]] = [[w, str(len(own)), min(own), max(own)] for w, own in sorted(times.items())]
    names, kinds = ["w", "count", "min", "max"], ["TIMESTAMP", "LONG", "TIMESTAMP", "TIMESTAMP"]
    width = 4 if "min(" in query else 2
    return names[:width], kinds[:width], [values[:width] for values in found]


def _shown_columns(table: Table) -> tuple[list[str], list[str], list[list[str | None]]]:
    names = ["column", "type", "a", "b", "c", "d", "e", "designated", "upsertKey"]
    kinds = ["STRING"] * 7 + ["BOOLEAN"] * 2
    rows = [
        [name, kind, *[None] * 5, text(table.designated and name == table.timestamp), "false"]
        for name, kind in table.columns.items()
    ]
    return names, kinds, rows


def _shown_partitions(table: Table) -> tuple[list[str], list[str], list[list[str | None]]]:
    def days() -> Iterator[str]:
        yield from sorted({str(row[table.timestamp])[:10] for row in table.rows if row[table.timestamp]})

    names, kinds = ["partitionBy", "name", "numRows", "attached"], ["STRING", "STRING", "LONG", "BOOLEAN"]
    if table.partition == "NONE":
        return names, kinds, [["NONE", "default", str(len(table.rows)), "true"]]
    return (
        names,
        kinds,
        [
            [table.partition, day, str(sum(str(row[table.timestamp])[:10] == day for row in table.rows)), "true"]
            for day in days()
            if day not in table.dropped
        ],
    )
