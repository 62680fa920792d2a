"""nginx and Caddy as gateways of the suite, running on what is generated for them."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from suite_ops.database.throwaway import free_port
from suite_ops.generate.gateway import caddy_text, nginx_text
from suite_ops.manifest import Manifest, ManifestService
from suite_ops.processes.patience import wait_until
from suite_testing.tools import require_tool

PATIENCE_SECONDS = 60.0


@contextmanager
def running_gateway(
    program: str, manifest: Manifest, address: Callable[[ManifestService], str], folder: Path
) -> Iterator[int]:
    """The port of a `program` (nginx or caddy) in front of services, each of which answers at host:port `address`."""
    path, port = require_tool(program), free_port()
    variables = dict(os.environ)
    if program == "nginx":
        folder.chmod(0o755)
        text = nginx_text(
            manifest, f"127.0.0.1:{port}", address, pid_file=f"{folder}/pid", buffers=f"{folder}/", error_log="stderr"
        )
        (folder / "nginx.conf").write_text(text)
        directives = "daemon off; user root;" if os.geteuid() == 0 else "daemon off;"
        command = [path, "-c", f"{folder}/nginx.conf", "-e", "stderr", "-g", directives]
    else:
        (folder / "Caddyfile").write_text(caddy_text(manifest, address))
        command = [path, "run", "--adapter", "caddyfile", "--config", f"{folder}/Caddyfile"]
        variables |= {"COLMEIA_SITE": f"http://127.0.0.1:{port}", "HOME": str(folder), "XDG_DATA_HOME": str(folder)}
    process = subprocess.Popen(command, env=variables, stderr=subprocess.DEVNULL)
    try:
        assert wait_until(lambda: answers(port), PATIENCE_SECONDS)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE_SECONDS)


def answers(port: int) -> bool:
    """Whether the gateway itself is well."""
    try:
        with requests.Session() as session:
            session.trust_env = False
            return session.get(f"http://127.0.0.1:{port}/gateway/healthz", timeout=10).status_code == 200
    except requests.RequestException:
        return False
