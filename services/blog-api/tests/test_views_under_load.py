"""Counting views in worker processes: nothing lost, nothing doubled, also when processes are killed."""

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest
import requests
from blog_client import Rows

from suite_ops.processes.patience import wait_until
from suite_testing.databases import TestDatabase
from suite_testing.processes import RunningService, running_service

VISITORS, POSTS, CALLERS = 100, 1_000, 25


@pytest.fixture(scope="module")
def running(blog_database: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    variables = {"BLOG_DATABASE_URL": blog_database.dsn("app_blog"), "BLOG_WORKERS": "2"}
    folder: Path = tmp_path_factory.mktemp("blog")
    with running_service("blog_api.wsgi:app", "blog_api.settings", "BLOG", variables, folder) as service:
        yield service


def visit(running: RunningService, article: int, numbers: range) -> int:
    """Posts of many visitors one after another; how many were answered."""
    answered = 0
    with running.caller() as caller:
        for number in numbers:
            try:
                reply = caller.post(
                    f"/blog/articles/{article}/view",
                    json={"blogId": 1},
                    headers={"User-Agent": f"visitante {number % VISITORS}"},
                )
            except requests.RequestException:
                continue
            assert reply.status_code == 200, reply.text
            answered += 1
    return answered


def visit_at_once(running: RunningService, article: int, posts: int = POSTS) -> int:
    share = posts // CALLERS
    with ThreadPoolExecutor(CALLERS) as pool:
        parts = [range(start, start + share) for start in range(0, posts, share)]
        return sum(pool.map(lambda part: visit(running, article, part), parts))


def half_hour(rows: Rows) -> int:
    return int(rows.value("SELECT extract(epoch FROM clock_timestamp())::bigint / 1800"))


def test_a_thousand_posts_of_a_hundred_visitors_are_a_hundred_views(running: RunningService, rows: Rows) -> None:
    article = rows.article(1, "muito-visto")
    before = half_hour(rows)
    assert visit_at_once(running, article) == POSTS
    # Where the half hour ended meanwhile, visitors may have counted once in each.
    most = VISITORS * (1 + half_hour(rows) - before)
    assert VISITORS <= rows.value("SELECT view_count FROM articles WHERE id = %s", article) <= most


def test_killed_workers_lose_and_double_nothing(running: RunningService, rows: Rows) -> None:
    article = rows.article(1, "interrompido")
    counted = "SELECT view_count FROM articles WHERE id = %s"
    with ThreadPoolExecutor(1) as pool:
        visits = pool.submit(visit_at_once, running, article)
        assert wait_until(lambda: rows.value(counted, article) >= 10, 60)
        for worker in running.workers():
            kill(worker)
        visits.result()
    running.wait_until_ready()
    known = rows.value("SELECT count(*) FROM article_views WHERE article_id = %s", article)
    assert rows.value(counted, article) == known
    # Once more from everybody: who was counted before the kill is not counted again, who was not is counted now.
    assert visit_at_once(running, article, VISITORS) == VISITORS
    assert rows.value(counted, article) == rows.value(
        "SELECT count(*) FROM article_views WHERE article_id = %s", article
    )
    assert rows.value(counted, article) >= VISITORS


def kill(worker: psutil.Process) -> None:
    """End a process the hard way; one that is gone already is fine."""
    try:
        os.kill(worker.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
