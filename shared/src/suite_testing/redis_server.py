"""A Redis of the test's own, where the machine has one."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis

from suite_ops.processes.patience import wait_until
from suite_testing.tools import require_tool

PATIENCE_SECONDS = 60


@contextmanager
def running_redis(port: int, folder: Path, *options: str) -> Iterator[str]:
    """A Redis on `port` and its URL; it keeps nothing on disk unless `options` say so. Killed after the block."""
    command = [require_tool("redis-server"), "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder)]
    with subprocess.Popen([*command, *(options or ("--save", ""))], stdout=subprocess.DEVNULL) as process:
        try:
            assert wait_until(lambda: answers(port), PATIENCE_SECONDS)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            process.kill()


def answers(port: int) -> bool:
    """Whether a Redis answers on this port."""
    try:
        with redis.Redis(port=port) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False
