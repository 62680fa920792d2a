"""Reading and parsing request bodies."""

import io
import json
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from suite.errors import PayloadTooLarge, UnsupportedMediaType
from suite.http import bodies
from suite.http.bodies import (
    DRAINED_BYTES,
    MAX_DEPTH,
    MAX_TOKENS,
    InvalidBody,
    InvalidCharacters,
    MalformedJson,
    has_more_tokens,
    parse_object,
    read_body,
    require_json,
)

# How long a busy machine takes is nobody's mistake.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_characters="\x00", codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abc"), inner),
    max_leaves=20,
)


class Stream(io.BytesIO):
    """A body that arrives in small pieces and knows how much of it was asked for."""

    largest = 0

    def read(self, size: int | None = -1) -> bytes:
        assert size is not None and size >= 0, "a body is never read without a bound"
        self.largest = max(self.largest, size)
        return super().read(min(size, 1_000))


def environ(body: bytes, length: str | None = None, *, chunked: bool = False) -> dict[str, Any]:
    given_length = {} if chunked else {"CONTENT_LENGTH": str(len(body)) if length is None else length}
    return {"wsgi.input": Stream(body), "wsgi.input_terminated": chunked, **given_length}


@pytest.mark.parametrize(
    "values", [b"1," * MAX_TOKENS + b"1", b"{}," * MAX_TOKENS + b"1", b'"",' * MAX_TOKENS + b'""', b'"" ' * MAX_TOKENS]
)
def test_a_body_of_very_many_values_is_refused_before_it_is_parsed(
    values: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies.json, "loads", lambda *_, **__: pytest.fail("parsed"))
    with pytest.raises(MalformedJson):
        parse_object(b'{"a":[' + values + b"]}")


@given(json_values, st.integers(0, 40))
@patient
def test_signs_within_strings_are_no_values(content: Any, most: int) -> None:
    body = json.dumps(content).encode()
    tokens = len(re.findall(rb"[\[{,]", re.sub(rb'"(?:[^"\\]|\\.)*"', b",", body)))
    assert has_more_tokens(body, most) == (tokens > most)


def test_one_long_text_full_of_signs_is_one_value() -> None:
    text = '[{,}]"\\\n' * MAX_TOKENS
    assert parse_object(json.dumps({"a": text}).encode()) == {"a": text}


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize("size", [0, 1, 999, 5_000])
def test_a_body_up_to_the_limit_is_read_whole(size: int, chunked: bool) -> None:
    body = b"x" * size
    assert read_body(environ(body, chunked=chunked), 5_000) == body


@pytest.mark.parametrize("chunked", [False, True])
def test_a_larger_body_is_refused_and_read_to_its_end(chunked: bool) -> None:
    given_environ = environ(b"x" * 20_000, chunked=chunked)
    with pytest.raises(PayloadTooLarge):
        read_body(given_environ, 5_000)
    assert given_environ["wsgi.input"].read(1) == b""


def test_what_is_read_of_a_refused_body_is_bounded() -> None:
    given_environ = environ(b"x" * (DRAINED_BYTES + 100_000), chunked=True)
    with pytest.raises(PayloadTooLarge):
        read_body(given_environ, 10)
    assert 0 < DRAINED_BYTES + 100_000 - given_environ["wsgi.input"].tell() <= 100_000


def test_an_announced_size_is_refused_before_the_body_is_kept() -> None:
    given_environ = environ(b"x" * 20_000)
    with pytest.raises(PayloadTooLarge):
        read_body(given_environ, 5_000)
    assert given_environ["wsgi.input"].largest <= 65_536


def test_no_more_than_announced_is_read() -> None:
    given_environ = environ(b"one request and the next", "11")
    assert read_body(given_environ) == b"one request"


def test_a_body_that_ends_early_is_what_came() -> None:
    assert read_body(environ(b"cut", "1000")) == b"cut"


@pytest.mark.parametrize("length", ["", None])
def test_without_a_length_there_is_no_body(length: str | None) -> None:
    given_environ = {"wsgi.input": Stream(b"ignored"), **({"CONTENT_LENGTH": length} if length is not None else {})}
    assert read_body(given_environ) == b""


@patient
@given(st.dictionaries(st.text("abcé"), json_values))
def test_any_json_object_is_parsed_as_it_is(content: dict[str, Any]) -> None:
    assert parse_object(json.dumps(content, ensure_ascii=False).encode()) == content
    assert parse_object(json.dumps(content).encode()) == content


@patient
@given(st.binary(max_size=60))
def test_any_other_bytes_are_refused_in_words(body: bytes) -> None:
    try:
        parsed = parse_object(body)
    except (MalformedJson, InvalidBody, InvalidCharacters) as refusal:
        assert refusal.status == 400
        assert len(refusal.problems) == 1
    else:
        assert isinstance(parsed, dict)


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b'{"a":1,"a":2}',
        b'{"a":{"b":1,"b":1}}',
        b'{"a":NaN}',
        b'{"a":Infinity}',
        b'{"a":1}x',
        b"\xff{}",
        b"\xef\xbb\xbf{}",
        b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"a":' + b"9" * 5_000 + b"}",
    ],
)
def test_what_is_not_strict_json_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedJson):
        parse_object(body)


def test_nesting_is_bounded() -> None:
    def nested(levels: int) -> bytes:
        return b'{"a":' * levels + b"1" + b"}" * levels

    assert parse_object(nested(MAX_DEPTH - 1))
    with pytest.raises(MalformedJson):
        parse_object(nested(MAX_DEPTH + 1))


@pytest.mark.parametrize("body", [b"", b"  \n", b"[]", b'"text"', b"1", b"null", b"true"])
def test_anything_but_an_object_is_no_body(body: bytes) -> None:
    with pytest.raises(InvalidBody):
        parse_object(body)


@pytest.mark.parametrize("text", ["\\u0000", "\\ud800", "\\udfff", "\\ude00\\ud83d"])
@pytest.mark.parametrize("form", ['{"a":"%s"}', '{"%s":1}', '{"a":[{"b":"x%s"}]}'])
def test_characters_no_text_can_hold_are_refused(form: str, text: str) -> None:
    with pytest.raises(InvalidCharacters):
        parse_object((form % text).encode())


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "Application/JSON", "application/json; charset=utf-8", 'application/json;charset="UTF-8"'],
)
def test_json_may_name_its_charset(content_type: str) -> None:
    require_json({"CONTENT_TYPE": content_type})


@pytest.mark.parametrize(
    "content_type", [None, "", "text/plain", "application/jsonp", "application/json; charset=latin-1"]
)
def test_other_media_are_unsupported(content_type: str | None) -> None:
    with pytest.raises(UnsupportedMediaType):
        require_json({"CONTENT_TYPE": content_type} if content_type is not None else {})
