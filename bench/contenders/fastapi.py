"""FastAPI with asyncpg and orjson under uvicorn, from a virtual environment of its own."""

import sys

from bench.contender import PEERS, ROOT, WORKERS, Contender, Launch, Site, peer_environment
from bench.installation import install_once

FOLDER = PEERS / "fastapi"
VIRTUAL_ENVIRONMENT = ROOT / "var" / "bench-venv"
PYTHON = VIRTUAL_ENVIRONMENT / "bin" / "python"


def prepare() -> None:
    """Make the virtual environment and install the pinned requirements, once."""
    requirements = FOLDER / "requirements.txt"
    make = [sys.executable, "-m", "venv", "--clear", str(VIRTUAL_ENVIRONMENT)]
    install = [str(PYTHON), "-m", "pip", "install", "--quiet", "--requirement", str(requirements)]
    install_once(requirements, VIRTUAL_ENVIRONMENT, make, install, folder=ROOT)


def launch(site: Site) -> Launch:
    """Worker processes of uvicorn on uvloop and httptools."""
    arguments = (
        *(str(PYTHON), "-m", "uvicorn", "app:app", "--host", "127.0.0.1", "--port", str(site.port)),
        *("--workers", str(WORKERS), "--loop", "uvloop", "--http", "httptools"),
        *("--no-access-log", "--no-server-header", "--log-level", "warning"),
    )
    return Launch(arguments, FOLDER, peer_environment(site))


def versions() -> dict[str, str]:
    """Package → version, as requirements.txt fixes them."""
    lines = (FOLDER / "requirements.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split("==") for line in lines if "==" in line)


FASTAPI = Contender("fastapi", launch, prepare)
