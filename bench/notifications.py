"""Lists and counts over many notifications: python -m bench.notifications [--rows N] [--repeats N].

One user has a tenth of them. Each request goes through the whole application, without a network; the figures are
medians and 95th percentiles in milliseconds.
"""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median, quantiles
from time import perf_counter

from werkzeug.test import Client

from notifications_api.app import create_app
from notifications_api.settings import Settings
from suite.auth.identity import user_uuid
from suite.environment import load_environment
from suite_ops.database.binaries import find_binaries
from suite_ops.database.throwaway import prepared_cluster
from suite_testing.databases import TestCluster, TestDatabase
from suite_testing.processes import TEST_ENVIRONMENT

USER = "ana"
FILL = """
    INSERT INTO notifications (id, user_id, user_ref, type, message, read, read_at, status, created_at, updated_at)
    SELECT gen_random_uuid(),
           CASE WHEN n %% 10 = 0 THEN %(owner)s::uuid ELSE md5((n %% 5000)::text)::uuid END, 'u',
           CASE WHEN n %% 20 = 0 THEN 'email' ELSE 'in-app' END, 'mensagem número ' || n, n %% 1000 <> 0,
           CASE WHEN n %% 1000 <> 0 THEN now() END, CASE WHEN n %% 20 = 0 THEN 'sent' ELSE 'delivered' END,
           now() - n * interval '1 second', now()
    FROM generate_series(1, %(rows)s) AS n
"""
QUESTIONS = {
    "page 1": "/notifications",
    "page 1000": "/notifications?page=1000",
    "unread, page 1": "/notifications?read=false",
    "mails, page 1": "/notifications?type=email",
    "unread count": "/notifications/unread-count",
}


def main(arguments: list[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.notifications", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=40)
    options = parser.parse_args(arguments)
    with filled(options.rows) as client:
        print(f"| of {options.rows:,} notifications, {options.rows // 10:,} of the user | median ms | p95 ms |")
        print("| --- | ---: | ---: |")
        for name, path in QUESTIONS.items():
            times = [ask(client, path) for _ in range(options.repeats)]
            print(f"| {name} | {median(times):.1f} | {quantiles(times, n=20)[-1]:.1f} |")
    return 0


@contextmanager
def filled(rows: int) -> Iterator[Client]:
    """A client of an application whose database holds so many notifications."""
    with prepared_cluster(find_binaries("embedded")) as (cluster, passwords):
        database = TestCluster(cluster, passwords).clone("notifications-api", "notifications")
        fill(database, rows)
        variables = {**TEST_ENVIRONMENT, "NOTIFICATIONS_DATABASE_URL": database.dsn("app_notifications")}
        service = create_app(Settings.from_environment(load_environment(process=variables)))
        yield service.test_client()
        service.database.close()


def fill(database: TestDatabase, rows: int) -> None:
    """The rows, as they are after a while: vacuumed and analysed."""
    with database.connect(schema="notifications") as admin, admin.cursor() as cursor:
        cursor.execute("SET synchronous_commit = on")
        cursor.execute(FILL, {"owner": str(user_uuid(USER)), "rows": rows})
        cursor.execute("VACUUM ANALYZE notifications")


def ask(client: Client, path: str) -> float:
    """Milliseconds of one request."""
    started = perf_counter()
    reply = client.get(path, headers={"X-User-Id": USER})
    elapsed = (perf_counter() - started) * 1000
    if reply.status_code != 200:
        raise RuntimeError(f"{path} answered {reply.status_code}")
    return elapsed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
