"""What never reaches a log line."""

import io
import json
import logging
from collections import UserDict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from suite.environment import Environment, Variable
from suite.logs import AccessLog, Output, Redactor, secret_values
from suite.logs.formatters import JsonFormatter, PrettyFormatter
from suite.logs.redaction import TEXT_LIMIT, VALUE_LIMIT
from suite.settings import Secret, ServiceSettings

SECRET = "Zq7/xY\"p\\9'w\n é"


class ProbeSettings(ServiceSettings):
    SERVICE, ID, SCHEMA, ROLE = "PROBE", "probe-api", "probe", "app_probe"


@dataclass
class Connection:
    host: str
    password: str


@pytest.mark.parametrize(
    "name",
    [
        "password",
        "PASSWORD",
        "db_password",
        "client_secret",
        "accessToken",
        "Authorization",
        "Set-Cookie",
        "api_key",
        "X-Api-Key",
        "apiKey",
        "SENTRY_DSN",
    ],
)
def test_values_are_hidden_by_the_name_of_their_key_at_any_depth(name: str) -> None:
    redactor = Redactor()
    value = {"a": [{"b": ({name: {"inner": "hunter2"}, "kept": 1},)}], name: 17}
    assert redactor.redact(value) == {
        "a": [{"b": [{name: "[redacted]", "kept": 1}]}],
        name: "[redacted]",
    }


def test_of_a_very_long_text_the_beginning_is_shown_with_its_length() -> None:
    shown = Redactor().redact_text("a" * 1_000_000)
    assert shown.startswith("aaaa") and shown.endswith("… [1000000 characters]")
    assert len(shown) < TEXT_LIMIT + 40


@pytest.mark.parametrize("start", [*range(TEXT_LIMIT - 60, TEXT_LIMIT + 60)])
@pytest.mark.parametrize("written", ["hunter2-hunter2-hunter2", 'password="hunter2 hunter2', "token='hunter2 hunter2"])
def test_no_secret_shows_where_a_text_is_cut(start: int, written: str) -> None:
    redactor = Redactor(["hunter2-hunter2-hunter2"])
    assert "hunter" not in redactor.redact_text("-" * start + written + " b" * TEXT_LIMIT)
    assert "hunter" not in redactor.redact_text(" hunter2-hunter2-hunter2" * 10_000)


@pytest.mark.parametrize(
    "value",
    [
        ["a"] * 1_000_000,
        dict.fromkeys(range(1_000_000), 1),
        ["a" * 10_000] * 1_000,
        [[["a" * 100] * 100] * 100] * 100,
        b"\xff" * 10_000_000,
        {"a" * 10_000_000: 1},
    ],
    ids=["items", "keys", "texts", "lists", "bytes", "key"],
)
def test_a_line_is_bounded_whatever_a_field_holds(value: Any) -> None:
    assert len(json.dumps(Redactor().redact(value))) < 8 * VALUE_LIMIT


def test_a_number_of_more_digits_than_python_writes_does_not_lose_the_line() -> None:
    assert Redactor(["7351908246"]).redact([10**5_000, -(10**5_000), 5]) == ["[too long]", "[too long]", 5]


@pytest.mark.parametrize("value", [Connection("db", "hunter2"), UserDict(host="db", password="hunter2")])
def test_objects_with_named_values_are_looked_into(value: Any) -> None:
    assert Redactor().redact([value]) == [{"host": "db", "password": "[redacted]"}]


def test_a_secret_setting_shows_as_stars() -> None:
    assert Redactor().redact({"value": Secret("hunter2-hunter2")}) == {"value": "***"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("postgresql://app:pw@db:5444/x", "postgresql://[redacted]@db:5444/x"),
        ("redis://:p%40w@cache and http://u@h/", "redis://[redacted]@cache and http://[redacted]@h/"),
        ("see https://example.org/@ana?x=a@b", "see https://example.org/@ana?x=a@b"),
        ("dbname=x password=pw host=db", "dbname=x password=[redacted] host=db"),
        ("password = 'two words' host=db", "password = [redacted] host=db"),
        ('{"access_token": "abc", "n": 1}', '{"access_token": [redacted], "n": 1}'),
        ("{'api_key': 'abc'}", "{'api_key': [redacted]}"),
        ("GET /x?token=abc&page=2", "GET /x?token=[redacted]&page=2"),
        (
            "sent Authorization header Bearer abcdefghijklmnop.q",
            "sent Authorization header Bearer [redacted]",
        ),
        ("the bearer of the token: expired", "the bearer of the token: expired"),
        ("ana@example.org wrote", "ana@example.org wrote"),
    ],
)
def test_secrets_in_text_are_hidden_by_their_place(text: str, shown: str) -> None:
    assert Redactor().redact_text(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ana.silva@example.org wrote to b@x.co", "a***@example.org wrote to b***@x.co"),
        ("<joão@exemplo.com.br>", "<j***@exemplo.com.br>"),
        ("a@b is no address", "a@b is no address"),
    ],
)
def test_mail_addresses_are_masked_in_production(text: str, shown: str) -> None:
    redactor = Redactor(mask_emails=True)
    assert redactor.redact({"to": [text]}) == {"to": [shown]}


