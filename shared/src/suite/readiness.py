"""Whether a service can do its work: named checks, asked together under one time limit."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from threading import Event, Thread
from time import perf_counter
from typing import Any

from suite.database import Database
from suite.environment import find_root
from suite.errors import AppError
from suite.migrations import pending_migrations
from suite.settings import ServiceSettings

CHECK_SECONDS = 2.0
OK, FAIL, PENDING, UNKNOWN, DISABLED = "ok", "fail", "pending", "unknown", "disabled"
HealthExtra = Callable[[dict[str, "CheckResult"]], Mapping[str, Any]]


@dataclass(frozen=True)
class CheckResult:
    """One check's outcome; `error` is a class of failure, never a connection string."""

    status: str
    latency_ms: int
    error: str | None = None

    def details(self) -> dict[str, Any]:
        """As shown in /readyz."""
        shown = {"status": self.status, "latency_ms": self.latency_ms}
        return {**shown, "error": self.error} if self.error else shown


@dataclass(frozen=True)
class Check:
    """A named question to a dependency. `ask` returns a status word or raises; optional ones only degrade."""

    name: str
    ask: Callable[[], str]
    required: bool = True


class Readiness:
    """The checks of a service, asked in parallel under one time limit."""

    def __init__(self, database: Database, settings: ServiceSettings, shutting_down: Event) -> None:
        self._database = database
        self._settings = settings
        self._shutting_down = shutting_down
        self._checks = [Check("database", self._ask_database), Check("migrations", self._ask_migrations)]
        self.healthy_word = "ok"
        self.unhealthy_word = "error"
        self.health_extra: HealthExtra = lambda results: {}
        self.show_health: Callable[[Any], Any] | None = None

    def add(self, name: str, ask: Callable[[], str], *, required: bool = True) -> None:
        """Ask this too."""
        self._checks.append(Check(name, ask, required))

    def relax(self, *names: str) -> None:
        """Let these checks only degrade the service."""
        self._checks = [replace(check, required=False) if check.name in names else check for check in self._checks]

    def run(self, names: tuple[str, ...] | None = None, *, within: float = CHECK_SECONDS) -> dict[str, CheckResult]:
        """Every check's result (or those of `names`), at the latest after `within` seconds."""
        wanted = [check for check in self._checks if names is None or check.name in names]
        results = {check.name: CheckResult(FAIL, int(within * 1000), "timeout") for check in wanted}
        threads = [Thread(target=_ask, args=(check, results), daemon=True) for check in wanted]
        deadline = perf_counter() + within
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(max(0.0, deadline - perf_counter()))
        return dict(results)

    def verdict(self, results: Mapping[str, CheckResult]) -> str:
        """ready, degraded or not_ready."""
        if self._shutting_down.is_set():
            return "not_ready"
        bad = {name for name, result in results.items() if result.status not in (OK, DISABLED)}
        if any(check.required for check in self._checks if check.name in bad):
            return "not_ready"
        return "degraded" if bad else "ready"

    def _ask_database(self) -> str:
        self._database.ping()
        return OK

    def _ask_migrations(self) -> str:
        settings = self._settings
        folder = find_root() / "services" / settings.ID / "migrations"
        with self._database.driver_connection() as connection:
            return PENDING if pending_migrations(connection, folder, settings.SCHEMA) else OK


def _ask(check: Check, results: dict[str, CheckResult]) -> None:
    started = perf_counter()
    error: str | None = None
    try:
        status = check.ask()
    except AppError as failure:
        status, error = FAIL, failure.code.lower()
    except Exception as failure:
        status, error = FAIL, type(failure).__name__
    results[check.name] = CheckResult(status, int((perf_counter() - started) * 1000), error)
