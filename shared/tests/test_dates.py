"""Dates on the wire are written the same way by Python and by PostgreSQL, and come back."""

from datetime import UTC, datetime, timedelta, timezone

import psycopg2.extensions
import pytest

from suite.dates import parse_wire_date, sql_date, wire_date, wire_now

BRASILIA = timezone(timedelta(hours=-3))
MOMENTS = {
    datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC): "2026-02-03T04:05:06.000Z",
    datetime(2026, 2, 3, 4, 5, 6, 7_999, tzinfo=UTC): "2026-02-03T04:05:06.007Z",
    datetime(2026, 12, 31, 23, 30, tzinfo=BRASILIA): "2027-01-01T02:30:00.000Z",
}


@pytest.mark.parametrize(("moment", "text"), MOMENTS.items())
def test_python_and_the_database_write_one_form(
    admin: psycopg2.extensions.connection, moment: datetime, text: str
) -> None:
    with admin.cursor() as cursor:
        cursor.execute(f"SELECT {sql_date('%(moment)s::timestamptz')}", {"moment": moment})
        assert cursor.fetchone() == (text,)
    assert wire_date(moment) == text


def test_what_was_written_is_read_back() -> None:
    moment = datetime(2026, 2, 3, 4, 5, 6, 7_000, tzinfo=UTC)
    assert parse_wire_date(wire_date(moment)) == moment
    assert datetime.now(UTC) - parse_wire_date(wire_now()) < timedelta(minutes=5)
