"""The verdict on the suite's own documents when something in them changes at a random place."""

import copy
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from spec_documents import Document, rename_component

from documentation_api.specs.comparison.difference import compare_documents
from documentation_api.specs.examination.parser import parse_document
from documentation_api.specs.examination.paths import METHODS
from suite.environment import find_root

ROUNDS = 1
SERVICES = sorted(path.parent.name for path in find_root().glob("services/*/openapi.yaml"))


@pytest.fixture(scope="module", params=SERVICES)
def document(request: pytest.FixtureRequest) -> Document:
    path = find_root() / "services" / request.param / "openapi.yaml"
    return parse_document(path.read_text(encoding="utf-8"))


def operations(document: Document) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def parameters(document: Document) -> list[dict[str, Any]]:
    return [
        parameter
        for _, _, operation in operations(document)
        for parameter in operation.get("parameters", [])
        if "schema" in parameter
    ]


def drop_operation(document: Document, chance: random.Random) -> None:
    path, method, _ = chance.choice(list(operations(document)))
    del document["paths"][path][method]


def drop_path(document: Document, chance: random.Random) -> None:
    del document["paths"][chance.choice(list(document["paths"]))]


def demand_parameter(document: Document, chance: random.Random) -> None:
    _, _, operation = chance.choice(list(operations(document)))
    added = {"name": "unheard_of", "in": "query", "required": True, "schema": {"type": "string"}}
    operation.setdefault("parameters", []).append(added)


def retype_parameter(document: Document, chance: random.Random) -> None:
    chance.choice(parameters(document))["schema"] = {"type": "null"}


def drop_success(document: Document, chance: random.Random) -> None:
    answering = [one for _, _, one in operations(document) if any(code[0] == "2" for code in one["responses"])]
    responses = chance.choice(answering)["responses"]
    del responses[next(code for code in responses if code[0] == "2")]


def demand_token(document: Document, chance: random.Random) -> None:
    _, _, operation = chance.choice(list(operations(document)))
    operation["security"] = [{"unheard_of": []}]
    document["components"]["securitySchemes"]["unheard_of"] = {"type": "apiKey", "in": "header", "name": "X-New"}


def add_path(document: Document, chance: random.Random) -> None:
    document["paths"]["/unheard/of"] = copy.deepcopy(document["paths"][chance.choice(list(document["paths"]))])


def offer_parameter(document: Document, chance: random.Random) -> None:
    demand_parameter(document, chance)
    for _, _, operation in operations(document):
        for parameter in operation.get("parameters", []):
            if parameter["name"] == "unheard_of":
                parameter["required"] = False


def describe(document: Document, chance: random.Random) -> None:
    chance.choice([one for _, _, one in operations(document)])["description"] = "Told anew"


def deprecate(document: Document, chance: random.Random) -> None:
    chance.choice([one for _, _, one in operations(document)])["deprecated"] = True


def rename_schema(document: Document, chance: random.Random) -> None:
    rename_component(document, "schemas", chance.choice(list(document["components"]["schemas"])), "UnheardOf")


def shuffle(document: Document, chance: random.Random) -> None:
    paths = list(document["paths"].items())
    chance.shuffle(paths)
    document["paths"] = dict(paths)
    for _, _, operation in operations(document):
        chance.shuffle(operation.get("parameters", []))


Mutation = Callable[[Document, random.Random], None]
VERDICTS: list[tuple[str, Mutation]] = [
    ("breaking", drop_operation),
    ("breaking", drop_path),
    ("breaking", demand_parameter),
    ("breaking", retype_parameter),
    ("breaking", drop_success),
    ("breaking", demand_token),
    ("compatible", add_path),
    ("compatible", offer_parameter),
    ("compatible", describe),
    ("compatible", deprecate),
    ("none", rename_schema),
    ("none", shuffle),
]


@pytest.mark.parametrize(("verdict", "mutate"), VERDICTS, ids=[mutation.__name__ for _, mutation in VERDICTS])
def test_the_verdict_holds_at_any_place(document: Document, verdict: str, mutate: Mutation) -> None:
    for seed in range(ROUNDS):
        changed = copy.deepcopy(document)
        mutate(changed, random.Random(seed))
        found = compare_documents({"openapi": document}, {"openapi": changed})
        assert found.wire()["verdict"] == verdict, (seed, found.findings[:5])


def test_what_breaks_one_way_does_not_hide_the_other_way(document: Document) -> None:
    changed = copy.deepcopy(document)
    add_path(changed, random.Random(1))
    assert compare_documents({"openapi": document}, {"openapi": changed}).verdict == "compatible"
    assert compare_documents({"openapi": changed}, {"openapi": document}).verdict == "breaking"
