"""Pacing: one row for every process that sends."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from suite.database import Database
from suite.mail.pacing import Pacing, QuotaUsedUp
from suite.mail.sender import Quota
from suite_testing.databases import TestCluster

NOW = datetime(2026, 1, 15, 10, tzinfo=UTC)


@pytest.fixture(scope="module")
def databases(test_cluster: TestCluster) -> Iterator[tuple[Database, Database]]:
    """Two pools, as two processes have them."""
    clone = test_cluster.clone("notifications-api", "notifications")
    dsn = clone.dsn("app_notifications")
    pair = (
        Database(dsn, schema="notifications", application="a", pool_size=2),
        Database(dsn, schema="notifications", application="b", pool_size=2),
    )
    yield pair
    for database in pair:
        database.close()


@pytest.fixture
def pair(databases: tuple[Database, Database]) -> tuple[Pacing, Pacing]:
    """Two workers of one adapter, however long they have to wait."""
    adapter = uuid4().hex[:20]
    first, second = databases
    return Pacing(first, adapter, longest=1e6), Pacing(second, adapter, longest=1e6)


def test_two_workers_share_the_rate(pair: tuple[Pacing, Pacing]) -> None:
    waits = [pair[number % 2].reserve(Quota(14.0, None), at=NOW) for number in range(200)]

    assert waits == pytest.approx([number / 14 for number in range(200)], abs=1e-3)
    assert waits[-1] >= 14


def test_a_pause_saves_nothing_up(pair: tuple[Pacing, Pacing]) -> None:
    pair[0].reserve(Quota(10.0, None), at=NOW)
    later = NOW + timedelta(minutes=5)

    assert [pair[1].reserve(Quota(10.0, None), at=later) for _ in range(3)] == pytest.approx([0, 0.1, 0.2], abs=1e-3)


def test_the_daily_quota_ends_at_its_reset_and_takes_no_turn(pair: tuple[Pacing, Pacing]) -> None:
    quota = Quota(1000.0, 3)
    for number in range(3):
        pair[number % 2].reserve(quota, at=NOW)
    assert pair[0].remaining == 0

    for _ in range(2):
        with pytest.raises(QuotaUsedUp) as used_up:
            pair[1].reserve(quota, at=NOW + timedelta(hours=1))
        assert used_up.value.seconds == pytest.approx(23 * 3600, abs=1)

    assert pair[1].reserve(quota, at=NOW + timedelta(hours=25)) == 0
    assert pair[1].remaining == 2


def test_what_others_sent_through_the_account_counts(pair: tuple[Pacing, Pacing]) -> None:
    with pytest.raises(QuotaUsedUp):
        pair[0].reserve(Quota(10.0, 200, used=200), at=NOW)


def test_nobody_waits_long_with_a_mail_in_hand(databases: tuple[Database, Database]) -> None:
    pacing = Pacing(databases[0], uuid4().hex[:20], longest=2.0)
    quota = Quota(1.0, None)
    assert [pacing.reserve(quota, at=NOW) for _ in range(3)] == pytest.approx([0, 1, 2], abs=1e-3)

    with pytest.raises(QuotaUsedUp) as used_up:
        pacing.reserve(quota, at=NOW)
    assert used_up.value.seconds == pytest.approx(3, abs=1e-3)
