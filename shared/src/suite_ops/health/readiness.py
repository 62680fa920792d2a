"""Asking a service whether it is ready."""

import json
from dataclasses import dataclass, field

PATH = "/readyz"


@dataclass(frozen=True)
class ServiceReadiness:
    """`reached` is false when nobody answered; `failing` maps the name of a check to its state."""

    reached: bool
    ready: bool = False
    failing: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        if not self.reached:
            return "does not answer"
        return "ready" if self.ready else ", ".join(f"{name}: {state}" for name, state in self.failing.items())


def ask_readiness(port: int, host: str = "127.0.0.1", timeout: float = 3, path: str = PATH) -> ServiceReadiness:
    """One GET of `path`, without proxies and without retries."""
    from http.client import HTTPConnection, HTTPException  # with TLS and mail: not in a parent that waits

    connection = HTTPConnection("127.0.0.1" if host in ("0.0.0.0", "") else host, port, timeout=timeout)
    try:
        connection.request("GET", path)
        reply = connection.getresponse()
        body = reply.read()
    except (OSError, HTTPException):
        return ServiceReadiness(False)
    finally:
        connection.close()
    if reply.status == 200:
        return ServiceReadiness(True, True)
    return ServiceReadiness(True, False, _failing_checks(body) or {path: str(reply.status)})


def _failing_checks(body: bytes) -> dict[str, str]:
    try:
        checks = json.loads(body)["checks"]
        return {name: str(state) for name, state in checks.items() if state not in ("ok", "disabled")}
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}
