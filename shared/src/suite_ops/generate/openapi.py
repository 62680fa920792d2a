"""Write openapi.yaml of the services: what their routes declare, for readers who run nothing."""

import argparse
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml

from suite.environment import Environment, Variable, find_root
from suite.http import Service as Application
from suite.openapi.document import build_document
from suite_ops.manifest import Manifest, ManifestService, load_manifest
from suite_ops.terminal import fail, succeed

FILE = "openapi.yaml"
HEADER = "# Generated from the routes: scripts/openapi.sh\n"
# Enough for an application that is never asked anything: no secret, no database, the same on every machine.
ENVIRONMENT = {"APP_ENV": "test", "AUTH_MODE": "off", "LOG_LEVEL": "error"}


def main(argv: list[str]) -> int:
    """Exit status 0 written or up to date, 1 when --check finds a difference or a service is not known."""
    parser = argparse.ArgumentParser(prog="openapi", description=__doc__)
    parser.add_argument("--check", action="store_true", help="only compare, write nothing")
    parser.add_argument("services", nargs="*", metavar="ID", help="services; all that are built without any")
    arguments = parser.parse_args(argv)
    manifest = load_manifest(find_root())
    try:
        wanted = [manifest.find(name) for name in arguments.services] or list(documented(manifest))
    except KeyError as error:
        fail(f"no service {error} in the manifest")
        return 1
    compare = check if arguments.check else write
    done = [compare(service, manifest.root) for service in wanted]
    return 0 if all(done) else 1


def documented(manifest: Manifest) -> tuple[ManifestService, ...]:
    """Services that have an application of their own."""
    return tuple(service for service in manifest.built() if service.package and service.module)


def build_application(service: ManifestService, root: Path) -> Application:
    """The application of a service, without anything of this machine in its settings."""
    variables = {name: Variable(value, "openapi", literal=True) for name, value in ENVIRONMENT.items()}
    settings = import_module(f"{service.package}.settings").Settings
    application: Application = import_module(f"{service.package}.app").create_app(
        settings.from_environment(Environment(root, variables))
    )
    return application


def render(service: ManifestService, root: Path) -> str:
    """The whole file."""
    document = build_document(build_application(service, root))
    return HEADER + yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)


class _Dumper(yaml.SafeDumper):
    """References stand on the line of their key, and nothing is an alias of something else."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def represent_mapping(self, tag: str, mapping: Any, flow_style: bool | None = None) -> yaml.MappingNode:
        reference = isinstance(mapping, dict) and list(mapping) == ["$ref"]
        return super().represent_mapping(tag, mapping, flow_style=True if reference else flow_style)


def check(service: ManifestService, root: Path) -> bool:
    """Whether the file says what the routes say; the difference is told."""
    path = root / service.path / FILE
    if path.is_file() and path.read_text(encoding="utf-8") == render(service, root):
        succeed(f"{path.relative_to(root)} is up to date")
        return True
    fail(f"{path.relative_to(root)} differs from the routes; run scripts/openapi.sh {service.id}")
    return False


def write(service: ManifestService, root: Path) -> bool:
    """Write the file."""
    path = root / service.path / FILE
    path.write_text(render(service, root), encoding="utf-8")
    succeed(f"{path.relative_to(root)} written")
    return True
