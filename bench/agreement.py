"""All contenders must answer the same JSON before anything is timed."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from bench.failures import BenchError
from bench.load import Request
from bench.server import Server

# A cursor is opaque: that there is one must agree, not its text.
OPAQUE = frozenset({"nextCursor"})
NOT_MODIFIED = 304


def require_agreement(
    servers: Sequence[Server],
    requests: Iterable[Request],
    headers: Mapping[str, str],
    opaque: frozenset[str] = OPAQUE,
) -> None:
    """Compare all replies with those of the first server; raises BenchError naming a difference."""
    first, *others = servers
    for request in requests:
        expected = fetch(first, request, headers)
        for server in others:
            found = fetch(server, request, headers)
            for place in differences(expected, found, opaque=opaque):
                raise BenchError(f"{server.contender.name} and {first.contender.name} disagree on {request} at {place}")


def fetch(server: Server, asked: Request, headers: Mapping[str, str]) -> Any:
    """Status and parsed body; raises BenchError unless the reply is 200 or 201 with JSON, or 304."""
    request = urllib.request.Request(
        server.address + asked.path,
        method=asked.method,
        data=asked.body.encode() or None,
        headers={"Content-Type": "application/json", **headers, **server.contender.headers, **asked.headers},
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as reply:
            return [reply.status, json.load(reply)]
    except (urllib.error.URLError, OSError, ValueError) as error:
        if isinstance(error, urllib.error.HTTPError) and error.code == NOT_MODIFIED:
            return [NOT_MODIFIED, None]
        words = server.last_words()
        raise BenchError(
            f"{server.contender.name} does not answer {asked.path} ({error}); its log ends with: {words}"
        ) from error


def differences(expected: Any, found: Any, place: str = "$", *, opaque: frozenset[str] = OPAQUE) -> Iterator[str]:
    """Places where two parsed JSON values differ, such as `$.data[0].title`."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for key in sorted(expected.keys() | found.keys()):
            if key not in expected or key not in found:
                yield f"{place}.{key}"
            elif key in opaque:
                if type(expected[key]) is not type(found[key]):
                    yield f"{place}.{key}"
            else:
                yield from differences(expected[key], found[key], f"{place}.{key}", opaque=opaque)
    elif isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        for index, pair in enumerate(zip(expected, found, strict=True)):
            yield from differences(*pair, f"{place}[{index}]", opaque=opaque)
    elif type(expected) is not type(found) or expected != found:
        yield place
