"""What a new service is called everywhere, and what it may not be called."""

import builtins
import keyword
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from suite.parsers import as_port
from suite_ops.database.bootstrap import OWN_SCHEMAS
from suite_ops.environment.checks.catalogue import SettingReading, load_catalogue
from suite_ops.manifest import DATABASE, Manifest, worker_port
from suite_ops.new_service.words import RESERVED_BY_POSTGRESQL, TAKEN_IN_CODE

SUFFIX = "-api"
# Up to here every line of the templates stays below 120 characters.
LONGEST_NAME = 18
FIRST_PORT = 3000
STEP = 100
_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_SCHEMA = re.compile(r"[a-z][a-z0-9_]*")
_CLASS = re.compile(r"^class (\w+)", re.MULTILINE)
_FOREIGN_SCHEMAS = frozenset({"public", "information_schema", "langgraph"})


class Refused(Exception):
    """The service cannot be made or removed as asked; the text says why."""


@dataclass(frozen=True)
class ServicePlan:
    """The id, port and schema of a service; every other name follows from them."""

    id: str
    port: int
    schema: str

    @property
    def slug(self) -> str:
        """The noun as addresses spell it."""
        return self.id.removesuffix(SUFFIX)

    @property
    def noun(self) -> str:
        """The noun as code and tables spell it."""
        return self.slug.replace("-", "_")

    @property
    def one(self) -> str:
        """One of the noun: `note` of `notes`; a noun without a plural form stays as it is."""
        if self.noun.endswith("ies"):
            return self.noun.removesuffix("ies") + "y"
        return self.noun if re.search(r"(ss|us|is|news|[^s])$", self.noun) else self.noun.removesuffix("s")

    @property
    def words(self) -> str:
        """The noun as texts spell it."""
        return self.noun.replace("_", " ")

    @property
    def kind(self) -> str:
        """One of the noun as classes spell it."""
        return "".join(part.capitalize() for part in self.one.split("_"))

    @property
    def classes(self) -> frozenset[str]:
        """The classes it begins with."""
        endings = ("Schema", "QuerySchema", "NotFound")
        return frozenset({f"New{self.kind}Schema", f"New{self.kind}IdSchema", *map(self.kind.__add__, endings)})

    @property
    def package(self) -> str:
        """The Python package."""
        return self.id.replace("-", "_")

    @property
    def prefix(self) -> str:
        """What the variables begin with."""
        return self.noun.upper()

    @property
    def role(self) -> str:
        """The login role."""
        return f"app_{self.schema}"

    @property
    def route(self) -> str:
        """Where the noun is, at the service and at the gateway."""
        return f"/api/{self.slug}"


def plan_service(manifest: Manifest, name: str, port: int | None, schema: str | None) -> ServicePlan:
    """The plan of a service that may be added; raises Refused with every reason against it."""
    if not _ID.fullmatch(name) or len(name.removesuffix(SUFFIX)) > LONGEST_NAME:
        raise Refused(
            f"'{name}' is no name: lower case letters, digits and single dashes, "
            f"at most {LONGEST_NAME} characters beside {SUFFIX}"
        )
    readings = list(load_catalogue(manifest).readings())
    used = _used_ports(manifest, readings)
    free = next(number for number in range(FIRST_PORT, 65_000, STEP) if not {number, number + 1} & used)
    plan = ServicePlan(name, free if port is None else port, schema or name.removesuffix(SUFFIX).replace("-", "_"))
    reasons = [*_against_names(plan, manifest, readings), *_against_port(plan, used), *_against_schema(plan)]
    if reasons:
        raise Refused("; ".join(reasons))
    return plan


def _used_ports(manifest: Manifest, readings: list[SettingReading]) -> set[int]:
    """Ports of services and workers, and every port the code reads a default for."""
    own = {service.port for service in manifest.services} | {worker_port(service) for service in manifest.services}
    defaults = {reading.declared.default for reading in readings if reading.declared.parse is as_port}
    return {port for port in own | defaults if isinstance(port, int)}


def _against_names(plan: ServicePlan, manifest: Manifest, readings: list[SettingReading]) -> Iterator[str]:
    ids = {name for service in manifest.services for name in (service.id, *service.aliases)}
    if plan.id in ids | {DATABASE} or (manifest.root / "services" / plan.id).exists():
        yield f"a service '{plan.id}' is there already"
    elif find_spec(plan.package) is not None:
        yield f"Python has a module '{plan.package}' already"
    if plan.noun in RESERVED_BY_POSTGRESQL or plan.noun in TAKEN_IN_CODE or _means_something(plan.noun):
        yield f"'{plan.noun}' means something else in SQL, Python or the code of a service"
    # Documents and people name a class by its name alone.
    for name in sorted(plan.classes & set(_public_classes(manifest.root))):
        yield f"there is a class {name} already"
    if any(name.startswith(f"{plan.prefix}_") for reading in readings for name in reading.names):
        yield f"variables {plan.prefix}_… are read already"
    prefixes = {route.prefix for service in manifest.services for route in service.gateway}
    if any(_within(plan.route, prefix) or _within(prefix, plan.route) for prefix in prefixes - {"/"}):
        yield f"the gateway leads {plan.route} elsewhere already"


def _public_classes(root: Path) -> Iterator[str]:
    for source in (*root.glob("shared/src/**/*.py"), *root.glob("services/*/src/**/*.py")):
        yield from _CLASS.findall(source.read_text(encoding="utf-8"))


def _within(path: str, prefix: str) -> bool:
    return path == prefix or path.startswith(f"{prefix}/")


def _means_something(noun: str) -> bool:
    return keyword.iskeyword(noun) or keyword.issoftkeyword(noun) or hasattr(builtins, noun)


def _against_port(plan: ServicePlan, used: set[int]) -> Iterator[str]:
    if not 1024 <= plan.port <= 65_534:
        yield f"port {plan.port} is not between 1024 and 65534"
    # The next one is the port of a companion worker.
    for number in sorted({plan.port, plan.port + 1} & used):
        yield f"port {number} is used already"


def _against_schema(plan: ServicePlan) -> Iterator[str]:
    used = {schema for schemas in OWN_SCHEMAS.values() for schema in schemas}
    if not _SCHEMA.fullmatch(plan.schema) or len(plan.schema) > LONGEST_NAME:
        yield f"'{plan.schema}' is no schema: lower case letters, digits and _, at most {LONGEST_NAME} characters"
    elif plan.schema.startswith("pg_") or plan.schema in RESERVED_BY_POSTGRESQL | _FOREIGN_SCHEMAS:
        yield f"schema '{plan.schema}' belongs to PostgreSQL or to others"
    elif plan.schema in used or plan.role in OWN_SCHEMAS:
        yield f"schema '{plan.schema}' is used already"
