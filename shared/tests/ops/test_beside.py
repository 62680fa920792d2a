"""Work beside a block."""

import threading

import pytest

from suite_ops.processes.beside import Beside


class Broken(Exception):
    """It broke."""


def breaking() -> None:
    raise Broken


def test_what_a_work_raised_is_raised_at_the_end_of_a_block_that_ended_well() -> None:
    with pytest.raises(Broken), Beside([breaking]):
        pass
    with pytest.raises(KeyError), Beside([breaking]):
        raise KeyError


def test_every_work_is_waited_for() -> None:
    ended: list[str] = []
    begun = threading.Event()

    def work() -> None:
        begun.set()
        beside.done.wait()
        ended.append("")

    beside = Beside([work, work])
    with beside:
        begun.wait()
        assert not ended
    assert len(ended) == 2
