"""`start-all`: secrets, environment, database, migrations, seeds, then every built service in order."""

import argparse
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic

import psycopg2

from suite_ops.database.account import PostgresError
from suite_ops.database.bootstrap import BootstrapError
from suite_ops.database.prepare import StepFailed, check_environment, make_secrets, prepare_schemas, seed_once
from suite_ops.database.start import start_database
from suite_ops.deployment.setup import EXTRAS
from suite_ops.environment.caller import remember_caller
from suite_ops.generate.gateway import GATEWAY
from suite_ops.installation import Installation, InstallationError, load_installation
from suite_ops.manifest import ManifestService, not_found
from suite_ops.page import CONSOLE
from suite_ops.page.background_build import PageBuild, send_traces, without_console
from suite_ops.page.examples import allow_example_crawl, plant_examples
from suite_ops.processes.addresses import print_addresses
from suite_ops.processes.gateway import GatewayFailed, start_gateway
from suite_ops.processes.lock import LockTaken, exclusive
from suite_ops.processes.service import FAILED, READY, SKIPPED, ServiceFailed, begin_service, finish_service
from suite_ops.processes.supervisor import Supervisor, SupervisorError
from suite_ops.terminal import fail, inform, succeed

EXPECTED = (
    BootstrapError,
    GatewayFailed,
    OSError,
    InstallationError,
    LockTaken,
    PostgresError,
    StepFailed,
    SupervisorError,
)
SKIPPABLE = ("frontend", "backend", "docs")


@dataclass(frozen=True)
class StartChoice:
    """What to start; `only` empty means everything that is built."""

    only: tuple[str, ...] = ()
    skipped_types: tuple[str, ...] = ()
    end_own: bool = False
    gateway: bool | None = None
    console: bool = True


def main(argv: list[str]) -> int:
    """Exit status 0 when all runs, 1 when something does not: it is named."""
    arguments = _parser().parse_args(argv)
    skipped = tuple(kind for kind in SKIPPABLE if getattr(arguments, f"skip_{kind}"))
    choice = StartChoice(
        tuple(arguments.only or ()), skipped, arguments.force_kill_ports, arguments.gateway, arguments.console
    )
    try:
        here = load_installation()
        with exclusive(here.run_dir / "start.lock"):
            return start_all(here, choice)
    except EXPECTED as error:
        for line in str(error).splitlines():
            fail(line)
    except psycopg2.Error as error:
        fail(f"database: {str(error).strip().splitlines()[0]}")
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="start-all.sh", description=__doc__)
    parser.add_argument("--only", nargs="+", metavar="ID", help="start these services and the database")
    parser.add_argument(
        "--with",
        dest="extras",
        action="append",
        choices=EXTRAS,
        help="install what an extra needs as well: archive (db-sync-worker's Parquet files); repeatable",
    )
    for kind in SKIPPABLE:
        parser.add_argument(f"--skip-{kind}", action="store_true", help=f"leave services of type {kind} alone")
    parser.add_argument(
        "--force-kill-ports",
        action="store_true",
        help="restart own services that run and are not ready; never ends anything else",
    )
    parser.add_argument(
        "--gateway",
        action=argparse.BooleanOptionalAction,
        help="one address for all services, by nginx; without this option it is started where nginx is installed",
    )
    parser.add_argument(
        "--no-console",
        dest="console",
        action="store_false",
        help="leave the console and the build of its page out",
    )
    return parser


def start_all(here: Installation, choice: StartChoice) -> int:
    """Start what is chosen; the exit status."""
    began = monotonic()
    services = choose_services(here, choice)
    here = make_secrets(here)
    check_environment(here)
    supervisor = Supervisor(here)
    services = without_console(here, services, supervisor, choice.console)
    here = allow_example_crawl(send_traces(here, services, supervisor), services)
    remember_caller(here.run_dir)
    page = PageBuild(here.root) if any(service.id == CONSOLE for service in services) else None
    start_database(here, supervisor)
    prepare_schemas(here)
    states: dict[str, str] = {}
    with ThreadPoolExecutor(1, "gateway") as beside:
        gateway = beside.submit(_start_gateway, here, supervisor, choice)
        for together in levels(services):
            states |= _start_together(here, supervisor, together, choice)
    if gateway.result():
        states[GATEWAY] = READY
        services.append(here.manifest.find(GATEWAY))
    failed = [name for name, state in states.items() if state == FAILED]
    if not failed:
        plant_examples(here, services)
    print_addresses(here, services, states)
    if failed:
        fail(f"not started: {', '.join(failed)}")
        return 1
    succeed(f"the suite is ready after {monotonic() - began:.1f} s")
    if page is not None:
        page.finish()
    return 0


def _start_gateway(here: Installation, supervisor: Supervisor, choice: StartChoice) -> bool:
    """Where it is asked for; or neither refused nor left out by a choice of services."""
    demanded = choice.gateway is True
    wanted = demanded or (choice.gateway is None and not choice.only)
    return wanted and start_gateway(here, supervisor, demanded=demanded)


def levels(services: Sequence[ManifestService]) -> Iterator[list[ManifestService]]:
    """Services that need nothing but what came before, together: most only need the database."""
    waiting = list(services)
    while waiting:
        names = {service.id for service in waiting}
        ready = [service for service in waiting if not names & set(service.depends_on)]
        yield ready
        waiting = [service for service in waiting if service not in ready]


def _start_together(
    here: Installation, supervisor: Supervisor, services: Sequence[ManifestService], choice: StartChoice
) -> dict[str, str]:
    """Each service on a thread: its first rows, its start, its readiness; the state of each by id, in their order.

    One that fails holds up no other.
    """
    states = dict.fromkeys((service.id for service in services), READY)

    def start(service: ManifestService) -> None:
        with _failing_as_state(states, service):
            seed_once(here, service)
            if begin_service(here, supervisor, service, end_own=choice.end_own):
                finish_service(here, supervisor, service)
            else:
                states[service.id] = SKIPPED

    with ThreadPoolExecutor(max(1, len(services)), "start") as pool:
        list(pool.map(start, services))
    return states


@contextmanager
def _failing_as_state(states: dict[str, str], service: ManifestService) -> Iterator[None]:
    try:
        yield
    except (ServiceFailed, StepFailed, SupervisorError) as error:
        for line in str(error).splitlines():
            fail(line)
        states[service.id] = FAILED


def choose_services(here: Installation, choice: StartChoice) -> list[ManifestService]:
    """The built services to start, in order; says which chosen ones have no code yet."""
    ordered = here.manifest.in_dependency_order()
    try:
        wanted = {here.manifest.find(name).id for name in choice.only} or {service.id for service in ordered}
    except KeyError as error:
        raise StepFailed(not_found(error)) from error
    chosen = [service for service in ordered if service.id in wanted]
    planned = [service.id for service in here.manifest.planned() if service in chosen]
    if planned:
        inform(f"not built yet, skipped: {', '.join(planned)}")
    return [service for service in chosen if service.built and service.type not in choice.skipped_types]
