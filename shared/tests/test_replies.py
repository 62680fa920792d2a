"""Replies tell a client back what it sent, whatever JSON can hold."""

import json

import pytest

from suite.http.replies import encode


@pytest.mark.parametrize(
    ("told", "read"),
    [
        (10**30, str(10**30)),
        (float("nan"), None),
        ("\ud800", "\ufffd"),
        ({"a": [-(10**40)]}, {"a": [str(-(10**40))]}),
    ],
)
def test_what_json_cannot_hold_is_told_as_text(told: object, read: object) -> None:
    assert json.loads(encode(told)) == read


def test_a_nest_deeper_than_any_reply_is_cut() -> None:
    nest: object = 0
    for _ in range(1_000):
        nest = [nest]
    assert encode(nest).startswith(b"[[")


def test_what_is_no_json_is_a_mistake_of_ours() -> None:
    with pytest.raises(TypeError):
        encode(object())
