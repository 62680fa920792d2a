"""The gateway's nginx as it is generated, in front of services on ports of their own."""

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import requests

from suite.environment import find_root
from suite_ops.database.throwaway import free_port
from suite_ops.generate.gateway import CROWD_PATIENCE, nginx_text
from suite_ops.manifest import load_manifest
from suite_ops.processes.patience import wait_until
from suite_testing.tools import require_tool

PATIENCE_SECONDS = 60.0


@contextmanager
def running_gateway(ports: Mapping[str, int], folder: Path, *, crowd_patience: str = CROWD_PATIENCE) -> Iterator[str]:
    """The address of nginx with the manifest's routes; services that are not in `ports` do not answer."""
    port, nobody = free_port(), free_port()
    folder.mkdir(parents=True, exist_ok=True)
    text = nginx_text(
        load_manifest(find_root(Path(__file__))),
        f"127.0.0.1:{port}",
        lambda service: f"127.0.0.1:{ports.get(service.id, nobody)}",
        pid_file=str(folder / "nginx.pid"),
        buffers=f"{folder}/",
        error_log=str(folder / "nginx.log"),
        access_log=str(folder / "access.log"),
        crowd_patience=crowd_patience,
    )
    configuration = folder / "nginx.conf"
    configuration.write_text(text, encoding="utf-8")
    # Below a folder that only its owner enters, its workers have to be the owner.
    directives = "daemon off; user root;" if os.geteuid() == 0 else "daemon off;"
    command = [require_tool("nginx"), "-p", str(folder), "-c", str(configuration), "-g", directives]
    process = subprocess.Popen(command)
    try:
        wait_until(lambda: is_up(f"http://127.0.0.1:{port}"), PATIENCE_SECONDS)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)


def is_up(url: str) -> bool:
    """Whether nginx answers."""
    try:
        return requests.get(f"{url}/gateway/healthz", timeout=5).ok
    except requests.RequestException:
        return False
