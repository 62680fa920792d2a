"""First things for the views of the console, made once in the life of a development database."""

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import requests

from suite_ops.database.identifier import database_mark
from suite_ops.installation import Installation, load_installation
from suite_ops.manifest import ManifestService
from suite_ops.page import CONSOLE
from suite_ops.terminal import inform, warn

FILE = Path("services") / "console" / "seeds" / "examples.json"
ALLOWED = "SCRAPE_ALLOW_HOSTS"
CRAWLED = "movies-api"
_REQUEST_SECONDS = 30.0


def allow_example_crawl(here: Installation, services: Sequence[ManifestService]) -> Installation:
    """The installation with one place of its own open to crawls: the example reads a page of the suite.

    Only on a development machine without identities, and unless SCRAPE_ALLOW_HOSTS says something itself.
    """
    if not _wanted(here, services) or here.environment.get(ALLOWED):
        return here
    port = here.manifest.find(CRAWLED).port_in(here.environment)
    os.environ[ALLOWED] = f"127.0.0.1:{port}"
    return load_installation(here.root)


def plant_examples(here: Installation, services: Sequence[ManifestService]) -> None:
    """Make the examples once, where all services they are for have started; what was not made is named."""
    if not _wanted(here, services):
        return
    mark = here.root / "var" / "seeded" / CONSOLE
    database = database_mark(here)
    if mark.exists() and mark.read_text(encoding="utf-8").strip() == database:
        return
    addresses = {service.id: f"http://127.0.0.1:{service.port_in(here.environment)}" for service in services}
    examples = load_examples(here.root)
    if not {example["service"] for example in examples} <= addresses.keys():
        return
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.write_text(f"{database}\n", encoding="utf-8")
    for reason in make_examples(examples, addresses):
        warn(f"an example of the console was not made: {reason}")
    inform("examples of the console made")


def load_examples(root: Path) -> list[dict[str, Any]]:
    """Service, path and body of each request."""
    examples: list[dict[str, Any]] = json.loads((root / FILE).read_text(encoding="utf-8"))
    return examples


def make_examples(examples: Sequence[Mapping[str, Any]], addresses: Mapping[str, str]) -> list[str]:
    """Send each to its service; why some were not made. In a path or body, `{id}` is the address of a service."""
    with requests.Session() as session:
        session.trust_env = False
        made = [(example, _make(session, example, addresses)) for example in examples]
    return [f"{example['service']} {example['path']}: {problem}" for example, problem in made if problem]


def _make(session: requests.Session, example: Mapping[str, Any], addresses: Mapping[str, str]) -> str | None:
    body = json.dumps(example["body"])
    for name, address in addresses.items():
        body = body.replace(f"{{{name}}}", address)
    url, headers = addresses[example["service"]] + example["path"], {"Content-Type": "application/json"}
    try:
        reply = session.post(url, data=body.encode(), headers=headers, timeout=_REQUEST_SECONDS)
    except requests.RequestException as error:
        return type(error).__name__
    return None if reply.ok else f"{reply.status_code} {reply.text[:200]}"


def _wanted(here: Installation, services: Sequence[ManifestService]) -> bool:
    ids = {service.id for service in services}
    development = here.settings.app_env == "development" and here.environment.get("AUTH_MODE", "off") == "off"
    return development and CONSOLE in ids and CRAWLED in ids
