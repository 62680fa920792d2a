"""A contender's processes: started in a group of their own, measured, and always stopped."""

import contextlib
import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil

from bench.contender import Contender, Launch, Site
from bench.failures import BenchError
from bench.usage import Usage, measure_usage

START_SECONDS = 30.0
STOP_SECONDS = 10.0
LOG_TAIL_BYTES = 4_096
LOG_TAIL_LINES = 5


class Server:
    """A started contender. `address` is http://127.0.0.1:port."""

    def __init__(self, contender: Contender, site: Site, log: Path) -> None:
        self.contender = contender
        self.address = f"http://127.0.0.1:{site.port}"
        self._log = log
        self._process = start(contender.launch(site), log)

    def wait(self) -> None:
        """Return when it serves; raises BenchError with the end of its log."""
        end = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > end:
                raise BenchError(f"{self.contender.name} did not start: {self.last_words()}")
            time.sleep(0.05)

    def usage(self) -> Usage:
        """Processor seconds so far and resident memory of its whole process tree."""
        return measure_usage(psutil.Process(self._process.pid))

    def stop(self) -> None:
        """End the whole group, politely first."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(STOP_SECONDS)

    def last_words(self) -> str:
        """The end of its log, on one line, and its exit status when it has ended."""
        with self._log.open("rb") as log:
            log.seek(max(0, self._log.stat().st_size - LOG_TAIL_BYTES))
            lines = log.read().decode(errors="replace").strip().splitlines()
        status = self._process.poll()
        ended = [] if status is None else [f"ended with status {status}"]
        return " / ".join([*lines[-LOG_TAIL_LINES:], *ended]) or "nothing"

    def _answers(self) -> bool:
        request = urllib.request.Request(self.address + self.contender.ready)
        try:
            with urllib.request.urlopen(request, timeout=2) as reply:
                return bool(reply.status == 200)
        except (urllib.error.URLError, OSError):
            return False


def start(launch: Launch, log: Path) -> subprocess.Popen[bytes]:
    """Start the process; whatever it and its children write goes to `log`."""
    with log.open("ab") as output:
        return subprocess.Popen(
            launch.arguments,
            cwd=launch.folder,
            env={**os.environ, **launch.environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
