"""Lines of several programs in the order of their times."""

from collections import deque
from collections.abc import Iterator, Sequence
from itertools import count
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic

from suite_ops.logs.lines import LogLine, read_lines
from suite_ops.logs.selection import LineSelection
from suite_ops.logs.sources import LogSource

# Services write access lines up to a second after the request; what comes within this is put in order.
GATHERED_SECONDS = 0.3


def last_of(sources: Sequence[LogSource], selection: LineSelection, most: int | None) -> list[LogLine]:
    """The last `most` lines of all that are asked for, None for all of them, by time."""
    found: list[tuple[float, int, int, LogLine]] = []
    for place, source in enumerate(sources):
        texts = source.backlog(selection.since, most if selection.everything else None)
        chosen = deque(selection.choose(read_lines(source.name, texts)), maxlen=most)
        found.extend((line.time, place, number, line) for number, line in enumerate(chosen))
    found.sort(key=lambda entry: entry[:3])
    lines = [line for *_, line in found]
    return lines if most is None else lines[max(0, len(lines) - most) :]


def coming_to(sources: Sequence[LogSource], selection: LineSelection) -> Iterator[LogLine]:
    """Lines that are asked for as they are written, those that come together by time. Ends with the last program's."""
    queue: SimpleQueue[LogLine | None] = SimpleQueue()

    def read(source: LogSource) -> None:
        try:
            for line in selection.choose(read_lines(source.name, source.coming())):
                queue.put(line)
        finally:
            queue.put(None)

    for source in sources:
        Thread(target=read, args=(source,), daemon=True).start()
    left = len(sources)
    while left:
        together = _gather(queue)
        left -= together.count(None)
        yield from in_order([line for line in together if line is not None])


def in_order(lines: Sequence[LogLine]) -> list[LogLine]:
    """By time; lines of one program stay in the order in which they were written where their times agree."""
    numbers = count()
    return [line for *_, line in sorted((line.time, line.source, next(numbers), line) for line in lines)]


def _gather(queue: "SimpleQueue[LogLine | None]") -> list[LogLine | None]:
    together = [queue.get()]
    end = monotonic() + GATHERED_SECONDS
    while True:
        try:
            together.append(queue.get(timeout=max(0.0, end - monotonic())))
        except Empty:
            return together
        if monotonic() > end:
            return together
