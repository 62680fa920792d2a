"""A hint within the process that an event was written: its relay need not wait for the next look at the outbox."""

from threading import Condition

_changed = Condition()
_given = 0


def give_hint() -> None:
    """Something was published, though its transaction may still be open. Costs a microsecond."""
    global _given
    with _changed:
        _given += 1
        _changed.notify_all()


def hints_given() -> int:
    """How many there were."""
    return _given


def await_hint(seen: int, seconds: float) -> bool:
    """Wait until there were more than `seen`, at most so long; whether there are."""
    with _changed:
        return _changed.wait_for(lambda: _given > seen, seconds)
