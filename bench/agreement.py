"""All contenders must answer the same JSON before anything is timed."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from bench.failures import BenchError
from bench.server import Server

# A cursor is opaque: that there is one must agree, not its text.
OPAQUE = frozenset({"nextCursor"})


def require_agreement(servers: Sequence[Server], paths: Iterable[str], headers: Mapping[str, str]) -> None:
    """Compare all bodies with those of the first server; raises BenchError naming a difference."""
    first, *others = servers
    for path in paths:
        expected = fetch(first, path, headers)
        for server in others:
            found = fetch(server, path, headers)
            for place in differences(expected, found):
                raise BenchError(f"{server.contender.name} and {first.contender.name} disagree on {path} at {place}")


def fetch(server: Server, path: str, headers: Mapping[str, str]) -> Any:
    """The parsed body; raises BenchError unless the reply is 200 with JSON."""
    request = urllib.request.Request(server.address + path, headers={**headers, **server.contender.headers})
    try:
        with urllib.request.urlopen(request, timeout=10) as reply:
            return json.load(reply)
    except (urllib.error.URLError, OSError, ValueError) as error:
        words = server.last_words()
        raise BenchError(
            f"{server.contender.name} does not answer {path} ({error}); its log ends with: {words}"
        ) from error


def differences(expected: Any, found: Any, place: str = "$") -> Iterator[str]:
    """Places where two parsed JSON values differ, such as `$.data[0].title`."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for key in sorted(expected.keys() | found.keys()):
            if key not in expected or key not in found:
                yield f"{place}.{key}"
            elif key in OPAQUE:
                if type(expected[key]) is not type(found[key]):
                    yield f"{place}.{key}"
            else:
                yield from differences(expected[key], found[key], f"{place}.{key}")
    elif isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        for index, pair in enumerate(zip(expected, found, strict=True)):
            yield from differences(*pair, f"{place}[{index}]")
    elif type(expected) is not type(found) or expected != found:
        yield place
