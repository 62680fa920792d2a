"""Heavy computation kept away from the loop that serves other requests."""

from collections.abc import Callable
from typing import TypeVar

from gevent import get_hub
from gevent.monkey import is_module_patched

T = TypeVar("T")


def run_aside(work: Callable[[], T]) -> T:
    """The result of `work`, computed in a native thread where this process runs greenlets.

    A page of some megabytes takes seconds to convert; on the loop itself /health would wait for it.
    """
    if not is_module_patched("socket"):
        return work()
    result: T = get_hub().threadpool.apply(work)
    return result
