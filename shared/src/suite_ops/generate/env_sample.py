"""Write .env.example: every variable the code reads, grouped by who reads it."""

import argparse
from collections.abc import Iterable, Iterator
from typing import Any

from suite.environment import find_root
from suite.parsers import Secret
from suite.settings import ServiceSettings
from suite_ops.environment.checks.catalogue import SettingReading, load_catalogue
from suite_ops.environment.checks.outside import OUTSIDE_SETTINGS
from suite_ops.environment.secrets import all_names
from suite_ops.manifest import Manifest, load_manifest
from suite_ops.terminal import fail, succeed

FILE = ".env.example"
SAMPLE_SECRET = "change_me"
HEADER = """\
# Every variable the suite reads. Generated from the settings classes: scripts/env-sample.sh
#
# Copy what you need into .env, secrets into .env.local; neither is tracked by git. Later wins:
# config/container-images.env, config/.env.defaults, .env, .env.local, the process environment.
# A line that starts with "#NAME=" shows the default. The values "change_me" have to be replaced."""


def main(argv: list[str]) -> int:
    """Exit status 0 written or up to date, 1 when --check finds a difference or a service cannot be read."""
    parser = argparse.ArgumentParser(prog="env-sample", description=__doc__)
    parser.add_argument("--check", action="store_true", help="only compare, write nothing")
    arguments = parser.parse_args(argv)
    root = find_root()
    try:
        text = render_sample(load_manifest(root))
    except LookupError as error:
        fail(str(error))
        return 1
    path = root / FILE
    if path.exists() and path.read_text(encoding="utf-8") == text:
        succeed(f"{FILE} is up to date")
        return 0
    if arguments.check:
        fail(f"{FILE} differs from what the code reads; run scripts/env-sample.sh")
        return 1
    path.write_text(text, encoding="utf-8")
    succeed(f"{FILE} written")
    return 0


def render_sample(manifest: Manifest) -> str:
    """The whole file; raises LookupError when the settings of a built service cannot be imported."""
    catalogue = load_catalogue(manifest)
    if catalogue.findings:
        raise LookupError("; ".join(str(finding) for finding in catalogue.findings))
    readings = list(catalogue.readings())
    common, own = _split(readings)
    parts = [HEADER, *_section("Every service", _lines(common))]
    for name in catalogue.classes:
        parts += _section(name, _lines(reading for reading in own if reading.id == name))
    parts += _section("Process environment only: files are not looked at", _outside_lines())
    return "\n".join(parts) + "\n"


def _split(readings: Iterable[SettingReading]) -> tuple[list[SettingReading], list[SettingReading]]:
    """Fields that read the same variables for everybody, and those of one service or the tools."""
    common: dict[str, SettingReading] = {}
    own: list[SettingReading] = []
    for reading in readings:
        shared = issubclass(reading.settings_class, ServiceSettings) and reading.field in _COMMON_FIELDS
        if shared and "{SERVICE}" not in reading.declared.name:
            common.setdefault(reading.declared.name, reading)
        else:
            own.append(reading)
    return list(common.values()), [reading for reading in own if reading.names[0] not in common]


_COMMON_FIELDS = frozenset(ServiceSettings.declarations())


def _section(title: str, lines: Iterable[str]) -> list[str]:
    return ["", f"# {title}", *lines]


def _lines(readings: Iterable[SettingReading]) -> Iterator[str]:
    for reading in readings:
        names = [name for name in reading.names if name not in _older_names(reading)]
        yield f"# {_describe(reading, names)}"
        yield _assignment(reading, names[0])


def _describe(reading: SettingReading, names: list[str]) -> str:
    wider = f"; else {', '.join(names[1:])}" if names[1:] else ""
    older = ", ".join(sorted(_older_names(reading)))
    return reading.declared.help + wider + (f" (older: {older})" if older else "")


def _older_names(reading: SettingReading) -> set[str]:
    return {reading.settings_class.spell(older) for older, _ in reading.declared.older_names}


def _assignment(reading: SettingReading, name: str) -> str:
    if name in all_names():
        return f"{name}={SAMPLE_SECRET}"
    default = reading.declared.default
    if "{SERVICE}" in reading.declared.name or reading.field not in _COMMON_FIELDS:
        default = reading.settings_class.service_defaults().get(reading.field, default)
    return f"#{name}={_spell(default)}"


def _spell(default: Any) -> str:
    if default is None or isinstance(default, Secret):
        return ""
    if isinstance(default, bool):
        return str(default).lower()
    if isinstance(default, tuple):
        return ",".join(default)
    return str(default)


def _outside_lines() -> Iterator[str]:
    for name, purpose in OUTSIDE_SETTINGS.items():
        yield f"# {purpose}"
        yield f"#{name}="
