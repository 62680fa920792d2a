"""nginx in front of the services of this machine, when it is installed."""

import hashlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from suite_ops.generate.gateway import GATEWAY, nginx_text
from suite_ops.installation import Installation
from suite_ops.manifest import ManifestService
from suite_ops.processes.patience import wait_until
from suite_ops.processes.ports import find_holder
from suite_ops.processes.programs import Program
from suite_ops.processes.records import orphans, read_record, running_process
from suite_ops.processes.supervisor import RUNNING, Supervisor
from suite_ops.processes.termination import kill_all
from suite_ops.terminal import fail, succeed, warn

PATIENCE = 10
_PLACES = ("/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/local/bin/nginx", "/opt/homebrew/bin/nginx")


class GatewayFailed(Exception):
    """nginx is missing, refuses its configuration or does not come up; the text says which."""


def find_nginx() -> str | None:
    """nginx on PATH or where packages put it, which is off the PATH of ordinary users."""
    return shutil.which("nginx") or next((place for place in _PLACES if os.access(place, os.X_OK)), None)


def gateway_programs(here: Installation) -> list[Program]:
    """The gateway as a program of the supervisor; none where nginx or the manifest's entry is missing."""
    nginx, entry = find_nginx(), _entry(here)
    if nginx is None or entry is None:
        return []
    # All it needs is told: what it had to load to find it out itself cost 1.7 s of refused connections.
    port = str(entry.port_in(here.environment) or 0)
    given = (GATEWAY, nginx, str(configuration_file(here)), str(here.log_dir), port)
    command = (sys.executable, "-m", "suite_ops", "run-gateway", *given)
    return [Program(GATEWAY, command, here.root, stop_signal="QUIT", stop_as_group=False)]


def start_gateway(here: Installation, supervisor: Supervisor, *, demanded: bool) -> bool:
    """Start nginx unless it runs; False when it is left out.

    Where it is not `demanded` a machine without nginx goes without it, and a failure is a warning instead of
    GatewayFailed.
    """
    if not demanded and (find_nginx() is None or _entry(here) is None):
        return False
    try:
        return _start(here, supervisor)
    except GatewayFailed as error:
        if demanded:
            raise
        warn(f"gateway left out: {error}")
        return False


def _start(here: Installation, supervisor: Supervisor) -> bool:
    entry, nginx = _entry(here), find_nginx()
    if entry is None or nginx is None:
        raise GatewayFailed("nginx is not installed" if entry else "the manifest has no gateway")
    port = entry.port_in(here.environment) or 0
    write_configuration(here, nginx, port)
    if supervisor.state(GATEWAY) in RUNNING:
        supervisor.signal(GATEWAY, "HUP")
    else:
        kill_all(orphans(here.log_dir, GATEWAY))
        holder = find_holder(port)
        if holder:
            raise GatewayFailed(str(holder))
        supervisor.start(GATEWAY)
    if not wait_until(lambda: running_process(here.log_dir, GATEWAY) and _listens(port), PATIENCE):
        raise GatewayFailed(f"nginx does not listen on port {port}; see {here.log_dir / GATEWAY}.log")
    succeed(f"gateway ready on port {port}")
    return True


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=2).close()
    except OSError:
        return False
    return True


def write_configuration(here: Installation, nginx: str, port: int) -> None:
    """Write what nginx reads, with the ports of this machine; raises GatewayFailed when nginx refuses it."""
    folder = buffer_folder(here)
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    path = configuration_file(here)
    text = nginx_text(
        here.manifest,
        f"127.0.0.1:{port}",
        lambda service: _address(here, service),
        pid_file=str(here.run_dir / "gateway.pid"),
        buffers=f"{folder}/",
    )
    path.write_text(text, encoding="utf-8")
    tried = subprocess.run([nginx, "-t", "-q", "-c", str(path)], capture_output=True, text=True, check=False)
    if tried.returncode != 0:
        fail(tried.stderr.strip())
        raise GatewayFailed("nginx refuses its configuration")


def watched_services(here: Installation) -> list[ManifestService]:
    """Every service that should run now: the built ones, and a gateway that was started and not stopped since."""
    gateway = _entry(here) if read_record(here.log_dir, GATEWAY) else None
    return [*here.manifest.built(), *([gateway] if gateway else [])]


def forget_gateway(here: Installation) -> None:
    """Remove what a gateway that has ended leaves behind."""
    configuration_file(here).unlink(missing_ok=True)
    shutil.rmtree(buffer_folder(here), ignore_errors=True)


def configuration_file(here: Installation) -> Path:
    """Where nginx finds its configuration."""
    return here.run_dir / "gateway.conf"


def buffer_folder(here: Installation) -> Path:
    """Where nginx puts large bodies: its processes may run as somebody who cannot enter the repository."""
    key = hashlib.sha256(os.fsencode(here.root)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"colmeia-gateway-{os.geteuid()}-{key}"


def _entry(here: Installation) -> ManifestService | None:
    try:
        return here.manifest.find(GATEWAY)
    except KeyError:
        return None


def _address(here: Installation, service: ManifestService) -> str:
    return f"127.0.0.1:{service.port_in(here.environment)}"
