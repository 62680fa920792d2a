"""The development container: what .devcontainer says, word for word, on a bare Debian 12."""

import json
from collections.abc import Iterator

from suite.environment import find_root

FOLDER = "/workspaces/colmeia"
# What the image has beside a bare Debian, and what the tools of an editor do before they run a command.
OPENING = f"""
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends git curl ca-certificates >/dev/null
git clone -q /srv/colmeia.git {FOLDER}
"""
GATEWAY_PORT = 8080


def container_steps() -> Iterator[tuple[str, str]]:
    """Name and script of each step: the commands in the order of their specification, then every forwarded port."""
    described = json.loads((find_root() / ".devcontainer" / "devcontainer.json").read_text(encoding="utf-8"))
    yield "an image with git and curl, and the repository in it", OPENING
    for key in ("onCreateCommand", "postStartCommand"):
        yield f"{key}: {described[key]}", f"cd {FOLDER}\n{described[key]}"
    for port in described["forwardPorts"]:
        path = "/gateway/healthz" if port == GATEWAY_PORT else "/readyz"
        yield f"port {port} answers", f"curl -fsS --retry 10 --retry-all-errors http://127.0.0.1:{port}{path}"
