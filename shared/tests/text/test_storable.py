"""Whatever JSON decodes to is something orjson encodes and jsonb stores, judged before it is encoded."""

import json
import math
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from suite.text.storable import (
    MAX_DEPTH,
    is_storable_json,
    is_storable_text,
    storable_json,
    storable_text,
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(codec=None)), inner, max_size=4),
    max_leaves=20,
)


def nested(depth: int) -> Any:
    value: Any = "end"
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("a\x00b", "a\ufffdb"),
        ("a\ud800b", "a\ufffdb"),
        ("\\u0000", "\\u0000"),
        ("ação 🎉", "ação 🎉"),
        ("", ""),
    ],
)
def test_only_nul_and_lone_surrogates_are_replaced(text: str, stored: str) -> None:
    assert storable_text(text) == stored
    assert is_storable_text(text) is (text == stored)


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (10**30, "1" + "0" * 30),
        (2**63 - 1, 2**63 - 1),
        (-(2**63) - 1, str(-(2**63) - 1)),
        (math.inf, "Infinity"),
        (-math.inf, "-Infinity"),
        (math.nan, "NaN"),
        (True, True),
        (1.0, 1.0),
        ({"a\x00": 1, "a\ufffd": 2}, {"a\ufffd-2": 1, "a\ufffd": 2}),
        (dict.fromkeys(map(chr, range(0xD800, 0xD803)), 1), {"\ufffd": 1, "\ufffd-2": 1, "\ufffd-3": 1}),
        ({1: "a", None: "b", False: "c"}, {"1": "a", "null": "b", "false": "c"}),
        ((1, {"x": (2,)}), [1, {"x": [2]}]),
    ],
)
def test_what_does_not_fit_becomes_text(value: Any, stored: Any) -> None:
    assert storable_json(value) == stored


def test_integers_too_long_for_decimal_digits_are_written_in_hexadecimal_ones() -> None:
    assert storable_json(1 << 20_000) == "0x1" + "0" * 5_000


def test_depth_is_bounded() -> None:
    assert storable_json(nested(MAX_DEPTH)) == nested(MAX_DEPTH)
    encoded = orjson.dumps(storable_json(nested(900)))
    assert encoded.count(b"[") == MAX_DEPTH
    assert "\ufffd" in encoded.decode()
    assert not is_storable_json(nested(MAX_DEPTH + 1))
    assert is_storable_json(nested(MAX_DEPTH))


@given(JSON)
def test_the_result_is_encoded_by_both_and_stays_as_it_is(value: Any) -> None:
    stored = storable_json(value)
    assert orjson.loads(orjson.dumps(stored)) == json.loads(json.dumps(stored, allow_nan=False))
    assert storable_json(stored) == stored
    assert is_storable_json(stored)
    if is_storable_json(value):
        assert stored == value
