"""Waiting for a condition, never for a length of time."""

import time
from collections.abc import Callable


def wait_until(condition: Callable[[], object], timeout: float, pause: float = 0.05) -> bool:
    """Ask until the condition holds (True) or `timeout` seconds have passed (False)."""
    end = time.monotonic() + timeout
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(pause)
    return True
