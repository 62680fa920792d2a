"""What a page costs when there is more of everything: boards of different sizes in one database, asked alike.

One connection, one request after the other: what is told is how long an answer takes, not how many there are a second.
Every page is read from PostgreSQL, nothing from the worker's memory.
"""

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from http.client import HTTPConnection
from itertools import chain
from pathlib import Path
from time import perf_counter
from urllib.parse import urlsplit

import psycopg2

from bench.contender import ROOT, Site
from bench.contenders.workspace_api import WORKSPACE_API_UNREMEMBERED
from bench.datasets.workspace import CATEGORIES, ROLE, role_dsn
from bench.failures import BenchError
from bench.server import Server
from suite.migrations import Migrations
from suite_ops.database.bootstrap import DATABASE
from suite_ops.database.cluster import Cluster
from suite_ops.database.throwaway import free_port, prepared_cluster

SIZES = (1_000, 30_000, 1_000_000)
WANTED = 1.3
WARM_REQUESTS = 20
FILL = f"""
INSERT INTO workspace_users (user_id, last_seq, seeded_at) VALUES (%(user)s, %(rows)s, now());
INSERT INTO workspace_categories (user_id, name, display_name, display_order, created_at, updated_at, created_by)
SELECT %(user)s, name, name, place, now(), now(), 'bench'
  FROM unnest(ARRAY[{", ".join(f"'{name}'" for name in CATEGORIES)}]) WITH ORDINALITY AS category (name, place);
INSERT INTO workspace_items (id, user_id, title, title_key, description, category, priority, status, tags, created_at,
                             updated_at, created_by, updated_by, audit_hash, search_text)
SELECT gen_random_uuid(), %(user)s, md5(n::text), md5(n::text), 'Comparar o extrato com as ordens do dia.',
       (ARRAY[{", ".join(f"'{name}'" for name in CATEGORIES)}])[1 + n %% {len(CATEGORIES)}],
       (ARRAY['low', 'medium', 'high', 'critical'])[1 + n %% 4],
       (ARRAY['new', 'review', 'in-progress', 'completed', 'rejected'])[1 + n %% 5], ARRAY['t' || n %% 1000],
       timestamptz '2026-01-01' + n * interval '1 second',
       timestamptz '2026-03-01' + (n * 7919::bigint %% %(rows)s) * interval '1 second', 'x', 'x', '', 'extrato'
  FROM generate_series(1, %(rows)s) AS n;
INSERT INTO workspace_changes (user_id, seq, item_id, version, action, changed_at, changed_by)
SELECT %(user)s, row_number() OVER (), id, 1, 'created', now(), 'x' FROM workspace_items WHERE user_id = %(user)s;
"""


@dataclass(frozen=True)
class Cost:
    """How long one kind of page takes on boards of each size: milliseconds, by number of items."""

    page: str
    p50_ms: dict[int, float]
    p95_ms: dict[int, float]

    @property
    def ratio(self) -> float:
        """The median of the largest board to that of the smallest."""
        return self.p50_ms[max(self.p50_ms)] / self.p50_ms[min(self.p50_ms)]


def measure_growth(sizes: Sequence[int], requests: int, results: Path) -> None:
    """Fill, ask, print and write."""
    with filled_server(sizes) as server:
        connection = HTTPConnection(str(urlsplit(server.address).netloc), timeout=60)
        times = {size: dict(page_times(connection, user_of(size), size, requests)) for size in sizes}
    costs = [cost_of(page, times) for page in times[sizes[0]]]
    text = table(costs, sizes)
    print(text)
    results.mkdir(parents=True, exist_ok=True)
    (results / "growth.md").write_text(text, encoding="utf-8")
    written = [{**asdict(cost), "ratio": cost.ratio} for cost in costs]
    (results / "growth.json").write_text(json.dumps(written, indent=2) + "\n", encoding="utf-8")


@contextmanager
def filled_server(sizes: Sequence[int]) -> Iterator[Server]:
    """The service over a database with a board of each size."""
    with prepared_cluster() as (cluster, passwords), tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        fill(cluster, sizes)
        site = Site(free_port(), role_dsn(cluster, passwords), Path(scratch) / "server")
        server = Server(WORKSPACE_API_UNREMEMBERED, site, Path(scratch) / "server.log")
        try:
            server.wait()
            yield server
        finally:
            server.stop()


