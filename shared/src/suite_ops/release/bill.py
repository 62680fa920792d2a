"""What a release is made of, as CycloneDX 1.5: every locked package with its hashes."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from packaging.utils import canonicalize_name

LOCK = "requirements-run.lock"
BILL = "sbom.cdx.json"
_SPACE = UUID("7f3f6c1e-3a55-4b8f-9c1d-0d3a6a5a1f52")
_PACKAGE = re.compile(r"^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?==([^\s;\\]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def bill_of_materials(root: Path, version: str, moment: datetime) -> str:
    """The document; the same lock and version have the same serial number."""
    lock = (root / LOCK).read_text(encoding="utf-8")
    components = list(components_of(lock))
    suite = {"type": "application", "name": "colmeia", "version": version, "bom-ref": f"colmeia@{version}"}
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid5(_SPACE, version + lock)}",
        "version": 1,
        "metadata": {"timestamp": moment.strftime("%Y-%m-%dT%H:%M:%SZ"), "component": suite},
        "components": components,
        "dependencies": [{"ref": suite["bom-ref"], "dependsOn": [part["bom-ref"] for part in components]}],
    }
    return json.dumps(document, indent=2) + "\n"


def components_of(lock: str) -> Iterator[dict[str, Any]]:
    """One component for each package of a lock, with the hashes of all its files."""
    for block in re.split(r"\n(?=[A-Za-z0-9])", lock):
        found = _PACKAGE.match(block)
        if found is None:
            continue
        name, version = canonicalize_name(found[1]), found[2]
        address = f"pkg:pypi/{name}@{version}"
        component: dict[str, Any] = {
            "type": "library",
            "name": name,
            "version": version,
            "purl": address,
            "bom-ref": address,
            # Of all its files: which of them is installed depends on the machine.
            "hashes": [{"alg": "SHA-256", "content": digest} for digest in sorted(set(_HASH.findall(block)))],
        }
        yield component | _licence(name)


def _licence(name: str) -> dict[str, Any]:
    try:
        facts = metadata(name)
    except PackageNotFoundError:
        return {}
    if "License-Expression" not in facts:
        return {}
    return {"licenses": [{"expression": facts["License-Expression"]}]}
