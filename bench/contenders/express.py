"""Express 4 with pg and the middleware an Express service carries."""

import json
import shutil

from bench.contender import PEERS, Contender, Launch, Site, peer_environment
from bench.failures import Missing
from bench.installation import install_once

FOLDER = PEERS / "express"


def prepare() -> None:
    """Install the packages named in package.json, once."""
    for program in ("node", "npm"):
        if not shutil.which(program):
            raise Missing(f"{program} is not installed (Node.js 20 or newer)")
    command = ["npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error"]
    install_once(FOLDER / "package.json", FOLDER / "node_modules", command, folder=FOLDER)


def launch(site: Site) -> Launch:
    """A cluster of workers."""
    environment = peer_environment(site) | {"NODE_ENV": "production"}
    return Launch(("node", "server.js"), FOLDER, environment)


def versions() -> dict[str, str]:
    """Package → version, as package.json fixes them."""
    packages: dict[str, str] = json.loads((FOLDER / "package.json").read_text(encoding="utf-8"))["dependencies"]
    return packages


EXPRESS = Contender("express", launch, prepare)
