"""Pages of GET /api/items."""

import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

import pytest
from workspace_client import Api
from workspace_replies import assert_invalid, titles_of

SORTS = ["createdAt", "updatedAt", "title", "priority", "status"]


def walk(api: Api, query: str) -> Iterator[list[dict[str, Any]]]:
    """Page after page by nextCursor."""
    cursor = ""
    while cursor is not None:
        body = api.get(f"/api/items?{query}&cursor={cursor}").get_json()
        yield body["data"]
        cursor = body["nextCursor"]


def fill(api: Api, count: int) -> list[dict[str, Any]]:
    """Items with few different values, so that every sort has ties."""
    priorities = ["low", "medium", "high", "critical"]
    return [api.create(title=f"Título {n % 3}", priority=priorities[n % 4], tags=[f"n{n}"]) for n in range(count)]


@pytest.mark.parametrize("sort", SORTS + [f"-{key}" for key in SORTS])
def test_a_walk_meets_every_item_once_in_the_order_of_the_whole_list(api: Api, sort: str) -> None:
    fill(api, 11)
    pages = list(walk(api, f"sort={sort}&limit=3"))

    assert [len(page) for page in pages] == [3, 3, 3, 2]
    assert list(chain.from_iterable(pages)) == api.get(f"/api/items?sort={sort}").get_json()["data"]


@pytest.mark.parametrize("sort", ["-createdAt", "createdAt", "title", "-priority", "status"])
def test_what_stays_is_met_exactly_once_while_others_come_and_go(api: Api, sort: str) -> None:
    items = fill(api, 15)
    doomed = {item["id"] for item in items[::3]}
    met: list[str] = []
    for page in walk(api, f"sort={sort}&limit=2"):
        met += [item["id"] for item in page]
        api.create(title="Título 1", priority="medium")
        if page and doomed:
            # The row the cursor stands on, where it may go: the next page must not depend on it.
            victim = page[-1]["id"] if page[-1]["id"] in doomed else min(doomed)
            api.delete(f"/api/items/{victim}")
            doomed.remove(victim)

    staying = {item["id"] for item in items} - {item["id"] for item in items[::3]}
    assert all(met.count(identifier) == 1 for identifier in staying)
    assert len(met) == len(set(met))


def test_filters_hold_on_every_page(api: Api) -> None:
    fill(api, 12)
    pages = list(walk(api, "priority=low,high&limit=4&sort=title"))

    assert [len(page) for page in pages] == [4, 2]
    assert {item["priority"] for page in pages for item in page} == {"low", "high"}


def test_a_full_last_page_announces_no_other(api: Api) -> None:
    fill(api, 4)
    reply = api.get("/api/items?limit=4")

    assert reply.get_json()["nextCursor"] is None
    assert "Link" not in reply.headers


def test_the_link_header_is_the_same_request_at_the_next_position(api: Api) -> None:
    fill(api, 5)
    query = "sort=title&limit=2&priority=low,medium&tag=&search=t%C3%ADtulo&_=77"
    reply = api.get(f"/items/?{query}")
    link = re.fullmatch(r'<([^>]+)>; rel="next"', reply.headers["Link"])

    assert link
    assert link[1].startswith("/items/?")
    assert "_=77" not in link[1]
    following = api.get(link[1]).get_json()
    assert titles_of(reply) + [item["title"] for item in following["data"]] == titles_of(
        api.get("/api/items?sort=title&priority=low,medium&search=titulo")
    )


def test_long_titles_with_long_foldings_can_be_paged(api: Api) -> None:
    for _ in range(3):
        api.create(title="㌖" * 255)

    assert [len(page) for page in walk(api, "sort=title&limit=1")] == [1, 1, 1]


def test_an_offset_skips_rows(api: Api) -> None:
    fill(api, 5)
    everything = api.get("/api/items").get_json()["data"]
    body = api.get("/api/items?offset=2&limit=2").get_json()

    assert body["data"] == everything[2:4]
    following = api.get(f"/api/items?limit=2&cursor={body['nextCursor']}").get_json()
    assert following["data"] == everything[4:]
    assert api.get("/api/items?offset=10000").get_json()["data"] == []


def test_a_cursor_and_an_offset_exclude_each_other(api: Api) -> None:
    fill(api, 2)
    cursor = api.get("/api/items?limit=1").get_json()["nextCursor"]

    assert_invalid(
        api.get(f"/api/items?limit=1&offset=0&cursor={cursor}"),
        ("offset", "offset cannot be combined with cursor", "conflicting_parameters"),
    )


def test_the_size_of_a_page_may_change_on_the_way(api: Api) -> None:
    fill(api, 3)
    cursor = api.get("/api/items?limit=1&sort=-createdAt").get_json()["nextCursor"]

    assert api.get(f"/api/items?limit=2&cursor={cursor}").get_json()["count"] == 2
