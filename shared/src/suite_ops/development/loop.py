"""From a saved file to new processes that serve it; what cannot be served leaves the old ones alone."""

import webbrowser
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from suite_ops.database import migrate
from suite_ops.deployment.rolling_restart import NotFollowed, restart
from suite_ops.development.keys import MIGRATE, OPEN, RESTART
from suite_ops.development.sources import forget_compiled, shorten_traceback, syntax_problem
from suite_ops.development.watch import Changes, sort_changes
from suite_ops.environment.started import changed_variables
from suite_ops.installation import Installation, InstallationError, load_installation
from suite_ops.logs.files import FileLog
from suite_ops.manifest import ManifestService
from suite_ops.processes.records import running_process
from suite_ops.processes.service import ServiceFailed, begin_service, finish_service
from suite_ops.processes.supervisor import Supervisor, SupervisorError
from suite_ops.terminal import fail, inform, warn


class DevelopmentLoop:
    """Serves changes of the chosen services, one after the other, and does what keys ask for."""

    def __init__(self, here: Installation, chosen: Sequence[ManifestService]) -> None:
        self._here = here
        self._chosen = chosen
        self._broken: set[Path] = set()
        self._refused: set[str] = set()
        self._shown = chosen[0] if chosen else None
        self._again: Changes | None = None

    def serve_changes(self, changes: Changes) -> None:
        """Never ends by itself: a daemon's work."""
        self._again = changes
        while True:
            paths = set(changes.get())
            while not changes.empty():
                paths |= changes.get()
            self.serve(paths)

    def serve(self, paths: set[Path]) -> None:
        """Reload what these files belong to, unless they cannot be compiled."""
        forget_compiled(paths)
        affected = sort_changes(self._here, self._chosen, paths)
        for path in sorted(affected.migrations):
            inform(f"{path.relative_to(self._here.root)} was saved; {MIGRATE} applies new migrations")
        if affected.tools:
            warn("the tools themselves were changed: quit, and start dev.sh again")
        services = affected.services | self._changed_settings(affected.settings)
        if services and self._compiles(paths):
            self._reload([service for service in self._chosen if service.id in services])

    def press(self, key: str) -> None:
        """Do what a key asks for; others do nothing."""
        actions: dict[str, Callable[[], None]] = {MIGRATE: self._migrate, RESTART: self._restart, OPEN: self._open}
        actions.get(key, lambda: None)()

    def _compiles(self, paths: set[Path]) -> bool:
        """Whether all that was saved compiles, also what did not a moment ago; else what is wrong is shown."""
        problems = {
            path: problem
            for path in sorted(self._broken | paths)
            if path.suffix == ".py" and (problem := syntax_problem(path))
        }
        self._broken = set(problems)
        for problem in list(problems.values())[:1]:
            fail(f"{problem}\nthe version before goes on serving")
        return not problems

    def _changed_settings(self, read_again: bool) -> set[str]:
        if not read_again:
            return set()
        try:
            now = load_installation(self._here.root)
        except InstallationError as error:
            fail(f"{error}\nthe settings before go on")
            return set()
        changed = {service.id: changed_variables(now, service) for service in self._chosen}
        for name, variables in changed.items():
            if variables:
                inform(f"{name}: {', '.join(variables)} changed")
        return {name for name, variables in changed.items() if variables}

    def _reload(self, services: Sequence[ManifestService]) -> None:
        for service in services:
            self._shown = service
            with closing(FileLog(service.id, self._here.log_dir / f"{service.id}.log")) as log:
                self._serve_anew(service, log)

    def _serve_anew(self, service: ManifestService, log: FileLog) -> None:
        log.skip_backlog()
        try:
            if running_process(self._here.log_dir, service.id):
                restart(self._here, service)
            else:
                supervisor = Supervisor(self._here)
                if begin_service(self._here, supervisor, service):
                    finish_service(self._here, supervisor, service)
            self._refused.discard(service.id)
        except (InstallationError, NotFollowed, OSError, ServiceFailed, SupervisorError) as error:
            self._refused.add(service.id)
            fail("\n".join([*shorten_traceback(log, self._here.root), str(error).splitlines()[-1]]))

    def _migrate(self) -> None:
        stored = [service for service in self._chosen if service.schema]
        done = [migrate.main(["--service", service.id]) == migrate.OK for service in stored]
        if self._refused and all(done):
            self._restart()

    def _restart(self) -> None:
        if self._again is not None:
            self._again.put(frozenset(self._here.root / service.path / "src" for service in self._chosen))

    def _open(self) -> None:
        port = self._shown.port_in(self._here.environment) if self._shown else None
        if port:
            inform(f"http://localhost:{port}/docs")
            webbrowser.open(f"http://localhost:{port}/docs")
