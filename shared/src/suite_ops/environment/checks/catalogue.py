"""Which settings classes there are, and which variables they read."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module

from suite.configuration import SettingDeclaration, Settings
from suite.environment import Environment
from suite.settings import ServiceSettings
from suite_ops.environment.checks.findings import EnvironmentFinding, Level
from suite_ops.manifest import Manifest, ManifestService
from suite_ops.settings import OpsSettings


@dataclass(frozen=True)
class SettingReading:
    """A field of a settings class with the names it is read from, most specific first."""

    id: str
    settings_class: type[Settings]
    field: str
    declared: SettingDeclaration
    names: tuple[str, ...]

    def used_name(self, environment: Environment) -> str | None:
        """The name whose value counts."""
        return next((name for name in self.names if name in environment), None)


@dataclass(frozen=True)
class SettingsCatalogue:
    """Settings classes by service id ("tools" for the command line), and what could not be loaded."""

    classes: dict[str, type[Settings]]
    planned: dict[str, type[Settings]]
    findings: list[EnvironmentFinding]

    def readings(self) -> Iterator[SettingReading]:
        """Every field of every class that has code behind it."""
        yield from _readings(self.classes)

    def known_names(self) -> set[str]:
        """All variables that mean something, also for services that are planned."""
        return {name for reading in _readings(self.classes | self.planned) for name in reading.names}


def load_catalogue(manifest: Manifest) -> SettingsCatalogue:
    """Import the settings of every built service; one that cannot be imported is a finding."""
    classes: dict[str, type[Settings]] = {"tools": OpsSettings}
    planned: dict[str, type[Settings]] = {}
    findings: list[EnvironmentFinding] = []
    for service in manifest.services:
        if not service.env_prefix:
            continue
        if not service.built or not service.package:
            planned[service.id] = _common_settings(service)
            continue
        try:
            classes[service.id] = import_module(f"{service.package}.settings").Settings
        except Exception as error:
            # Any error of the imported module is a defect of the service, and the report has to go on.
            planned[service.id] = _common_settings(service)
            reason = f"cannot import {service.package}.settings ({type(error).__name__}: {error})"
            findings.append(EnvironmentFinding(Level.FAIL, service.id, reason))
    return SettingsCatalogue(classes, planned, findings)


def _common_settings(service: ManifestService) -> type[Settings]:
    parts = {"ID": service.id, "SERVICE": service.env_prefix, "SCHEMA": service.schema or "", "ROLE": ""}
    return type("CommonSettings", (ServiceSettings,), parts)


def _readings(classes: dict[str, type[Settings]]) -> Iterator[SettingReading]:
    for name, settings_class in classes.items():
        names = settings_class.variable_names()
        for field, declared in settings_class.declarations().items():
            yield SettingReading(name, settings_class, field, declared, names[field])
