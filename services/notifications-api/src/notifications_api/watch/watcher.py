"""Asks the services of the manifest how they are, and tells `system-down` once for each outage."""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import requests

from notifications_api.watch.queries import claim_announcement, close_outage, open_outage
from suite.database import Database
from suite.dates import wire_date
from suite.environment import find_root
from suite.events import publish

log = logging.getLogger(__name__)
ANSWER_SECONDS = 3.0
MANIFESTS = ("services-manifest.json", "config/services-manifest.json")


@dataclass(frozen=True)
class WatchedService:
    """A service and where it says whether it is ready."""

    id: str
    url: str


class Watcher:
    """One look at every target is `look()`."""

    def __init__(self, database: Database, targets: tuple[WatchedService, ...], down_seconds: int) -> None:
        self._database = database
        self._targets = targets
        self._down_seconds = down_seconds
        self._session = requests.Session()
        self._session.trust_env = False

    def look(self) -> bool:
        """Ask all; remember outages, tell those that last, forget those that are over. Then there is time to rest."""
        for target in self._targets:
            trouble = self._ask(target)
            if trouble is None:
                self._is_up(target)
            else:
                self._is_down(target, trouble)
        return False

    def _ask(self, target: WatchedService) -> str | None:
        try:
            with self._session.get(target.url, timeout=ANSWER_SECONDS, allow_redirects=False, stream=True) as answer:
                return None if answer.status_code == 200 else f"HTTP {answer.status_code}"
        except requests.RequestException as error:
            return type(error).__name__

    def _is_up(self, target: WatchedService) -> None:
        with self._database.transaction() as connection:
            ended = close_outage(connection, target.id)
        if ended:
            log.info("service answers again", extra={"watched": target.id})

    def _is_down(self, target: WatchedService, trouble: str) -> None:
        with self._database.transaction() as connection:
            open_outage(connection, target.id)
            since = claim_announcement(connection, target.id, self._down_seconds)
            if since is not None:
                log.error("service is down", extra={"watched": target.id, "trouble": trouble})
                event = {"service": target.id, "status": "down", "since": wire_date(since), "detail": trouble}
                publish(connection, "system-down", event)


def read_targets(url: str, own_id: str, root: Path | None = None) -> tuple[WatchedService, ...]:
    """The built services of the manifest with a port, without the watcher's own."""
    root = root or find_root()
    found = next((root / name for name in MANIFESTS if (root / name).is_file()), None)
    if found is None:
        return ()
    return tuple(_targets(json.loads(found.read_text(encoding="utf-8")), url, own_id))


def _targets(manifest: dict[str, list[dict[str, object]]], url: str, own_id: str) -> Iterator[WatchedService]:
    for service in manifest["services"]:
        name, port = str(service["id"]), service.get("port")
        if service.get("built", True) and port and name != own_id:
            yield WatchedService(name, url.replace("{id}", name).replace("{port}", str(port)))
