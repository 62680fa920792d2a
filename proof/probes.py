"""Ordinary readers: one for each service and one through the gateway, each request on a connection of its own."""

from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPConnection, HTTPException
from time import monotonic

from proof.suite import GATEWAY_PATH, SERVICES, Suite
from suite_ops.processes.beside import Beside

PAUSE_SECONDS = 0.05
TIMEOUT_SECONDS = 30


@dataclass(frozen=True)
class Asked:
    """One request: when it was sent and answered (monotonic seconds), and what was wrong with it."""

    sent: float
    done: float
    problem: str = ""


@dataclass
class Reader:
    """What one address answered."""

    name: str
    port: int
    path: str
    asked: list[Asked] = field(default_factory=list)

    def problems(self, since: float) -> Counter[str]:
        """What went wrong with requests sent since, by kind."""
        return Counter(one.problem for one in self.asked if one.problem and one.sent >= since)

    def recovered_after(self, since: float) -> float:
        """Seconds from `since` to the end of the last request that failed; 0 when none did."""
        failed = [one.done for one in self.asked if one.problem and one.sent >= since]
        return max(failed) - since if failed else 0.0

    def refused_for(self, since: float) -> float:
        """The longest stretch of seconds in which every connection was refused."""
        longest, begin = 0.0, None
        for one in (one for one in self.asked if one.sent >= since):
            if one.problem == "ConnectionRefusedError":
                begin = one.sent if begin is None else begin
                longest = max(longest, one.done - begin)
            elif begin is not None:
                longest, begin = max(longest, one.sent - begin), None
        return longest

    def answers(self, count: int) -> bool:
        """Whether the last requests all went well."""
        last = self.asked[-count:]
        return len(last) == count and not any(one.problem for one in last)


class Readers(Beside):
    """Ask all the time during a `with` block."""

    def __init__(self, suite: Suite, pause: float = PAUSE_SECONDS) -> None:
        self.readers = [Reader(name, suite.port(prefix), path) for name, (prefix, path) in SERVICES.items()]
        if suite.process("gateway"):
            self.readers.append(Reader("gateway", suite.port("GATEWAY"), GATEWAY_PATH))
        self._pause = pause
        super().__init__(partial(self._ask, one) for one in self.readers)

    def all_answer(self, count: int = 10) -> bool:
        """Whether every address has answered its last requests well."""
        return all(reader.answers(count) for reader in self.readers)

    def _ask(self, reader: Reader) -> None:
        while not self.done.wait(self._pause):
            sent = monotonic()
            problem = ask(reader.port, reader.path)
            reader.asked.append(Asked(sent, monotonic(), problem))


def ask(port: int, path: str) -> str:
    """What is wrong with the answer to one GET; empty when nothing is, as with 429."""
    connection = HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("GET", path)
        reply = connection.getresponse()
        reply.read()
    except (OSError, HTTPException) as error:
        return type(error).__name__
    finally:
        connection.close()
    return "" if reply.status in (200, 429) else str(reply.status)
