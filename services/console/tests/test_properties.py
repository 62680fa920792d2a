"""What holds for every span, line and Host the console reads."""

import contextlib
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as some

from console.logs.lines import LEVELS, LogFilter, parse_line, read_lines
from console.page.policy import hostname, page_policy
from console.traces.otlp import JSON, PROTOBUF, NotTraces, parse_traces, rows_of, unpacked
from suite.errors import PayloadTooLarge
from suite.http.replies import encode
from suite.text.storable import is_storable_json

EVERY = settings(max_examples=150, deadline=None)
STRANGE = some.text(some.characters(codec=None), max_size=40)
VALUES: Any = some.recursive(
    some.one_of(some.none(), some.booleans(), some.integers(), some.floats(), STRANGE),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
HEX = some.text(alphabet="0123456789abcdefG ", max_size=34) | some.binary(min_size=16, max_size=16).map(bytes.hex)
ATTRIBUTE = some.fixed_dictionaries(
    {},
    optional={
        "key": STRANGE,
        "value": some.dictionaries(
            some.sampled_from(["stringValue", "intValue", "boolValue", "doubleValue", "arrayValue", "bytesValue"]),
            VALUES,
            max_size=1,
        ),
    },
)
SPAN = some.fixed_dictionaries(
    {"traceId": HEX, "spanId": some.binary(min_size=8, max_size=8).map(bytes.hex) | HEX},
    optional={
        "parentSpanId": HEX,
        "name": STRANGE | VALUES,
        "kind": some.integers(-5, 9) | VALUES,
        "startTimeUnixNano": some.integers(0, 2**65).map(str) | VALUES,
        "endTimeUnixNano": some.integers(0, 2**64 - 1).map(str) | VALUES,
        "attributes": some.lists(ATTRIBUTE, max_size=3),
        "status": some.fixed_dictionaries({}, optional={"code": some.integers(0, 3), "message": STRANGE}),
        "links": some.lists(some.fixed_dictionaries({"traceId": HEX, "spanId": HEX}), max_size=2),
    },
)
REQUEST = some.lists(SPAN, max_size=3).map(
    lambda spans: {"resourceSpans": [{"resource": {"attributes": []}, "scopeSpans": [{"spans": spans}]}]}
)


@EVERY
@given(REQUEST | some.dictionaries(some.sampled_from(["resourceSpans", "x"]), VALUES))
def test_any_request_has_spans_that_can_be_stored_or_is_none(content: Any) -> None:
    with contextlib.suppress(NotTraces):
        rows, refused = rows_of(parse_traces(json.dumps(content).encode(), JSON))
        assert refused >= 0
        assert is_storable_json([{**row, "links": list(row["links"])} for row in rows])


@EVERY
@given(some.binary(max_size=80), some.sampled_from([JSON, PROTOBUF]), some.sampled_from(["", "gzip"]))
def test_any_bytes_are_spans_or_none(body: bytes, media_type: str, encoding: str) -> None:
    with contextlib.suppress(NotTraces, PayloadTooLarge):
        rows_of(parse_traces(unpacked(body, encoding), media_type))


@EVERY
@given(STRANGE | VALUES.map(json.dumps), some.sampled_from([None, *LEVELS]), some.none() | STRANGE)
def test_any_line_of_a_log_can_be_shown(text: str, level: str | None, wanted: str | None) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder, "x.log")
        file.write_bytes(text.encode("utf-8", "replace").replace(b"\n", b" ") + b"\n")
        for chosen in (LogFilter(), LogFilter(level=level, text=wanted, after=wanted, request_id=wanted)):
            encode(read_lines(file, chosen, 10))
    LogFilter(level=level, text=wanted).admits(parse_line(text))


@EVERY
@given(some.text(alphabet="aZ0.-:[]; '*/\n", max_size=20))
def test_no_host_adds_a_source_or_a_rule_to_the_policy(host: str) -> None:
    policy = page_policy(host, "http", [3000])
    assert policy.count(";") == page_policy("localhost", "http", [3000]).count(";")
    assert "*" not in policy
    assert "\n" not in policy
    assert hostname(hostname(host)) == hostname(host)
