"""`launch ID [--worker]`: become the program of a service, after recording which process it is."""

import os
import shlex
import sys
from pathlib import Path

from suite_ops.installation import Installation, InstallationError, load_installation
from suite_ops.manifest import Service
from suite_ops.records import write_record

WORKER_SUFFIX = "-worker"
EXIT_CONFIGURATION = 78


def main(argv: list[str]) -> int:
    """Never returns when all is well: the process becomes the service."""
    try:
        here = load_installation()
        service = here.manifest.find(argv[0])
    except (InstallationError, KeyError, IndexError) as error:
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
    os.execvpe(words[0], words, program_environment(here, service))


def program_environment(here: Installation, service: Service) -> dict[str, str]:
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
