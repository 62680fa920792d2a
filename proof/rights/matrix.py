"""Every documented operation, and what each caller may expect of it: derived from what it declares, nothing else."""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from proof.rights.callers import ADMIN, MEMBER, NOBODY, RANKS, READER, Caller
from proof.suite import DOCUMENTED

METHODS = ("get", "post", "put", "patch", "delete")
UNAUTHORIZED, FORBIDDEN, OUTSIDE, LET_IN, EITHER = "401", "403", "no success", "let in", "let in or 403"
OWN_TOKEN = "its own token decides"
PUBLIC = ("public", "open")
MEMBERS_DECIDE = "role in the blog decides"
SAMPLES = {"integer": "1", "number": "1", "boolean": "true"}
# The first that has a parameter's form.
TEXTS = ("sample", "019b8e07-4600-7c3e-9d21-5f0e6a7b8c9d", "v2", "1", "sample.svg", "index.md")
# How many of the callers with a faulty token each operation meets in the short form.
QUICK_FAULTS = 3


@dataclass(frozen=True)
class Operation:
    """One operation of one service's document, with a path that is routed to it."""

    prefix: str
    service: str
    method: str
    path: str
    template: str
    access: str
    anonymous: bool
    own_token: bool
    may_forbid: bool
    members_decide: bool
    has_body: bool


def operations(root: Path) -> Iterator[Operation]:
    """All of them, from the documents as they are checked in."""
    for service, prefix in DOCUMENTED.items():
        document = yaml.safe_load((root / "services" / service / "openapi.yaml").read_text(encoding="utf-8"))
        for template, item in document["paths"].items():
            for method in METHODS:
                if method in item:
                    yield _operation(prefix, service, method, template, item[method])


def _operation(prefix: str, service: str, method: str, template: str, declared: dict[str, Any]) -> Operation:
    path = template
    for parameter in declared.get("parameters", []):
        if parameter.get("in") == "path":
            path = path.replace(f"{{{parameter['name']}}}", _sample(parameter.get("schema", {})))
    schemes = {name for wanted in declared["security"] for name in wanted}
    return Operation(
        prefix=prefix,
        service=service,
        method=method.upper(),
        path=path,
        template=template,
        access=declared["x-access"],
        anonymous=not declared["security"] or {} in declared["security"],
        own_token=bool(schemes - {"bearer", "service"}),
        may_forbid="403" in declared["responses"],
        members_decide=MEMBERS_DECIDE in declared.get("description", ""),
        has_body="requestBody" in declared,
    )


def _sample(schema: dict[str, Any]) -> str:
    if schema.get("enum"):
        return str(schema["enum"][0])
    if schema.get("type") != "string":
        return SAMPLES.get(str(schema.get("type")), "sample")
    form = re.compile(schema.get("pattern", "sample"))
    return next(text for text in TEXTS if form.search(text))


def expect(operation: Operation, caller: Caller) -> str:
    """What the declaration says."""
    if operation.access in PUBLIC:
        # Routes with a token of their own ask nobody else's; the others take everybody.
        return OWN_TOKEN if operation.own_token else LET_IN if operation.anonymous else _of_role(operation, caller)
    return _of_role(operation, caller)


def _of_role(operation: Operation, caller: Caller) -> str:
    if caller.role == NOBODY:
        return UNAUTHORIZED
    needed = READER if operation.access in PUBLIC else operation.access
    if RANKS.index(caller.role) < RANKS.index(needed):
        return FORBIDDEN
    if operation.members_decide and caller.role != ADMIN:
        return LET_IN if caller.name == MEMBER else OUTSIDE
    # Who has the role may still not have what belongs to somebody else.
    return EITHER if operation.may_forbid and operation.access == READER else LET_IN


def cells(found: list[Operation], callers: list[Caller], seed: int | None) -> list[tuple[Operation, Caller]]:
    """Everything with everybody; with a seed each operation with every good caller and some of the faulty tokens."""
    good = [caller for caller in callers if caller.role != NOBODY or caller.anonymous]
    bad = [caller for caller in callers if caller not in good]
    if seed is None:
        return [(operation, caller) for operation in found for caller in callers]
    chosen = random.Random(seed)
    return [(operation, caller) for operation in found for caller in (*good, *chosen.sample(bad, QUICK_FAULTS))]


def holds(expected: str, status: int) -> bool:
    """Whether a status is as expected. 500 and no answer (0) never are."""
    if status in (0, 500):
        return False
    if expected == OWN_TOKEN:
        return True
    if expected in (UNAUTHORIZED, FORBIDDEN):
        return str(status) == expected
    if expected == OUTSIDE:
        return 400 <= status < 500 and status != 401
    return status != 401 and (expected == EITHER or status != 403)
