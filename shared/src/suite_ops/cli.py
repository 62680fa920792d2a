"""`python -m suite_ops COMMAND …`: one module per command, loaded only when it is called."""

import os
import sys
from importlib import import_module

COMMANDS = {
    "start-all": ("suite_ops.start", "start the database and every built service"),
    "stop-all": ("suite_ops.stop", "stop what start-all started"),
    "rolling-restart": ("suite_ops.rolling_restart", "replace the processes of services that go on answering"),
    "deploy": ("suite_ops.deploy", "another version, and back when it does not work"),
    "rotate-secret": ("suite_ops.rotate_secret", "give a secret another value without an outage"),
    "dev-db": ("suite_ops.dev_db", "start, stop or look at the database alone"),
    "status": ("suite_ops.status", "say what runs"),
    "logs": ("suite_ops.logs", "show or follow the log of a service"),
    "psql": ("suite_ops.psql", "open psql as a service or as the administrator"),
    "service-manifest": ("suite_ops.service_manifest", "list services, or get one of them"),
    "validate-env": ("suite_ops.validate_env", "check every variable of the environment"),
    "health-check-all": ("suite_ops.health_checks", "ask every service and the database how they are"),
    "diagnose-services": ("suite_ops.diagnose", "find out why something does not work"),
    "migrate": ("suite_ops.migrate", "apply the migrations of the services"),
    "prepare": ("suite_ops.prepare", "roles, schemas and migrations, without starting anything"),
    "ready": ("suite_ops.ready", "whether the programs this machine or container started are ready"),
    "backup": ("suite_ops.backup.command", "back the database up into a file that is proven readable"),
    "wal-archive": ("suite_ops.backup.wal_archive", "receive the write-ahead log until asked to end"),
    "restore-moment": ("suite_ops.backup.moment", "bring the whole cluster back as it was at a moment"),
    "test-disaster-recovery": ("suite_ops.backup.drill", "lose a copy of everything and prove that it comes back"),
    "restore": ("suite_ops.backup.restore", "bring a backup back, compared table by table"),
    "generate": ("suite_ops.generate.command", "write what follows from the manifest: compose, units, gateway"),
    "env-sample": ("suite_ops.env_sample", "write .env.example from what the code reads"),
    "openapi": ("suite_ops.openapi", "write openapi.yaml of the services from their routes"),
    "build-page": ("suite_ops.page.build", "build the console's page where it is older than its source"),
    "new-service": ("suite_ops.new_service.command", "make a service with one list, or remove it"),
    "questdb": ("suite_ops.questdb", "fetch, start, stop and fill a QuestDB under var/"),
    "launch": ("suite_ops.launch", "run a program and record its process"),
    "run-gateway": ("suite_ops.gateway", "become the nginx of start-all"),
    "guard-space": ("suite_ops.space_guard", "keep our own database from filling its disk up"),
}
# Run by the supervisor and by units, not by people.
INTERNAL = ("launch", "run-gateway", "guard-space")
INTERRUPTED = 130
READER_LEFT = 141
HELP = ("-h", "--help", "help")


def main(arguments: list[str]) -> int:
    """Run one command with its arguments; the exit status of the process."""
    if not arguments or arguments[0] in HELP:
        print(usage())
        return 0
    name, rest = arguments[0], arguments[1:]
    if name not in COMMANDS:
        print(f"Unknown command '{name}'.\n{usage()}", file=sys.stderr)
        return 1
    try:
        status = run_command(name, rest)
        sys.stdout.flush()
        return status
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read, as `head`, has seen enough; what is left must not be written when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return READER_LEFT


def run_command(name: str, arguments: list[str]) -> int:
    """Load the module of a known command and call its main."""
    module = import_module(COMMANDS[name][0])
    status: int = module.main(arguments)
    return status


def usage() -> str:
    """What can be called, one command a line."""
    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {purpose}" for name, (_, purpose) in COMMANDS.items() if name not in INTERNAL]
    return "\n".join(["usage: python -m suite_ops COMMAND [ARGUMENTS]", "", *lines])
