"""Pages are computed on in two lanes of child processes: one that would hold others up waits behind its like."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from scrape_proxy.errors import PageTooComplex
from scrape_proxy.pages.fetcher import FetchedPage
from suite.bounded import Bounded, TooCostly, attach_bounded
from suite.bounded.clients import client_left
from suite.http import Service

TARGET = "scrape_proxy.pages.computation:compute"
# Some fifth of a second of work; of a thousand pages of the web, nine hundred and ninety are smaller.
ORDINARY_BYTES = 1_048_576
ORDINARY_TAGS = 20_000

ORDINARY = Bounded(TARGET, name="pages", memory_mb=256, cpu_seconds=5, wall_seconds=15, waiting=64, wait_seconds=15)
HEAVY = Bounded(TARGET, name="heavy_pages", memory_mb=640, cpu_seconds=10, wall_seconds=20, waiting=16, wait_seconds=20)


def process(task: str, page: FetchedPage, *arguments: Any, left: Callable[[], bool] = client_left) -> Any:
    """The result of a task of scrape_proxy.pages.computation on a page; PageTooComplex when it takes too much.

    QueueFull (503) and OutOfTime (504) when it does not get its turn; it ends when `left` says that nobody waits.
    """
    # The child needs the type of the headers; a response's own object would carry its connection along.
    plain = replace(page, headers={"Content-Type": page.content_type})
    try:
        return lane_of(page.body).run(task, plain, *arguments, left=left)
    except TooCostly:
        raise PageTooComplex from None


def lane_of(body: bytes) -> Bounded:
    """Where a page is computed on, by what can be counted in a millisecond."""
    packed = body.startswith((b"\x1f\x8b", b"%PDF"))
    ordinary = not packed and len(body) <= ORDINARY_BYTES and body.count(b"<") <= ORDINARY_TAGS
    return ORDINARY if ordinary else HEAVY


def attach_processing(service: Service) -> None:
    """Count what becomes of pages, and end the children with the service."""
    attach_bounded(service, ORDINARY, HEAVY)
