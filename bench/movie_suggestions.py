"""How fast suggestions are in a catalogue of 50 000 films: python -m bench.movie_suggestions [--requests N].

Every film has five sub-sentiments and a platform, every answer curated films. Four readers, then one, ask in turn for
all intentions and for answers, with and without filters. Each question leaves another film out, so that no answer is
one that was kept; how long those take is told at the end.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from itertools import cycle
from pathlib import Path
from time import perf_counter
from uuid import uuid4

from suite_ops.database.binaries import find_binaries
from suite_ops.database.throwaway import prepared_cluster
from suite_testing.databases import TestCluster, TestDatabase
from suite_testing.processes import TEST_ENVIRONMENT, running_service

FILMS, TARGET_MS, KEPT_ASKED = 50_000, 60.0, 40
FILL = f"""
INSERT INTO movies (id, title, year, director, genres, keywords, vote_average, vote_count, runtime, certification)
SELECT ('10000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'Filme ' || n, 1920 + n % 105,
       'Diretor ' || n % 5000,
       ARRAY[(ARRAY['Ação', 'Drama', 'Comédia', 'Terror', 'Música', 'Família'])[1 + n % 6],
             (ARRAY['Romance', 'Aventura', 'Documentário', 'Thriller', 'Animação'])[1 + n % 5]],
       ARRAY['palavra ' || n % 300, 'tema ' || n % 700, 'lugar ' || n % 90],
       (n * 7919 % 100) / 10.0, n::bigint * 7919 % 20000, 60 + n % 120,
       (ARRAY['L', '10', '12', '14', '16', '18'])[1 + n % 6]
  FROM generate_series(1, {FILMS}) AS n;
INSERT INTO movie_sentiments (movie_id, main_sentiment_id, sub_sentiment_id, relevance)
SELECT m.id, b.main_sentiment_id, b.id, (m.place * b.place % 71 + 30) / 100.0
  FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM movies WHERE title LIKE 'Filme %') AS m
  JOIN (SELECT *, row_number() OVER (ORDER BY id) AS place, count(*) OVER () AS all_of_them FROM sub_sentiments) AS b
    ON (b.place + m.place * 7) % b.all_of_them < 5;
INSERT INTO movie_streaming_platforms (movie_id, streaming_platform_id, access_type)
SELECT m.id, p.id, 'INCLUDED_WITH_SUBSCRIPTION'
  FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM movies WHERE title LIKE 'Filme %') AS m
  JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place FROM streaming_platforms) AS p ON p.place = 1 + m.place % 9;
"""
SELECT_QUESTIONS = """
SELECT i.main_sentiment_id, i.id, min(o.id) FROM emotional_intentions AS i
  JOIN emotional_intention_journey_steps AS l ON l.emotional_intention_id = i.id
  JOIN journey_option_flows AS o ON o.journey_step_flow_id = l.journey_step_flow_id GROUP BY 1, 2 ORDER BY 2
"""


def main(arguments: list[str]) -> int:
    """Measure and print; exit status 1 when the 95th percentile of one reader is above the target."""
    parser = argparse.ArgumentParser(prog="python -m bench.movie_suggestions", description=__doc__)
    parser.add_argument("--requests", type=int, default=300)
    options = parser.parse_args(arguments)
    with catalogue() as (port, paths):
        for path in paths:
            ask(port, [path])
        for readers in (4, 1):
            asked = [
                f"{path}&exclude={uuid4()}" for path, _ in zip(cycle(paths), range(options.requests), strict=False)
            ]
            p95 = measure(port, asked, readers, f"{FILMS} films, {readers} readers")
        again = [path for path in paths[:10] for _ in range(KEPT_ASKED)]
        measure(port, again, 1, "kept answers, 1 reader")
    return 0 if p95 <= TARGET_MS else 1


def measure(port: int, asked: list[str], readers: int, title: str) -> float:
    """Ask and print; the 95th percentile in milliseconds."""
    shares = [asked[start::readers] for start in range(readers)]
    began = perf_counter()
    with ThreadPoolExecutor(readers) as pool:
        taken = [value for values in pool.map(lambda share: ask(port, share), shares) for value in values]
    rate = len(taken) / (perf_counter() - began)
    p50, p95 = percentile(taken, 0.5), percentile(taken, 0.95)
    print(f"{title}: p50 {p50:.1f} ms, p95 {p95:.1f} ms, {rate:.0f} requests/s")
    return p95


def ask(port: int, paths: list[str]) -> list[float]:
    """Milliseconds of each request, one after the other."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    taken = []
    for path in paths:
        began = perf_counter()
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        taken.append((perf_counter() - began) * 1000)
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}")
    connection.close()
    return taken


def percentile(values: list[float], share: float) -> float:
    """The value below which this share of the values lies."""
    return sorted(values)[int(len(values) * share)]


@contextmanager
def catalogue() -> Iterator[tuple[int, list[str]]]:
    """A running service with the seeds and FILMS more films: its port and what to ask."""
    with prepared_cluster(find_binaries("embedded")) as (cluster, passwords), tempfile.TemporaryDirectory() as folder:
        database = TestCluster(cluster, passwords).clone("movies-api", "movies")
        variables = {"MOVIES_DATABASE_URL": database.dsn("app_movies"), "MOVIES_WORKERS": "2"}
        seed = [sys.executable, "-m", "movies_api.cli", "seed"]
        subprocess.run(seed, env={**os.environ, **TEST_ENVIRONMENT, **variables}, check=True)
        with database.connect(schema="movies") as connection, connection.cursor() as cursor:
            cursor.execute(FILL)
            cursor.execute("VACUUM ANALYZE")
        with running_service(
            "movies_api.wsgi:app", "movies_api.settings", "MOVIES", variables, Path(folder)
        ) as service:
            yield service.port, questions(database)


def questions(database: TestDatabase) -> list[str]:
    """Every intention, with and without filters, and one answer of each."""
    base = "/movies/suggestions?sentimentId={0}&intentionId={1}"
    kinds = ("", "&platforms=netflix,globoplay", "&maxRuntime=120&certification=14", "&optionId={2}", "&limit=20")
    with database.connect(schema="movies") as connection, connection.cursor() as cursor:
        cursor.execute(SELECT_QUESTIONS)
        asked = cursor.fetchall()
    return [(base + kind).format(*row) for kind in kinds for row in asked]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
