"""Can every settings class be read, and which names were used for it?"""

from collections import defaultdict
from collections.abc import Iterator

from suite.configuration import REQUIRED, alias_warnings
from suite.environment import Environment
from suite_ops.environment.checks.catalogue import SettingsCatalogue
from suite_ops.environment.checks.findings import EnvironmentFinding, Level, from_problem
from suite_ops.manifest import Manifest


def check_values(catalogue: SettingsCatalogue, environment: Environment) -> Iterator[EnvironmentFinding]:
    """Required, type, range and URL form of every field, and the rules over several fields."""
    for settings_class in catalogue.classes.values():
        values, problems = settings_class.read(environment, {})
        reported = {problem.partition(":")[0] for problem in problems}
        if REQUIRED not in values.values():
            rules = settings_class(**values).problems()
            problems += [rule for rule in rules if rule.partition(":")[0] not in reported]
        yield from map(from_problem, problems)


def check_older_names(catalogue: SettingsCatalogue, environment: Environment) -> Iterator[EnvironmentFinding]:
    """Older spellings that are in use, or that contradict the documented name."""
    for settings_class in catalogue.classes.values():
        for warning in alias_warnings(settings_class, environment):
            yield EnvironmentFinding(Level.WARN, warning.split(" ")[0], warning)
    for reading in catalogue.readings():
        used = reading.used_name(environment)
        for pair in reading.declared.older_names:
            older, documented = map(reading.settings_class.spell, pair)
            if used == older:
                yield EnvironmentFinding(Level.WARN, older, f"older name, write {documented}")


def check_ports(manifest: Manifest, environment: Environment) -> Iterator[EnvironmentFinding]:
    """No two services of the manifest may listen on one port."""
    holders: dict[int, list[str]] = defaultdict(list)
    for service in manifest.services:
        port = service.port_in(environment)
        if port is not None:
            holders[port].append(service.id)
    for port, ids in holders.items():
        if len(ids) > 1:
            prefix = manifest.find(ids[-1]).env_prefix or ids[-1]
            yield EnvironmentFinding(Level.FAIL, f"{prefix}_PORT", f"port {port} is shared by {', '.join(ids)}")


def check_outside_keys(
    catalogue: SettingsCatalogue, environment: Environment, production: bool
) -> Iterator[EnvironmentFinding]:
    """Keys of outside services that are not given, with the feature that is off without them."""
    on_purpose = {name.strip() for name in environment.get("FEATURES_OFF", "").split(",")}
    for reading in catalogue.readings():
        feature = reading.declared.feature
        if feature and reading.used_name(environment) is None:
            level = Level.WARN if production and not on_purpose & set(reading.names) else Level.OK
            yield EnvironmentFinding(level, reading.names[0], f"not given: {feature} is off")


def check_login_passwords(catalogue: SettingsCatalogue, environment: Environment) -> Iterator[EnvironmentFinding]:
    """Services that have no password for a database that nobody made for them; such a server may ask none."""
    if environment.get("SUITE_DB_MODE") != "external":
        return
    used = {(reading.id, reading.field): reading.used_name(environment) for reading in catalogue.readings()}
    for reading in catalogue.readings():
        if reading.field != "database_password" or used[reading.id, "database_password"]:
            continue
        if not used[reading.id, "database_url"]:
            text = f"is not set: {reading.id} comes to the database without a password"
            yield EnvironmentFinding(Level.WARN, reading.names[-1], text)
