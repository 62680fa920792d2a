"""One listening socket, handed from one generation of a service to the next.

The parent of a gunicorn master binds the port and starts the master with the socket. SIGHUP starts a second master on
the same socket; when that one says it is ready, the first is asked to end, and finishes what it has begun. When it does
not become ready, it is ended instead and the first goes on. Between the two no connection is refused or reset. A master
that dies is followed by another on the same socket, whose queue holds who comes meanwhile. The same parent serves under
the supervisor, under systemd (whose sockets it takes over) and as the first process of a container:
docs/adr/0007-socket-handover.md.
"""

import json
import os
import select
import signal
import socket
import subprocess
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

import psutil

from suite_ops.health.readiness import ask_readiness
from suite_ops.processes.parent_death import end_with_parent
from suite_ops.processes.succession import Predecessor, find_predecessor, write_serving

LISTEN_VARIABLE = "SUITE_LISTEN_FDS"
GENERATION_VARIABLE = "SUITE_GENERATION"
READY, REFUSED = "ready", "refused"
FIRST_SYSTEMD_SOCKET = 3
_BACKLOG = 2_048
# A master that ran this long, or was killed, is followed by another; five deaths a minute are a defect of its own.
_SETTLED_SECONDS = 10.0
_MOST_DEATHS = 5
_DEATHS_WITHIN_SECONDS = 60.0
_SIGNALS = (signal.SIGHUP, signal.SIGTERM, signal.SIGINT, signal.SIGQUIT, signal.SIGCHLD)


class PortTaken(Exception):
    """The address cannot be listened on; the text says why."""


@dataclass(frozen=True)
class HandoverOutcome:
    """What the last hand-over came to; `generation` counts attempts, 1 is the first start."""

    generation: int
    state: str
    pid: int
    reason: str = ""


@dataclass
class Master:
    """One gunicorn master and the private port its readiness is asked on."""

    process: subprocess.Popen[bytes] | Predecessor
    port: int = 0
    since: float = field(default_factory=time.monotonic)
    end_by: float = float("inf")


