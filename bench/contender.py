"""A server that takes part: how it is made ready, started and asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PEERS = Path(__file__).resolve().parent / "peers"
WORKERS = 2
POOL_SIZE = 10
ORIGIN = "http://localhost:3103"
# Every limiter is on and counts; none may refuse the load.
RATE_LIMIT = 10_000_000


@dataclass(frozen=True)
class Site:
    """Where a server listens (127.0.0.1:`port`), the database URL of its role, and a folder of its own."""

    port: int
    dsn: str
    scratch: Path


@dataclass(frozen=True)
class Launch:
    """A process to start: arguments, folder and what is added to the environment."""

    arguments: tuple[str, ...]
    folder: Path
    environment: Mapping[str, str]


@dataclass(frozen=True)
class Contender:
    """One side of a comparison.

    `prepare` installs what the contender needs and raises Missing when this machine cannot run it; `ready` is
    the path that answers 200 once it serves; `headers` go out with every request.
    """

    name: str
    launch: Callable[[Site], Launch]
    prepare: Callable[[], None]
    ready: str = "/hello"
    headers: Mapping[str, str] = field(default_factory=dict)


def peer_environment(site: Site) -> dict[str, str]:
    """What all peers are told alike."""
    return {
        "PORT": str(site.port),
        "DATABASE_URL": site.dsn,
        "WORKERS": str(WORKERS),
        "POOL_SIZE": str(POOL_SIZE),
        "CORS_ORIGIN": ORIGIN,
        "RATE_LIMIT_MAX": str(RATE_LIMIT),
    }


def nothing_to_prepare() -> None:
    """For contenders that run from our own virtual environment."""
