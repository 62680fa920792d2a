"""`python -m suite_ops COMMAND …`: one module per command, loaded only when it is called.

The module of a command has its name, or is the `command` of a room that has one.
"""

import os
import sys
from importlib import import_module

COMMANDS = {
    "start-all": ("processes.start_all", "start the database and every built service"),
    "stop-all": ("processes.stop_all", "stop what start-all started"),
    "dev": ("development.command", "run services in the foreground and serve each change as it is saved"),
    "rolling-restart": ("deployment.rolling_restart", "replace the processes of services that go on answering"),
    "deploy": ("deployment.deploy", "another version, and back when it does not work"),
    "rotate-secret": ("environment.rotate_secret", "give a secret another value without an outage"),
    "dev-db": ("database.dev_db", "start, stop or look at the database alone"),
    "status": ("health.status", "say what runs"),
    "logs": ("logs.command", "show or follow the log of a service"),
    "psql": ("database.psql", "open psql as a service or as the administrator"),
    "db": ("insight.command", "see what the database does: statements, locks, bloat, index use, replication"),
    "release": ("release.command", "release a version: number, changelog, bill of materials, tag, image"),
    "service-manifest": ("service_manifest", "list services, or get one of them"),
    "validate-env": ("environment.validate_env", "check every variable of the environment"),
    "health-check-all": ("health.health_check_all", "ask every service and the database how they are"),
    "diagnose-services": ("health.diagnose_services", "find out why something does not work"),
    "migrate": ("database.migrate", "apply the migrations of the services"),
    "prepare": ("database.prepare", "roles, schemas and migrations, without starting anything"),
    "ready": ("health.ready", "whether the programs this machine or container started are ready"),
    "backup": ("backup.command", "back the database up into a file that is proven readable"),
    "wal-archive": ("backup.wal_archive", "receive the write-ahead log until asked to end"),
    "restore-moment": ("backup.restore_moment", "bring the whole cluster back as it was at a moment"),
    "test-disaster-recovery": ("backup.drill", "lose a copy of everything and prove that it comes back"),
    "restore": ("backup.restore", "bring a backup back, compared table by table"),
    "generate": ("generate.command", "write what follows from the manifest: compose, units, gateway"),
    "env-sample": ("generate.env_sample", "write .env.example from what the code reads"),
    "openapi": ("generate.openapi", "write openapi.yaml of the services from their routes"),
    "build-page": ("page.build_page", "build the console's page where it is older than its source"),
    "check-page": ("page.check_page", "types, lint and format of the page's source, where there is Node"),
    "new-service": ("new_service.command", "make a service with one list, or remove it"),
    "questdb": ("questdb.command", "fetch, start, stop and fill a QuestDB under var/"),
    "completion": ("generate.completion", "print what completes options and ids in bash or zsh"),
    "launch": ("processes.launch", "run a program and record its process"),
    "run-gateway": ("processes.run_gateway", "become the nginx of start-all"),
    "guard-space": ("database.guard_space", "keep our own database from filling its disk up"),
}
# Run by the supervisor, by units and by check.sh, not by people.
INTERNAL = ("launch", "run-gateway", "guard-space", "check-page")
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
    except Exception as error:
        from suite.sentry.command import report_failure  # with HTTP and TLS: not in a parent that waits

        report_failure("suite-ops", error)
        raise


def run_command(name: str, arguments: list[str]) -> int:
    """Load the module of a known command and call its main."""
    module = import_module(f"suite_ops.{COMMANDS[name][0]}")
    status: int = module.main(arguments)
    return status


def usage() -> str:
    """What can be called, one command a line."""
    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {purpose}" for name, (_, purpose) in COMMANDS.items() if name not in INTERNAL]
    return "\n".join(["usage: python -m suite_ops COMMAND [ARGUMENTS]", "", *lines])