class Handover:
    """The parent of the masters of one service.

    `environment` is asked for each of them. `predecessor` is a master that outlived the parent before this one.
    """

    def __init__(
        self,
        command: Sequence[str],
        environment: Callable[[], Mapping[str, str]],
        listener: socket.socket,
        outcome_file: Path,
        *,
        stop_seconds: float,
        patience: float = 60,
        predecessor: Predecessor | None = None,
    ) -> None:
        self._command = tuple(command)
        self._environment = environment
        self._listener = listener
        self._outcome_file = outcome_file
        self._stop_seconds = stop_seconds
        self._patience = patience
        self._serving_file = serving_file(outcome_file)
        self._serving = Master(predecessor) if predecessor else None
        self._generation = 1 if predecessor else 0
        self._deaths: deque[float] = deque(maxlen=_MOST_DEATHS)
        self._coming: Master | None = None
        self._leaving: list[Master] = []
        self._give_up_at = 0.0

    def run(self) -> int:
        """Until the service ends by itself or by a signal; its exit status."""
        received, sender = os.pipe()
        os.set_blocking(received, False)
        os.set_blocking(sender, False)
        signal.set_wakeup_fd(sender, warn_on_full_buffer=False)
        for expected in _SIGNALS:
            signal.signal(expected, lambda *_: None)
        if self._serving is None:
            self._serving = self._start()
            self._record(self._serving)
        else:
            self._begin_next()
        while True:
            busy = self._serving is None or self._coming is not None or bool(self._leaving)
            select.select([received], [], [], 0.05 if busy else None)
            for number in _drain(received):
                if number == signal.SIGHUP and self._coming is None:
                    self._begin_next()
                elif number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
                    return self._end_all(signal.Signals(number))
            status = self._look_at_serving()
            if status is not None:
                return status
            self._look_at_coming()
            self._look_at_leaving()

    def _begin_next(self) -> None:
        self._coming = self._start()
        self._give_up_at = time.monotonic() + self._patience

    def _start(self) -> Master:
        self._generation += 1
        with closing(socket.socket()) as private:
            private.bind(("127.0.0.1", 0))
            private.listen(16)
            sockets = (self._listener.fileno(), private.fileno())
            environment = {
                **self._environment(),
                LISTEN_VARIABLE: ",".join(map(str, sockets)),
                GENERATION_VARIABLE: str(self._generation),
            }
            process = subprocess.Popen(
                self._command,
                env=environment,
                pass_fds=sockets,
                preexec_fn=end_with_parent(signal.SIGALRM),
                start_new_session=True,
            )
            return Master(process, int(private.getsockname()[1]))

    def _look_at_serving(self) -> int | None:
        """The exit status to end with when the serving master is gone and nobody follows it."""
        serving = self._serving
        if serving is None:
            return None if self._coming is not None else 1
        if serving.process.poll() is None:
            return None
        if self._coming is not None and self._coming.process.poll() is None:
            self._serving = None
            return None
        if self._should_follow(serving):
            self._serving = self._start()
            self._record(self._serving)
            return None
        self._end_all(signal.SIGTERM)
        return exit_status(serving.process.returncode)

    def _should_follow(self, ended: Master) -> bool:
        """Whether a master that is gone had worked, so that another will."""
        now = time.monotonic()
        often = len(self._deaths) == _MOST_DEATHS and now - self._deaths[0] < _DEATHS_WITHIN_SECONDS
        self._deaths.append(now)
        killed = (ended.process.returncode or 0) < 0
        return not often and (killed or now - ended.since > _SETTLED_SECONDS)

    def _look_at_coming(self) -> None:
        coming = self._coming
        if coming is None:
            return
        ended = coming.process.poll() is not None
        answer = None if ended else ask_readiness(coming.port, timeout=2)
        if answer is not None and answer.ready:
            self._take_over(coming)
        elif ended or time.monotonic() > self._give_up_at:
            reason = f"ended with status {exit_status(coming.process.returncode)}" if ended else str(answer)
            self._coming = None
            self._ask_to_end(coming)
            self._tell(HandoverOutcome(self._generation, REFUSED, coming.process.pid, reason))

    def _take_over(self, coming: Master) -> None:
        before, self._serving, self._coming = self._serving, coming, None
        self._record(coming)
        if before is not None:
            self._ask_to_end(before)
        self._tell(HandoverOutcome(self._generation, READY, coming.process.pid))

    def _ask_to_end(self, master: Master) -> None:
        if master.process.poll() is None:
            master.process.send_signal(signal.SIGTERM)
            master.end_by = time.monotonic() + self._stop_seconds
            self._leaving.append(master)

    def _look_at_leaving(self) -> None:
        self._leaving = [master for master in self._leaving if master.process.poll() is None]
        for master in self._leaving:
            if time.monotonic() > master.end_by:
                _kill_group(master)

    def _end_all(self, number: signal.Signals) -> int:
        masters = [master for master in (self._serving, self._coming, *self._leaving) if master is not None]
        for master in masters:
            if master.process.poll() is None:
                master.process.send_signal(number)
        status = 0
        deadline = time.monotonic() + self._stop_seconds
        for master in masters:
            try:
                ended = master.process.wait(max(0.1, deadline - time.monotonic()))
            except (subprocess.TimeoutExpired, psutil.TimeoutExpired):
                _kill_group(master)
                ended = master.process.wait()
            status = status or exit_status(ended)
        self._serving_file.unlink(missing_ok=True)
        return status

    def _record(self, master: Master) -> None:
        write_serving(self._serving_file, master.process.pid)

    def _tell(self, outcome: HandoverOutcome) -> None:
        # A disk without space must not end who holds the socket.
        with suppress(OSError):
            unfinished = self._outcome_file.with_suffix(".new")
            unfinished.write_text(json.dumps(asdict(outcome)) + "\n", encoding="utf-8")
            unfinished.replace(self._outcome_file)


def serving_file(outcome_file: Path) -> Path:
    """Where the parent records who serves."""
    return outcome_file.with_suffix(".serving")


def _kill_group(master: Master) -> None:
    with suppress(ProcessLookupError):
        os.killpg(master.process.pid, signal.SIGKILL)


def read_outcome(path: Path) -> HandoverOutcome | None:
    """What the last hand-over came to; None when there was none since the start."""
    try:
        return HandoverOutcome(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def succeed_to(host: str, port: int, outcome_file: Path) -> tuple[socket.socket, Predecessor | None]:
    """The listening socket, with the master that serves on it when it outlived its parent; raises PortTaken."""
    if not _is_activated():
        found = find_predecessor(serving_file(outcome_file), (host, port))
        if found is not None:
            return found[1], found[0]
    return take_listener(host, port), None


def _is_activated() -> bool:
    return os.environ.get("LISTEN_PID") == str(os.getpid()) and int(os.environ.get("LISTEN_FDS", "0")) >= 1


def take_listener(host: str, port: int, patience: float = 5) -> socket.socket:
    """The socket systemd passed to this process, else a new one on the address; raises PortTaken.

    A predecessor that was killed may hold the port a moment longer, hence the patience, in seconds.
    """
    if _is_activated():
        return socket.socket(fileno=FIRST_SYSTEMD_SOCKET)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    end = time.monotonic() + patience
    while True:
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
            listener.listen(_BACKLOG)
            return listener
        except OSError as error:
            listener.close()
            if time.monotonic() > end:
                raise PortTaken(f"{host}:{port}: {error.strerror}") from error
            time.sleep(0.1)


def exit_status(code: int | None) -> int:
    """The status a shell would report: 128 + n for a process ended by signal n."""
    return 0 if code is None else 128 - code if code < 0 else code


def _drain(pipe: int) -> list[int]:
    try:
        return list(os.read(pipe, 512))
    except BlockingIOError:
        return []