def fill(cluster: Cluster, sizes: Sequence[int]) -> None:
    """A board of each size, each of a user of its own."""
    dsn = cluster.admin_dsn(DATABASE)
    Migrations(ROOT / "services" / "workspace-api" / "migrations", "workspace").migrate(dsn)
    with closing(psycopg2.connect(dsn, options="-c search_path=workspace")) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER ROLE {ROLE} CONNECTION LIMIT -1")
            for size in sizes:
                for statement in filter(str.strip, FILL.split(";\n")):
                    cursor.execute(statement, {"user": user_of(size), "rows": size})
            cursor.execute("VACUUM ANALYZE")


def user_of(size: int) -> str:
    """Who owns the board of this size."""
    return f"owner-of-{size}"


def page_times(connection: HTTPConnection, user: str, size: int, requests: int) -> Iterator[tuple[str, list[float]]]:
    """By kind of page: the milliseconds of each request, after some that are not counted."""
    middle = cursor_far_down(connection, user)
    pages = {
        "first page of 50": "/api/items?limit=50",
        "page far down": f"/api/items?limit=50&cursor={middle}",
        "by title": "/api/items?limit=50&sort=title",
        "one column of the board": "/api/items?limit=50&status=review",
        "change feed from the middle": f"/api/items/changes?since={size // 2}&limit=50",
        "not modified": "/api/items?limit=50",
    }
    for name, path in pages.items():
        headers = {"X-User-Id": user}
        if name == "not modified":
            headers["If-None-Match"] = ask(connection, path, headers)[1].get("ETag", "")
        taken = [ask(connection, path, headers)[0] for _ in range(WARM_REQUESTS + requests)]
        yield name, taken[WARM_REQUESTS:]


def cursor_far_down(connection: HTTPConnection, user: str) -> str:
    """The position after the first half of the smallest board, or as far down as an offset goes."""
    body = ask(connection, "/api/items?limit=1&offset=499", {"X-User-Id": user})[2]
    return str(json.loads(body)["nextCursor"])


def ask(connection: HTTPConnection, path: str, headers: Mapping[str, str]) -> tuple[float, dict[str, str], bytes]:
    """Milliseconds, headers and body; BenchError for anything but 200 and 304."""
    begun = perf_counter()
    connection.request("GET", path, headers=dict(headers))
    reply = connection.getresponse()
    body = reply.read()
    taken = (perf_counter() - begun) * 1000
    if reply.status not in (200, 304):
        raise BenchError(f"{path} is answered with {reply.status}")
    return taken, dict(reply.getheaders()), body


def cost_of(page: str, times: Mapping[int, Mapping[str, Sequence[float]]]) -> Cost:
    """Percentiles of one kind of page on each board."""
    ordered = {size: sorted(pages[page]) for size, pages in times.items()}
    return Cost(
        page,
        {size: taken[len(taken) // 2] for size, taken in ordered.items()},
        {size: taken[len(taken) * 95 // 100] for size, taken in ordered.items()},
    )


def table(costs: Sequence[Cost], sizes: Sequence[int]) -> str:
    """The page that is checked in."""
    heads = list(chain.from_iterable((f"p50 ms at {size:,}", f"p95 ms at {size:,}") for size in sizes))
    lines = [
        "# Growth of a board",
        "",
        f"The ratio is that of the medians of the largest board and the smallest; wanted at most {WANTED}.",
        "",
        f"| page | ratio | {' | '.join(heads)} |",
        "| --- |" + " ---: |" * (len(heads) + 1),
    ]
    for cost in costs:
        cells = chain.from_iterable((f"{cost.p50_ms[size]:.2f}", f"{cost.p95_ms[size]:.2f}") for size in sizes)
        mark = "" if cost.ratio <= WANTED else " (!)"
        lines.append(f"| {cost.page} | {cost.ratio:.2f}{mark} | {' | '.join(cells)} |")
    return "\n".join([*lines, ""])
