"""The console at start: its page is built beside everything else, and nothing fails because of it."""

import os
from collections.abc import Sequence
from pathlib import Path
from threading import Thread

from suite_ops.installation import Installation, load_installation
from suite_ops.manifest import ManifestService
from suite_ops.page import CONSOLE
from suite_ops.page.build_page import PageFailed, build_page
from suite_ops.processes.ports import find_holder
from suite_ops.processes.supervisor import RUNNING, Supervisor
from suite_ops.terminal import inform, warn

COLLECTOR, OF_TRACES = "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"


class PageBuild:
    """A build in the background."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._problem: str | None = None
        self._thread = Thread(target=self._build, name="page", daemon=True)
        self._thread.start()

    def finish(self) -> None:
        """Wait for it; says that it goes on, and in one line why there is no new page."""
        if self._thread.is_alive():
            inform("the console's page is still being built; everything else is ready meanwhile")
        self._thread.join()
        if self._problem:
            warn(self._problem)

    def _build(self) -> None:
        try:
            build_page(self._root)
        except PageFailed as error:
            self._problem = str(error)


def without_console(
    here: Installation, services: Sequence[ManifestService], supervisor: Supervisor, wanted: bool
) -> list[ManifestService]:
    """The services, less the console where it is not wanted or a foreign program holds its port; says which."""
    for service in services:
        if service.id == CONSOLE and (not wanted or _is_held(here, service, supervisor)):
            return [other for other in services if other.id != CONSOLE]
    return list(services)


def send_traces(here: Installation, services: Sequence[ManifestService], supervisor: Supervisor) -> Installation:
    """The installation with traces sent to its console, where it starts or runs and no other collector is named."""
    runs = supervisor.state(CONSOLE) in RUNNING
    known = here.manifest.built() if runs else services
    console = next((service for service in known if service.id == CONSOLE), None)
    port = console.port_in(here.environment) if console else None
    if port is None or here.environment.get(COLLECTOR) or here.environment.get(OF_TRACES):
        return here
    os.environ[COLLECTOR] = f"http://127.0.0.1:{port}"
    return load_installation(here.root)


def _is_held(here: Installation, service: ManifestService, supervisor: Supervisor) -> bool:
    if supervisor.state(service.id) in RUNNING:
        return False
    holder = find_holder(service.port_in(here.environment) or 0)
    if holder:
        inform(f"no console: {holder}; CONSOLE_PORT moves it")
    return holder is not None
