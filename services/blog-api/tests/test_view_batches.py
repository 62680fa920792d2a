"""Views that arrive together are counted together."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from blog_api.errors import ArticleNotFound
from blog_api.views.batches import ViewBatches, Viewed
from suite.errors import DatabaseUnavailable, Unavailable
from suite_ops.processes.patience import wait_until

VIEWED = Viewed(3, 1, 0)


class Counter:
    """Counts like the database: whoever is new; the first statement waits until it may go on."""

    def __init__(self) -> None:
        self.asked: list[list[bytes]] = []
        self.known: set[bytes] = set()
        self.may_go_on = Event()
        self.error: Exception | None = None

    def count(self, visitors: list[bytes]) -> tuple[int, set[bytes]]:
        self.asked.append(visitors)
        assert self.may_go_on.wait(30)
        if self.error:
            raise self.error
        fresh = set(visitors) - self.known
        self.known |= fresh
        return len(self.known), fresh


def visit_together(batches: ViewBatches, counter: Counter, visitors: list[bytes]) -> list[object]:
    """One visit that is being counted, and the others while it is; what each was told, or why not."""

    def visit(visitor: bytes) -> object:
        try:
            return batches.count(VIEWED, visitor, counter.count)
        except (ArticleNotFound, Unavailable) as error:
            return type(error)

    with ThreadPoolExecutor(len(visitors)) as pool:
        told = [pool.submit(visit, visitors[0])]
        assert wait_until(lambda: bool(counter.asked), 60)
        told += [pool.submit(visit, visitor) for visitor in visitors[1:]]
        assert wait_until(lambda: sum(len(batch.visitors) for batch in batches._open.values()) == len(told) - 1, 60)
        counter.may_go_on.set()
        return [one.result() for one in told]


def test_a_crowd_costs_two_statements() -> None:
    batches, counter = ViewBatches(), Counter()
    crowd = [b"a", *[bytes([98 + number % 3]) for number in range(29)]]
    told = visit_together(batches, counter, crowd)
    assert counter.asked == [[b"a"], [b"b", b"c", b"d"]]
    assert [answer for answer in told if answer[0]] == [(True, 1), (True, 2), (True, 3), (True, 4)]  # type: ignore[index]


def test_an_article_that_is_not_visible_is_unknown_to_all() -> None:
    batches, counter = ViewBatches(), Counter()
    counter.error = ArticleNotFound()
    assert visit_together(batches, counter, [b"a", b"b", b"c"]) == [ArticleNotFound] * 3


def test_a_failure_is_told_to_all_and_counts_nothing() -> None:
    batches, counter = ViewBatches(), Counter()
    counter.error = DatabaseUnavailable()
    told = visit_together(batches, counter, [b"a", b"b", b"c"])
    assert sorted(map(str, told)) == sorted(map(str, [DatabaseUnavailable, DatabaseUnavailable, Unavailable]))
    counter.error = None
    assert batches.count(VIEWED, b"a", counter.count) == (True, 1)


@pytest.mark.parametrize("blog", [2, "dois.example"])
def test_requests_for_different_blogs_never_share_a_batch(blog: int | str) -> None:
    batches, counter = ViewBatches(), Counter()
    counter.may_go_on.set()
    batches.count(VIEWED, b"a", counter.count)
    batches.count(Viewed(blog, 1, 0), b"b", counter.count)
    assert counter.asked == [[b"a"], [b"b"]]
