"""`launch ID [--worker]`: become the program of a service, or the parent that hands its socket on, and record it."""

import os
import shlex
import sys
from pathlib import Path

from suite.environment import EnvironmentFileError, find_root
from suite_ops.environment.caller import take_over_caller
from suite_ops.installation import RUN_FOLDER, Installation, InstallationError, load_installation
from suite_ops.manifest import ManifestService
from suite_ops.processes.handover import Handover, PortTaken, succeed_to
from suite_ops.processes.records import write_record

WORKER_SUFFIX = "-worker"
SERVER = "gunicorn"
EXIT_CONFIGURATION = 78


def main(argv: list[str]) -> int:
    """The exit status of a served service; any other program never returns, the process becomes it."""
    try:
        take_over_caller(find_root() / RUN_FOLDER)
        here = load_installation(checked=True)
        service = here.manifest.find(argv[0])
    except (EnvironmentFileError, InstallationError, KeyError, IndexError) as error:
        print(f"configuration error: {error}", file=sys.stderr)
        return EXIT_CONFIGURATION
    worker = "--worker" in argv
    command = service.worker if worker else service.start
    if not command:
        print(f"configuration error: {service.id} has no such program", file=sys.stderr)
        return EXIT_CONFIGURATION
    port = service.port_in(here.environment)
    write_record(here.log_dir, service.id + (WORKER_SUFFIX if worker else ""), None if worker else port)
    os.chdir(here.root)
    words = shlex.split(command)
    if port is not None and not worker and is_handed_over(service):
        return serve(here, service, words, port)
    os.execvpe(words[0], words, program_environment(here, service))


def is_handed_over(service: ManifestService) -> bool:
    """Whether a parent holds the socket of a service, so that one server can follow another."""
    return service.start is not None and shlex.split(service.start)[:1] == [SERVER]


def serve(here: Installation, service: ManifestService, words: list[str], port: int) -> int:
    """Hold the socket of a service while its server runs; the exit status of the server."""
    host = here.environment.get(f"{service.env_prefix}_HOST", "") or "127.0.0.1"
    outcome = outcome_file(here, service.id)
    outcome.unlink(missing_ok=True)
    command = [sys.executable, "-m", *words]

    def environment() -> dict[str, str]:
        take_over_caller(here.run_dir)
        return program_environment(here, service)

    try:
        listener, predecessor = succeed_to(host, port, outcome)
    except PortTaken as error:
        print(f"{service.id} cannot listen on {error}", file=sys.stderr)
        return 1
    stop_seconds = here.shutdown_seconds
    return Handover(command, environment, listener, outcome, stop_seconds=stop_seconds, predecessor=predecessor).run()


def outcome_file(here: Installation, service_id: str) -> Path:
    """Where the parent of a service tells what the last hand-over came to."""
    here.run_dir.mkdir(parents=True, exist_ok=True)
    return here.run_dir / f"{service_id}.handover.json"


def program_environment(here: Installation, service: ManifestService) -> dict[str, str]:
    """Our own environment, with this Python first on PATH, the root, the port and the settings module."""
    environment = dict(os.environ)
    programs = str(Path(sys.executable).parent)
    environment["PATH"] = f"{programs}{os.pathsep}{environment.get('PATH', os.defpath)}"
    environment["SUITE_ROOT"] = str(here.root)
    port = service.port_in(here.environment)
    if service.env_prefix and port is not None:
        environment[f"{service.env_prefix}_PORT"] = str(port)
    if service.package:
        environment["SUITE_SETTINGS"] = f"{service.package}.settings"
    return environment
