"""What the tests compute in children."""

import os
import signal
import time
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from suite.errors import BadRequest, Problem
from suite.text.front_matter import FrontMatterError

_seen: list[int] = []


@dataclass(frozen=True)
class Found:
    text: str
    number: Decimal


def repeat(value: Any) -> Any:
    return value


def count_calls() -> tuple[int, int]:
    _seen.append(1)
    return os.getpid(), len(_seen)


def find(text: str, *, number: str) -> Found:
    return Found(text, Decimal(number))


def spin() -> None:
    while True:
        pass


def sleep(seconds: float) -> str:
    time.sleep(seconds)
    return "slept"


def wait_for(path: str) -> str:
    while not os.path.exists(path):
        time.sleep(0.01)
    return "there"


def fill_memory() -> int:
    return len(bytearray(1 << 40))


def grow_slowly() -> int:
    kept = []
    while True:
        kept.append("x" * 1_000_000)


def long_reply() -> bytes:
    return b"x" * 2_000_000


def recurse(depth: int = 0) -> int:
    return recurse(depth + 1) + 1


def crash() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def refuse() -> None:
    raise BadRequest("no", problems=[Problem("a", "b")])


def refuse_by_line() -> None:
    raise FrontMatterError(7, "broken")


def fail_strangely() -> None:
    class Local(Exception):
        pass

    raise Local("strange")


class Dangerous:
    def __reduce__(self) -> Any:
        return os.system, ("true",)


def answer_with_a_call() -> Any:
    return Dangerous()


def environment() -> dict[str, str]:
    return dict(os.environ)


def scores() -> tuple[str, int]:
    with open("/proc/self/oom_score_adj", encoding="ascii") as file:
        return file.read().strip(), os.getpriority(os.PRIO_PROCESS, 0)
