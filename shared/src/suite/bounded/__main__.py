"""The child: reads tasks, computes one after the other, each within its limits. Started by suite.bounded.child."""

import os
import pickle
import resource
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from math import ceil
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any

from suite.bounded.child import OUT_OF_MEMORY_STATUS
from suite.bounded.frames import ACCEPTED, ERROR, HEADER, NO_MEMORY, READY, VALUE, frame

_MEGABYTE = 1_048_576
# Requests that compute nothing go first, and the kernel ends this process before its parent.
_NICENESS, _OOM_SCORE = 10, "800"


def main(target: str, descriptor: int, memory_mb: int, cpu_seconds: int, reply_bytes: int) -> None:
    """Serve until the other end of the socket is closed; 0 is no limit."""
    yield_to_others()
    connection = socket.socket(fileno=descriptor)
    connection.setblocking(True)  # a parent that runs greenlets has made it otherwise, for both
    module, _, name = target.partition(":")
    function = getattr(import_module(module), name)
    tasks: SimpleQueue[Any] = SimpleQueue()
    Thread(target=read_tasks, args=(connection, tasks), daemon=True).start()
    if memory_mb:
        limit_memory(memory_mb)
    connection.sendall(frame(READY))
    while True:
        payload = tasks.get()
        connection.sendall(frame(ACCEPTED))
        if cpu_seconds:
            limit_cpu(cpu_seconds)
        try:
            reply = answer(function, payload)
            del payload
            if cpu_seconds:
                limit_cpu(None)
            connection.sendall(reply if len(reply) <= reply_bytes else frame(NO_MEMORY))
        except MemoryError:
            os._exit(OUT_OF_MEMORY_STATUS)


def yield_to_others() -> None:
    """A lower priority for the processor, a higher one for the end when memory runs out; no files of dead memory."""
    with suppress(OSError):
        os.nice(_NICENESS)
        Path("/proc/self/oom_score_adj").write_text(_OOM_SCORE, encoding="ascii")
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def limit_memory(memory_mb: int) -> None:
    """So much more than this process has now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    most = pages * resource.getpagesize() + memory_mb * _MEGABYTE
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def limit_cpu(seconds: int | None) -> None:
    """So much more than this process has used; SIGXCPU ends it then."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = hard if seconds is None else ceil(used.ru_utime + used.ru_stime) + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def answer(function: Callable[..., Any], payload: bytes) -> bytes:
    """The reply to a task, encoded."""
    arguments, options = pickle.loads(payload)
    try:
        return frame(VALUE, function(*arguments, **options))
    except MemoryError:
        raise
    except Exception as error:
        return frame(ERROR, (error_state(error), traceback.format_exc(limit=-20)))


def error_state(error: Exception) -> bytes:
    """Class, arguments and attributes of an error, pickled by themselves; nothing when they cannot be."""
    try:
        return pickle.dumps((type(error), error.args, vars(error)))
    except (pickle.PicklingError, TypeError, AttributeError):
        return b""


def read_tasks(connection: socket.socket, tasks: SimpleQueue[Any]) -> None:
    """Tasks as they come. Without a parent nothing that is computed has a use: the process ends at once."""
    try:
        with connection.makefile("rb") as stream:
            while header := stream.read(HEADER.size):
                _, length = HEADER.unpack(header)
                payload = stream.read(length)
                if len(payload) < length:
                    break
                tasks.put(payload)
                del payload
    except MemoryError:
        os._exit(OUT_OF_MEMORY_STATUS)
    except OSError:
        pass
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
