"""What views of a hot article cost readers: python -m bench.blog_views [--rounds N] [--connections N] [--rate R].

Readers ask at an even pace. In turn they are alone, beside 1000 posts of views of one article by 100 visitors, and
beside 1000 further reads instead: what the posts add is what they cost more than any other request would.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from itertools import cycle
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from threading import Event
from time import perf_counter, sleep

from suite_ops.database.binaries import find_binaries
from suite_ops.database.throwaway import prepared_cluster
from suite_testing.databases import TestCluster, TestDatabase
from suite_testing.processes import running_service

ARTICLES, POSTS, VISITORS = 200, 1_000, 100
READERS = 4
ALONE_SECONDS = 3.0
ALONE, VIEWS, READS = "alone", "beside 1000 view posts", "beside 1000 more reads"
FILL = f"""
INSERT INTO authors (blog_id, name) VALUES (3, 'Redação');
INSERT INTO categories (blog_id, title, slug) VALUES (3, 'Tudo', 'tudo');
INSERT INTO articles (blog_id, slug, title, description, content, state, published_at, category_id, author_id)
SELECT 3, 'artigo-' || n, 'Artigo ' || n, 'Sobre ' || n,
       '<p>' || (SELECT string_agg('palavra' || (n * k) % 5003, ' ') FROM generate_series(1, 600) AS k) || '</p>',
       'published', timestamptz '2026-01-01' - n * interval '1 day', (SELECT min(id) FROM categories),
       (SELECT min(id) FROM authors) FROM generate_series(1, {ARTICLES}) AS n;
ANALYZE;
"""


def main(arguments: list[str]) -> int:
    """Measure and print; exit status 1 when the stored count is not the rule's."""
    parser = argparse.ArgumentParser(prog="python -m bench.blog_views", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--connections", type=int, default=25, help="of those who post, or read more")
    parser.add_argument("--rate", type=int, default=100, help="reads a second; 100000: as fast as they are answered")
    options = parser.parse_args(arguments)
    found: dict[str, list[float]] = {ALONE: [], VIEWS: [], READS: []}
    with blog() as (port, database), ProcessPoolExecutor(1, mp_context=get_context("spawn")) as presser:
        first = read_first_article(database)
        read_until(port, options.rate, lambda: False, 1.0)
        for number in range(options.rounds):
            article = first + number
            found[ALONE].append(percentile(read_until(port, options.rate, lambda: False, ALONE_SECONDS)))
            for state, path in ((VIEWS, f"/blog/articles/{article}/view"), (READS, "/api/blog/posts/artigo-150")):
                pressing = presser.submit(press, port, path, options.connections)
                found[state].append(percentile(read_until(port, options.rate, pressing.done)))
                print(f"{state}: {POSTS / pressing.result():.0f} requests/s", flush=True)
            if read_views(database, article) != VISITORS:
                print(f"article {article}: {read_views(database, article)} views stored, not {VISITORS}")
                return 1
    for state, values in found.items():
        print(f"p95 of reads {state}: {median(values):.1f} ms, {median(values) / median(found[ALONE]):.2f} x")
    return 0


def read_until(port: int, rate: int, is_over: Callable[[], bool], seconds: float = 60.0) -> list[float]:
    """Milliseconds of paced reads until `is_over` or for some seconds; each reader keeps its own timetable."""
    end, stopped = perf_counter() + seconds, Event()

    def one_reader(number: int) -> list[float]:
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        taken, due = [], perf_counter() + number / rate
        slugs = cycle(range(1 + number, ARTICLES, READERS))
        while not stopped.is_set() and perf_counter() < end:
            sleep(max(0.0, due - perf_counter()))
            due += READERS / rate
            began = perf_counter()
            ask(connection, "GET", f"/api/blog/posts/artigo-{next(slugs)}", "reader")
            taken.append((perf_counter() - began) * 1000)
            if is_over():
                stopped.set()
        connection.close()
        return taken

    with ThreadPoolExecutor(READERS) as pool:
        return [value for values in pool.map(one_reader, range(READERS)) for value in values]


def press(port: int, path: str, connections: int) -> float:
    """Send all posts, or reads, as fast as they are answered; the seconds it took."""
    method = "POST" if path.endswith("/view") else "GET"

    def one_connection(start: int) -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        for number in range(start, POSTS, connections):
            ask(connection, method, path, f"visitor {number % VISITORS}")
        connection.close()

    began = perf_counter()
    with ThreadPoolExecutor(connections) as pool:
        list(pool.map(one_connection, range(connections)))
    return perf_counter() - began


def ask(connection: HTTPConnection, method: str, path: str, agent: str) -> None:
    """One request, answered with 200."""
    connection.request(method, path, headers={"User-Agent": agent})
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{path} answered {answer.status}")


def percentile(values: list[float], share: float = 0.95) -> float:
    """The value below which this share of the values lies."""
    return sorted(values)[int(len(values) * share)]


def read_first_article(database: TestDatabase) -> int:
    """The smallest id."""
    return read_number(database, "SELECT min(id) FROM articles")


def read_views(database: TestDatabase, article: int) -> int:
    """The stored counter of an article."""
    return read_number(database, f"SELECT view_count FROM articles WHERE id = {article:d}")


def read_number(database: TestDatabase, statement: str) -> int:
    """One number."""
    with database.connect(schema="blog") as connection, connection.cursor() as cursor:
        cursor.execute(statement)
        row = cursor.fetchone()
    return int(row[0]) if row else 0


@contextmanager
def blog() -> Iterator[tuple[int, TestDatabase]]:
    """Port and database of a service with two workers and articles of 600 words."""
    with prepared_cluster(find_binaries("embedded")) as (cluster, passwords), tempfile.TemporaryDirectory() as folder:
        database = TestCluster(cluster, passwords).clone("blog-api", "blog")
        with database.connect(schema="blog") as connection, connection.cursor() as cursor:
            cursor.execute(FILL)
        variables = {"BLOG_DATABASE_URL": database.dsn("app_blog"), "BLOG_WORKERS": "2"}
        with running_service("blog_api.wsgi:app", "blog_api.settings", "BLOG", variables, Path(folder)) as service:
            yield service.port, database


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
