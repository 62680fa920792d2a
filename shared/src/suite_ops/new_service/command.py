"""`new-service NAME`: a service with one list of things, known to everything that knows services; or its removal."""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from suite.environment import find_root
from suite_ops.generate.command import store
from suite_ops.generate.openapi import FILE as OPENAPI
from suite_ops.installation import InstallationError, load_installation
from suite_ops.manifest import Manifest, ManifestError, load_manifest
from suite_ops.new_service.files import service_files
from suite_ops.new_service.insertions import changed_texts
from suite_ops.new_service.plan import Refused, ServicePlan, plan_service
from suite_ops.processes.records import running_process
from suite_ops.terminal import fail, inform, succeed

SHOWN = 5
PROJECT = "pyproject.toml"
CACHES = frozenset({"__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache"})


def main(argv: list[str]) -> int:
    """Exit status 0 done, 1 refused or failed: then nothing has changed."""
    parser = argparse.ArgumentParser(prog="new-service.sh", description=__doc__)
    parser.add_argument("name", metavar="NAME", help="id of the service, e.g. notes-api")
    parser.add_argument("--port", type=int, help="default: the next free hundred")
    parser.add_argument("--schema", help="default: the name without -api")
    parser.add_argument("--remove", action="store_true", help="take the service away again")
    parser.add_argument("--force", action="store_true", help="with --remove: also when its files were changed")
    arguments = parser.parse_args(argv)
    try:
        manifest = load_manifest(find_root())
        if arguments.remove:
            remove(manifest, arguments.name, force=arguments.force)
        else:
            create(manifest.root, plan_service(manifest, arguments.name, arguments.port, arguments.schema))
    except (Refused, InstallationError, ManifestError) as error:
        fail(str(error))
        return 1
    return 0


def create(root: Path, plan: ServicePlan) -> None:
    """Write the service and make it known; raises Refused, and then everything is as it was."""
    folder = root / "services" / plan.id
    texts = changed_texts(root, plan)
    before = {path: path.read_text(encoding="utf-8") for path in texts}
    try:
        for name, text in service_files(plan).items():
            store(folder / name, text)
        _write(texts)
        _generate(root, ["openapi", plan.id], ["env-sample"], ["generate"])
    except BaseException:
        _write(before)
        shutil.rmtree(folder, ignore_errors=True)
        _generate(root, ["env-sample"], ["generate"])
        raise
    succeed(f"services/{plan.id} on port {plan.port}, schema {plan.schema}; next: scripts/test.sh services/{plan.id}")


def remove(manifest: Manifest, name: str, *, force: bool) -> None:
    """Take away what `create` made; raises Refused when the service has files or lines of its own."""
    plan = plan_of_made(manifest, name)
    if running_process(load_installation(manifest.root).log_dir, plan.id):
        raise Refused(f"{plan.id} runs; scripts/stop-all.sh --only {plan.id} ends it")
    folder = manifest.root / "services" / plan.id
    changed = sorted(own_changes(folder, plan))
    if changed and not force:
        some = ", ".join(changed[:SHOWN]) + (" …" if len(changed) > SHOWN else "")
        raise Refused(f"{plan.id} has changes of its own ({some}); --force removes it all the same")
    _write(changed_texts(manifest.root, plan, removed=True))
    shutil.rmtree(folder)
    _generate(manifest.root, ["env-sample"], ["generate"])
    succeed(f"{plan.id} is removed")
    inform(
        f"a database it was started on keeps schema {plan.schema} and role {plan.role},"
        f" .env.local keeps APP_{plan.schema.upper()}_DB_PASSWORD"
    )


def plan_of_made(manifest: Manifest, name: str) -> ServicePlan:
    """The plan a service was made by; raises Refused for every other service."""
    try:
        service = manifest.find(name)
    except KeyError:
        raise Refused(f"no service '{name}' in the manifest") from None
    plan = ServicePlan(service.id, service.port or 0, service.schema or "")
    # Its first line says so, whatever became of the migration before it was applied; no force removes others.
    path = manifest.root / "services" / service.id / PROJECT
    mark = service_files(plan)[PROJECT].partition("\n")[0]
    if not path.is_file() or path.read_text(encoding="utf-8").partition("\n")[0] != mark:
        raise Refused(f"'{name}' is not a service this command made")
    return plan


def own_changes(folder: Path, plan: ServicePlan) -> Iterator[str]:
    """Files that differ from what `create` writes, are missing, or were added."""
    made = service_files(plan)
    for name, text in made.items():
        path = folder / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            yield name
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in made and name != OPENAPI and not CACHES.intersection(path.parts):
            yield name


def _write(texts: dict[Path, str]) -> None:
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8")


def _generate(root: Path, *commands: list[str]) -> None:
    """In processes of their own: this one has read the code as it was."""
    sources = [root / "shared" / "src", *sorted(root.glob("services/*/src"))]
    path = os.pathsep.join([*map(str, sources), *filter(None, sys.path)])
    environment = {**os.environ, "SUITE_ROOT": str(root), "PYTHONPATH": path}
    for command in commands:
        made = [sys.executable, "-m", "suite_ops", *command]
        done = subprocess.run(made, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Refused(f"{' '.join(command)} failed: {done.stderr.strip() or done.stdout.strip()}")