def test_registered_secrets_are_hidden_in_every_spelling() -> None:
    redactor = Redactor([SECRET])
    spellings = [SECRET, repr(SECRET), json.dumps(SECRET), json.dumps(SECRET, ensure_ascii=False)]
    spellings += [f"x{SECRET}y", "Zq7%2FxY%22p%5C9%27w%0A%20%C3%A9"]
    for spelling in spellings:
        shown = redactor.redact_text(spelling)
        assert "[redacted]" in shown
        assert "Zq7" not in shown


def test_a_secret_made_of_digits_is_hidden_in_numbers_too() -> None:
    assert Redactor(["7351908246"]).redact([7351908246, 17351908246.5, 73]) == [
        "[redacted]",
        "[redacted]",
        73,
    ]


def test_very_short_secrets_do_not_blank_out_ordinary_text() -> None:
    assert Redactor(["a", ""]).redact_text("a banana") == "a banana"


def test_the_secrets_of_settings_are_known() -> None:
    given = {
        "PROBE_PORT": "3999",
        "APP_ENV": "test",
        "JWT_SECRET": "jwt-secret",
        "PROBE_DATABASE_URL": "postgresql://app:p%40ss@db/x",
        "REDIS_URL": "redis://:cache-password@cache",
    }
    environment = Environment(Path("."), {name: Variable(value, "test") for name, value in given.items()})
    known = set(secret_values(ProbeSettings.from_environment(environment)))
    assert {"jwt-secret", "p%40ss", "p@ss", "cache-password", given["PROBE_DATABASE_URL"]} <= known


def format_with(formatter: logging.Formatter, message: str, fields: dict[str, Any], cause: str) -> str:
    try:
        raise RuntimeError(cause)
    except RuntimeError as error:
        exc_info = (type(error), error, error.__traceback__)
    record = logging.LogRecord("x", logging.ERROR, "routes.py", 1, "said %s", (message,), exc_info)
    vars(record).update(fields)
    return formatter.format(record)


TEXT = st.text(max_size=20)
SECRETS = st.lists(
    st.text(st.characters(exclude_characters="[]*", exclude_categories=["Cs"]), min_size=8, max_size=24),
    min_size=1,
    max_size=3,
)


def values_around(secrets: list[str]) -> st.SearchStrategy[Any]:
    leaves = st.one_of(
        st.sampled_from(secrets),
        st.tuples(TEXT, st.sampled_from(secrets), TEXT).map("".join),
        st.integers(),
        st.floats(),
        st.none(),
        TEXT,
    )
    return st.recursive(leaves, lambda inner: st.one_of(st.lists(inner), st.dictionaries(leaves, inner)), max_leaves=6)


def texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from texts_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_in(inner)
    elif isinstance(value, str):
        yield value


@settings(deadline=None)
@given(st.data(), SECRETS)
def test_no_registered_secret_is_in_any_line_and_every_line_is_one_json_object(
    data: st.DataObject, secrets: list[str]
) -> None:
    redactor = Redactor(secrets, mask_emails=data.draw(st.booleans()))
    formatter = JsonFormatter("workspace-api", redactor)
    unrelated = format_with(formatter, "", {}, "")
    assume(not any(secret in text for secret in secrets for text in texts_in(json.loads(unrelated))))
    value = values_around(secrets)
    line = format_with(
        formatter,
        data.draw(value.map(str)),
        {"field": data.draw(value), data.draw(st.sampled_from(secrets)): 1},
        data.draw(value.map(str)),
    )
    assert len(line.splitlines()) == 1
    seen = list(texts_in(json.loads(line)))
    assert not any(secret in text for secret in secrets for text in seen)
    assert not any(secret in line for secret in secrets if secret not in unrelated)


@settings(deadline=None)
@given(st.data(), SECRETS)
def test_no_registered_secret_is_in_a_line_for_people(data: st.DataObject, secrets: list[str]) -> None:
    formatter = PrettyFormatter("workspace-api", Redactor(secrets))
    unrelated = format_with(formatter, "", {"field": ""}, "")
    value = values_around(secrets).map(str)
    text = format_with(formatter, data.draw(value), {"field": data.draw(value)}, data.draw(value))
    assert not any(secret in text for secret in secrets if secret not in unrelated)


@settings(deadline=None)
@given(st.data(), SECRETS)
def test_no_registered_secret_is_in_the_line_of_a_request(data: st.DataObject, secrets: list[str]) -> None:
    stream = io.StringIO()
    log = AccessLog("workspace-api", Output(stream=stream, redactor=Redactor(secrets)))
    text = st.tuples(TEXT, st.sampled_from(secrets), TEXT).map("".join)
    given_texts = {name: data.draw(text) for name in ("method", "route", "request_id", "user_id")}
    log.write(**given_texts, status=200, duration_ms=1.0)
    assert len(stream.getvalue().splitlines()) == 1
    seen = list(texts_in(json.loads(stream.getvalue())))
    assert not any(secret in text for secret in secrets for text in seen)
