"""The checker of `proof.sh histories` finds what is wrong, and nothing where all is well."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from proof.histories.checker import violations
from proof.histories.command import idle
from proof.histories.events import CREATE, OK, READ, REFUSED, UNKNOWN, WRITE, Ending, Event, Stored
from proof.histories.record_clients import RecordClients, identity_of
from proof.histories.records import KINDS, Answer
from proof.suite import Suite

from suite_ops.processes.patience import wait_until

ITEM, TITLE = "item", "a title"
EVENTS = [
    Event(CREATE, ITEM, OK, 0.0, 0.1, 1, title=TITLE),
    Event(WRITE, ITEM, OK, 1.0, 1.1, 2, 1),
    Event(WRITE, ITEM, REFUSED, 1.0, 1.2, 0, 1),
    Event(WRITE, ITEM, UNKNOWN, 1.5, 1.6, 0, 2),
    Event(READ, ITEM, OK, 4.0, 4.1, 3, lag=1.0),
]
ENDING = Ending({ITEM: Stored(3, (1, 2, 3))}, {TITLE: 1}, ((1, ITEM, 1), (2, ITEM, 2), (3, ITEM, 3)))


def test_a_true_history_breaks_no_promise() -> None:
    assert violations(EVENTS, ENDING) == []


def test_a_write_nobody_acknowledged_may_have_happened_or_not() -> None:
    without = Ending({ITEM: Stored(2, (1, 2))}, {TITLE: 1}, ENDING.feed[:2])
    assert violations([*EVENTS[:-1], replace(EVENTS[-1], version=2)], without) == []


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (Event(WRITE, ITEM, OK, 2.0, 2.1, 4, 3), "lost: version 4"),
        (Event(CREATE, "another", OK, 2.0, 2.1, 1, title="another"), "lost: version 1 of item another"),
        (Event(WRITE, ITEM, OK, 2.0, 2.1, 2, 1), "lost update: 2 writers of version 1"),
        (Event(WRITE, ITEM, OK, 2.0, 2.1, 3, 1), "was written for version 1"),
        (Event(READ, ITEM, OK, 4.0, 4.1, 1, lag=1.0), "stale: item item was read at version 1, 2 was acknowledged"),
    ],
)
def test_an_answer_that_cannot_be_true_is_found(event: Event, said: str) -> None:
    assert said in "\n".join(violations([*EVENTS, event], ENDING))


def test_records_without_a_feed_of_changes_are_judged_by_their_history() -> None:
    assert violations(EVENTS, replace(ENDING, feed=None)) == []
    lost = violations(EVENTS[:2], replace(ENDING, items={ITEM: Stored(1, (1,))}, feed=None))
    assert lost == ["lost: version 2 of item item was acknowledged"]


@pytest.mark.parametrize("document", [{"data": {"id": 7}}, {"id": 7}])
def test_a_record_is_known_by_its_id_in_an_envelope_or_without(document: object) -> None:
    assert identity_of(Answer(201, document)) == "7"


def test_a_client_that_ends_before_its_time_is_told() -> None:
    def refuse(*_: Any) -> Any:
        raise KeyError("data")

    clients = RecordClients(Suite(Path("."), {}), replace(KINDS[0], body=refuse), 23)
    with clients:
        assert wait_until(lambda: len(clients.failures) == 2, 60)
    assert idle(clients) == [
        "articles: a client ended with KeyError('data')",
        "articles: a client ended with KeyError('data')",
        "articles: no write was acknowledged",
    ]


def test_an_answer_may_be_as_old_as_its_cache() -> None:
    assert violations([*EVENTS, Event(READ, ITEM, OK, 2.0, 2.1, 1, lag=1.0)], ENDING) == []


@pytest.mark.parametrize(
    ("ending", "said"),
    [
        (replace(ENDING, titles={TITLE: 2}), "doubled: a title was created 2 times"),
        (replace(ENDING, titles={}), "lost: a title"),
        (replace(ENDING, items={ITEM: Stored(3, (1, 2, 3), "entry 2 was edited")}), "entry 2 was edited"),
        (replace(ENDING, items={ITEM: Stored(3, (1, 3))}), "audit: the versions of item item"),
        (replace(ENDING, items={ITEM: Stored(2, (1, 2, 3))}), "is at version 2, its history at 3"),
        (replace(ENDING, feed=ENDING.feed[::2]), "its numbers have gaps"),
        (replace(ENDING, feed=ENDING.feed[:2]), "it tells versions [1, 2]"),
        (replace(ENDING, feed=(*ENDING.feed, (4, "ghost", 1))), "which nobody has"),
    ],
)
def test_a_store_that_contradicts_itself_is_found(ending: Ending, said: str) -> None:
    assert said in "\n".join(violations(EVENTS, ending))
