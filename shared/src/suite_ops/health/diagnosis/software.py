"""Python packages and the environment."""

from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version

from packaging.requirements import InvalidRequirement, Requirement

from suite_ops.environment.checks.findings import Level
from suite_ops.environment.validate_env import check_environment
from suite_ops.health.diagnosis.finding import DiagnosisFinding, error, fine, warning
from suite_ops.installation import Installation

LOCK = "requirements.lock"
INSTALL = f"scripts/setup-local.sh, or python -m pip install -r {LOCK}"


def inspect_packages(here: Installation) -> Iterator[DiagnosisFinding]:
    """Every package of the lock, installed in the locked version."""
    path = here.root / LOCK
    if not path.is_file():
        yield warning("packages", f"no {LOCK}, so nothing to compare with", "scripts/lock.sh")
        return
    wanted = list(_locked(path.read_text(encoding="utf-8")))
    problems = [problem for requirement in wanted if (problem := _package_problem(requirement))]
    yield from problems
    if not problems:
        yield fine("packages", f"{len(wanted)} as locked")


def inspect_environment(here: Installation) -> Iterator[DiagnosisFinding]:
    """What validate-env would warn of or refuse."""
    found = [item for item in check_environment(here.root, here.manifest) if item.level != Level.OK]
    for item in found:
        level = "error" if item.level == Level.FAIL else "warning"
        yield DiagnosisFinding(
            level, f"environment {item.variable}", item.text, "correct it; scripts/validate-env.sh lists all"
        )
    if not found:
        yield fine("environment", "every variable is fine")


def _locked(text: str) -> Iterator[Requirement]:
    for line in text.splitlines():
        name = line.partition("#")[0].strip().rstrip("\\").strip()
        if not name or name.startswith("-"):
            continue
        try:
            requirement = Requirement(name)
        except InvalidRequirement:
            continue
        if requirement.marker is None or requirement.marker.evaluate():
            yield requirement


def _package_problem(requirement: Requirement) -> DiagnosisFinding | None:
    subject = f"package {requirement.name}"
    try:
        installed = version(requirement.name)
    except PackageNotFoundError:
        return error(subject, "not installed", INSTALL)
    if not requirement.specifier.contains(installed, prereleases=True):
        return warning(subject, f"{installed} is installed, the lock says {requirement.specifier}", INSTALL)
    return None
