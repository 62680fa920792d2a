"""scripts/validate-env.sh: check every variable of the environment; all problems in one run."""

import argparse
import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from suite.environment import Environment, EnvironmentFileError, find_root, read_environment
from suite.settings import APP_ENVIRONMENTS
from suite_ops.environment.checks.catalogue import SettingsCatalogue, load_catalogue
from suite_ops.environment.checks.exposure import check_exposure
from suite_ops.environment.checks.files import (
    check_contradictions,
    check_service_files,
    check_tracked_secrets,
    check_unknown,
)
from suite_ops.environment.checks.findings import EnvironmentFinding, Level
from suite_ops.environment.checks.strength import check_audit_keys, check_secrets
from suite_ops.environment.checks.values import (
    check_login_passwords,
    check_older_names,
    check_outside_keys,
    check_ports,
    check_values,
)
from suite_ops.manifest import Manifest, ManifestError, load_manifest
from suite_ops.terminal import fail

CLEAN, ERRORS, WARNINGS = 0, 1, 2


def main(argv: list[str]) -> int:
    """Exit status 0 all fine, 1 errors, 2 warnings only (1 with --strict)."""
    arguments = _parser().parse_args(argv)
    try:
        root = find_root()
        findings = check_environment(root, load_manifest(root), arguments.env)
    except (EnvironmentFileError, ManifestError) as error:
        fail(str(error))
        return ERRORS
    status = exit_status(findings, strict=arguments.strict)
    print(render_json(findings, status) if arguments.json else render_text(findings))
    return status


def check_environment(root: Path, manifest: Manifest, app_env: str | None = None) -> list[EnvironmentFinding]:
    """Findings without repetition: variables that are fine first, failures last.

    `app_env` judges by the rules of another environment than the one that is set.
    """
    process = {**os.environ, **({"APP_ENV": app_env} if app_env else {})}
    environment, problems = read_environment(root, process)
    catalogue = load_catalogue(manifest)
    findings = {EnvironmentFinding(Level.FAIL, *_place_and_text(problem)) for problem in problems}
    findings.update(catalogue.findings)
    findings.update(_run_checks(root, manifest, catalogue, environment))
    noted = {finding.variable for finding in findings}
    findings.update(_fine(catalogue, environment, noted))
    return sorted(findings, key=lambda finding: (list(Level).index(finding.level), finding.variable, finding.text))


def exit_status(findings: list[EnvironmentFinding], *, strict: bool) -> int:
    """0, 1 or 2, as main documents it."""
    levels = {finding.level for finding in findings}
    if Level.FAIL in levels or (strict and Level.WARN in levels):
        return ERRORS
    return WARNINGS if Level.WARN in levels else CLEAN


def render_text(findings: list[EnvironmentFinding]) -> str:
    """One line a finding and a summary."""
    counts = Counter(finding.level for finding in findings)
    summary = f"{counts[Level.OK]} ok, {counts[Level.WARN]} warnings, {counts[Level.FAIL]} errors"
    return "\n".join([*map(str, findings), summary])


def render_json(findings: list[EnvironmentFinding], status: int) -> str:
    """`{"ok", "summary": {"ok", "warn", "fail"}, "findings": [{"level", "variable", "text"}]}`."""
    counts = Counter(finding.level for finding in findings)
    report = {
        "ok": status != ERRORS,
        "summary": {level.lower(): counts[level] for level in Level},
        "findings": [{"level": item.level, "variable": item.variable, "text": item.text} for item in findings],
    }
    return json.dumps(report, indent=2, ensure_ascii=False)


def _run_checks(
    root: Path, manifest: Manifest, catalogue: SettingsCatalogue, environment: Environment
) -> Iterator[EnvironmentFinding]:
    production = environment.get("APP_ENV", environment.get("NODE_ENV", "production")) == "production"
    yield from check_values(catalogue, environment)
    yield from check_ports(manifest, environment)
    yield from check_older_names(catalogue, environment)
    yield from check_login_passwords(catalogue, environment)
    yield from check_outside_keys(catalogue, environment, production)
    yield from check_secrets(catalogue, environment, production)
    if production:
        yield from check_exposure(catalogue, environment)
        yield from check_audit_keys(catalogue, environment)
    yield from check_contradictions(root)
    yield from check_unknown(root, manifest, catalogue, environment)
    yield from check_service_files(root)
    yield from check_tracked_secrets(root, catalogue, environment)


def _fine(catalogue: SettingsCatalogue, environment: Environment, noted: set[str]) -> Iterator[EnvironmentFinding]:
    for reading in catalogue.readings():
        name = reading.used_name(environment)
        if name and name not in noted:
            yield EnvironmentFinding(Level.OK, name, f"from {environment.origin(name)}")


def _place_and_text(problem: str) -> tuple[str, str]:
    place, _, text = problem.partition(": ")
    return place, text


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="validate-env", description=__doc__)
    parser.add_argument("--strict", action="store_true", help="warnings are errors")
    parser.add_argument("--env", metavar="NAME", choices=APP_ENVIRONMENTS, help="judge as this environment")
    parser.add_argument("--json", action="store_true", help="the report as JSON")
    return parser
