"""Work on strangers' bytes in a warm child process, with limits of CPU, memory and time behind a bounded queue.

    EXAMINING = Bounded("documentation_api.specs.examiner:examine", memory_mb=512, cpu_seconds=20, wall_seconds=30)
    issues = EXAMINING.run(text)

and in create_app `attach_bounded(service, EXAMINING)`: metrics, and an end with the worker. For what can be counted
before it starts (depth, nodes, links) count first: a child costs a copy of the bytes and its turn.
"""

from suite.bounded.errors import ClientLeft, OutOfTime, QueueFull, TooCostly
from suite.bounded.metrics import attach_bounded
from suite.bounded.work import Bounded

__all__ = ["Bounded", "ClientLeft", "OutOfTime", "QueueFull", "TooCostly", "attach_bounded"]
