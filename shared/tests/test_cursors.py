"""Opaque positions in lists."""

import base64
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from suite.http.cursors import InvalidCursor, decode_cursor, digest_of, encode_cursor

# How long a busy machine takes is nobody's mistake.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

DIGEST = digest_of({"sort": "title", "status": ["new"]})


def packed(content: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


@patient
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\x00")), max_size=3))
def test_a_position_comes_back(position: list[str]) -> None:
    cursor = encode_cursor(position, DIGEST)
    assert cursor.isascii()
    assert not set(cursor) & set("+/=&?#")
    assert decode_cursor(cursor, DIGEST, len(position)) == position


def test_the_digest_depends_on_values_not_on_their_order() -> None:
    assert digest_of({"status": ["new"], "sort": "title"}) == DIGEST
    assert digest_of({"status": ["new"], "sort": "-title"}) != DIGEST
    assert digest_of({"status": ["review"], "sort": "title"}) != DIGEST


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "nonsense",
        "%%%",
        "é",
        packed([]),
        packed({}),
        packed("text"),
        packed(None),
        packed([DIGEST]),
        packed([DIGEST, "a", "b", "c"]),
        packed([DIGEST, "a", 1]),
        packed([DIGEST, "a", None]),
        packed([None, "a", "b"]),
        packed([DIGEST, "a\x00", "b"]),
        encode_cursor(["a", "b"], digest_of({"sort": "other"})),
        base64.urlsafe_b64encode(b"\xff\xfe").decode(),
    ],
)
def test_what_is_not_ours_or_of_another_list_is_invalid(cursor: str) -> None:
    with pytest.raises(InvalidCursor) as refused:
        decode_cursor(cursor, DIGEST, 2)
    assert refused.value.problems[0].code == "invalid_cursor"


@patient
@given(st.text(max_size=80))
def test_no_text_is_more_than_invalid(cursor: str) -> None:
    with pytest.raises(InvalidCursor):
        decode_cursor(cursor, DIGEST, 2)
