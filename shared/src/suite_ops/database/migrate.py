"""scripts/migrate.sh: bring the schemas of the built services up to their migration files."""

import argparse
from dataclasses import dataclass
from datetime import UTC

import psycopg2

from suite.migrations import Applied, MigrationFailed, Migrations, MigrationsRefused, Status
from suite.tracing.assembly import trace_command
from suite_ops.installation import InstallationError, load_installation
from suite_ops.manifest import Manifest
from suite_ops.terminal import fail, succeed

OK, FAILED, PENDING, REFUSED = 0, 1, 2, 3
BUS = "bus"
BUS_MIGRATIONS = "shared/migrations/bus"


@dataclass(frozen=True)
class MigrationTarget:
    """A schema to migrate, under the id of the service that owns it."""

    id: str
    migrations: Migrations


def main(argv: list[str]) -> int:
    """Exit status 0 done, 1 failed, 2 pending (status only), 3 refused: nothing was run."""
    arguments = _parser().parse_args(argv)
    try:
        installation = load_installation()
        targets = find_targets(installation.manifest, arguments.service)
        return _run(arguments, targets, installation.settings.admin_dsn())
    except MigrationsRefused as error:
        return _report(REFUSED, error.problems)
    except (InstallationError, MigrationFailed) as error:
        return _report(FAILED, str(error).splitlines())
    except KeyError as error:
        return _report(FAILED, [f"{error}: no such service, or one without a schema"])
    except psycopg2.Error as error:
        return _report(FAILED, [f"database: {(str(error).strip() or type(error).__name__).splitlines()[0]}"])


def find_targets(manifest: Manifest, service: str | None = None) -> list[MigrationTarget]:
    """The event bus, then every built service with migrations; or only `service`. KeyError: there is none."""
    folders = {BUS: (manifest.root / BUS_MIGRATIONS, BUS)}
    folders |= {
        entry.id: (manifest.root / entry.path / "migrations", entry.schema)
        for entry in manifest.built()
        if entry.schema
    }
    if service and service != BUS:
        service = manifest.find(service).id
    chosen = folders if service is None else {service: folders[service]}
    return [MigrationTarget(name, Migrations(folder, schema)) for name, (folder, schema) in chosen.items()]


def migrate_all(targets: list[MigrationTarget], dsn: str) -> dict[str, list[Applied]]:
    """Apply what is pending everywhere. Every schema is checked before the first one is touched."""
    trace_command("migrations")
    _require_trust(inspect_all(targets, dsn))
    return {target.id: target.migrations.migrate(dsn) for target in targets}


def inspect_all(targets: list[MigrationTarget], dsn: str) -> dict[str, Status]:
    """Status of every target; raises MigrationsRefused when files alone are wrong already."""
    return {target.id: target.migrations.status(dsn) for target in targets}


def _run(arguments: argparse.Namespace, targets: list[MigrationTarget], dsn: str) -> int:
    if arguments.baseline is not None:
        return _baseline(targets, dsn, arguments.baseline)
    if arguments.verify:
        statuses = inspect_all(targets, dsn)
        _require_trust(statuses)
        return _report(OK, [f"{name}: {len(status.applied)} files verified" for name, status in statuses.items()])
    if arguments.status or arguments.action == "status":
        return _show_status(inspect_all(targets, dsn))
    if arguments.dry_run:
        _require_trust(inspect_all(targets, dsn))
        _show_runs({target.id: target.migrations.dry_run(dsn) for target in targets}, "would be applied")
        return OK
    _show_runs(migrate_all(targets, dsn), "applied")
    return OK


def _baseline(targets: list[MigrationTarget], dsn: str, version: int) -> int:
    if len(targets) != 1:
        return _report(REFUSED, ["--baseline needs --service: versions differ from schema to schema"])
    _show_runs({targets[0].id: targets[0].migrations.baseline(dsn, version)}, "recorded")
    return OK


def _require_trust(statuses: dict[str, Status]) -> None:
    problems = [f"{name}: {problem}" for name, status in statuses.items() for problem in status.problems]
    if problems:
        raise MigrationsRefused(problems)


def _show_status(statuses: dict[str, Status]) -> int:
    for name, status in statuses.items():
        for entry in status.applied:
            word = "newer" if entry in status.newer else "applied"
            print(f"{name}\t{word}\t{entry.file_name}\t{entry.applied_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}")
        for file in status.pending:
            print(f"{name}\tpending\t{file.file_name}\t")
    _require_trust(statuses)
    return PENDING if any(status.pending for status in statuses.values()) else OK


def _show_runs(runs: dict[str, list[Applied]], outcome: str) -> None:
    for name, applied in runs.items():
        for item in applied:
            note = f"{item.duration_ms} ms" if item.executed else "not executed"
            print(f"{name}\t{outcome}\t{item.file.file_name}\t{note}")
    if not any(runs.values()):
        print("nothing to do: every schema is up to date")


def _report(status: int, lines: list[str]) -> int:
    for line in lines:
        fail(line) if status else succeed(line)
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="migrate", description=__doc__)
    parser.add_argument("action", nargs="?", choices=("up", "status"), default="up")
    parser.add_argument("--service", metavar="ID", help="only this service, or bus")
    parser.add_argument("--dry-run", action="store_true", help="execute in a transaction and roll it back")
    parser.add_argument("--status", action="store_true", help="list applied and pending files; 2 when some pend")
    parser.add_argument("--verify", action="store_true", help="compare applied files with the ledger")
    parser.add_argument("--baseline", metavar="N", type=int, help="record files up to N without running them")
    return parser
