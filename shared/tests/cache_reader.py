"""A process with a cache of its own, told over its input what to read and how often: a worker as the others see it."""

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from time import monotonic, sleep
from typing import Any

from suite.cache.assembly import add_cache
from suite_testing.sample import sample_service

GROUP = ("notes",)


class Reader:
    """Answers commands: `note` and `watch` ask for the cached text of the table, `plain` for a plain key."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.service = sample_service(**environment)
        self.cache = add_cache(self.service)

    def load(self) -> str:
        """The text as it is stored; counted in the table, so that a test sees how often it was read."""
        with self.service.database.transaction() as connection:
            connection.run("UPDATE cached_loads SET number = number + 1")
            connection.run("SELECT pg_sleep(0.05)")
            return str(connection.value("SELECT text FROM cached_notes"))

    def note(self) -> str:
        """The text, from the cache where that may be."""
        return self.cache.get_or_make("note", self.load, groups=GROUP)

    def crowd(self, callers: int) -> list[str]:
        """The text, asked for by many at once."""
        with ThreadPoolExecutor(callers) as pool:
            return list(pool.map(lambda _: self.note(), range(callers)))

    def watch(self, wanted: str) -> dict[str, Any]:
        """Ask until the text is `wanted`: when the last question that was answered otherwise began (monotonic)."""
        last, asked = 0.0, 0
        while True:
            began = monotonic()
            asked += 1
            if self.note() == wanted:
                return {"last_old": last, "asked": asked}
            last = began
            sleep(0.002)

    def plain(self, key: str) -> Any:
        """The value of a plain key."""
        return self.cache.get(key)

    def set(self, key: str, value: Any) -> None:
        """Store a value."""
        self.cache.set(key, value)

    def delete(self, key: str) -> None:
        """Forget a value."""
        self.cache.delete(key)

    def stats(self) -> Any:
        """What was counted."""
        return self.cache.stats()

    def ping(self) -> bool:
        """Whether Redis answers."""
        return self.cache.ping()


def main() -> None:
    """One JSON list a line: a command and its arguments; one JSON line back."""
    reader = Reader(json.loads(sys.argv[1]))
    for line in sys.stdin:
        command, *arguments = json.loads(line)
        sys.stdout.write(json.dumps(getattr(reader, command)(*arguments)) + "\n")
        sys.stdout.flush()
    reader.service.database.close()


if __name__ == "__main__":
    main()
