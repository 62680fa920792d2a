"""libpq under gevent: a request that waits for PostgreSQL lets others run, and never waits for ever.

libpq's own time limits do not act on a cooperative connection, and a server that has gone silent enforces none. One
watchdog a process looks through the waiting greenlets; a timer for each wait cost 4 % of a request.
"""

import select
from time import monotonic

import gevent
import psycopg2
from gevent import getcurrent, monkey
from gevent.hub import Hub
from gevent.socket import wait_read, wait_write
from greenlet import greenlet
from psycopg2 import extensions

WATCH_SECONDS = 0.5

# The cooperative poll of a patched process would switch greenlets to ask a question that never waits.
_poll = monkey.get_original("select", "poll") if hasattr(select, "poll") else None
_waiting: dict[greenlet, float] = {}


def is_readable(descriptor: int) -> bool:
    """Whether something, or the end, is waiting to be read on a descriptor."""
    assert _poll is not None
    poll = _poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(0))


def cooperate(silence_seconds: float) -> None:
    """Make psycopg2 wait cooperatively in this process; a wait longer than `silence_seconds` is a TimeoutError."""
    extensions.set_wait_callback(wait_for_server)
    gevent.spawn(_watch, silence_seconds)


def wait_for_server(connection: extensions.connection) -> None:
    """psycopg2's wait callback."""
    while True:
        state = connection.poll()
        if state == extensions.POLL_OK:
            return
        waiter = getcurrent()
        if isinstance(waiter, Hub):
            raise psycopg2.OperationalError("the event loop itself cannot wait for the database")
        _waiting[waiter] = monotonic()
        try:
            if state == extensions.POLL_READ:
                wait_read(connection.fileno())
            else:
                wait_write(connection.fileno())
        finally:
            _waiting.pop(waiter, None)


def _watch(silence_seconds: float) -> None:
    while True:
        gevent.sleep(WATCH_SECONDS)
        oldest = monotonic() - silence_seconds
        for waiter in [waiter for waiter, since in list(_waiting.items()) if since < oldest]:
            _waiting.pop(waiter, None)
            gevent.get_hub().loop.run_callback(waiter.throw, TimeoutError("the database is silent"))
