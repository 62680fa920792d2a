"""The documents of a version as files of one archive."""

import json
import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from documentation_api.specs.comparison.sides import Side, mapping
from documentation_api.specs.examination.parser import Document
from documentation_api.specs.examination.paths import METHODS
from documentation_api.specs.examination.weights import Lengths

# The earliest date an archive can hold: the same content is always the same archive.
FIXED_DATE = (1980, 1, 1, 0, 0, 0)
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
MOST_NAME = 100
# Of the schemas and examples together; what goes beyond is in the documents only.
MOST_CHARACTERS = 48 * 1_048_576


def build_archive(texts: Mapping[str, str], documents: Mapping[str, Document | None]) -> bytes:
    """openapi.yaml, asyncapi.yaml, schemas/<Name>.json and examples/<operation>.json, zipped."""
    files = {f"{kind}.yaml": text for kind, text in texts.items()}
    left = MOST_CHARACTERS
    weights = Lengths()
    for document in documents.values():
        for name, content in _parts(Side(document or {})):
            # Many operations may refer to one long example.
            left -= weights.of(content)
            if left > 0:
                files.setdefault(name, pretty(content))
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(ZipInfo(name, FIXED_DATE), files[name], ZIP_DEFLATED)
    return buffer.getvalue()


def pretty(content: object) -> str:
    """JSON for people; the same content is always the same text."""
    return json.dumps(content, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def _parts(side: Side) -> Iterator[tuple[str, Any]]:
    for name, schema in mapping(mapping(side.document.get("components")).get("schemas")).items():
        yield f"schemas/{safe_name(name)}.json", schema
    for path, item, _ in side.entries(side.document.get("paths"), "/paths"):
        for method in METHODS:
            operation = mapping(mapping(item).get(method))
            examples = dict(_examples(side, operation))
            if examples:
                name = str(operation.get("operationId") or f"{method}{path}")
                yield f"examples/{safe_name(name)}.json", examples


def _examples(side: Side, operation: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    bodies = [("request", side.resolve(operation.get("requestBody"), "")[0])]
    bodies += [(code, response) for code, response, _ in side.entries(operation.get("responses"), "")]
    for where, body in bodies:
        for kind, media, _ in side.entries(mapping(body).get("content"), ""):
            content = mapping(media)
            if "example" in content:
                yield f"{where} {kind}", content["example"]
            for name, example, _ in side.entries(content.get("examples"), ""):
                yield f"{where} {kind} {name}", mapping(example).get("value")


def safe_name(name: str) -> str:
    """A name that is one file below its folder, whatever it was."""
    return _UNSAFE.sub("_", name).strip("._")[:MOST_NAME] or "_"
