"""What the manifest names as public documents, held against a service: nginx keeps it for everybody."""

from collections.abc import Sequence
from pathlib import Path

from suite.environment import find_root
from suite.http import Service
from suite_ops.manifest import load_manifest


def documents_of(service_id: str) -> tuple[str, ...]:
    """The paths that the manifest names for a service."""
    return load_manifest(find_root(Path(__file__))).find(service_id).documents


def rules_of_documents(service: Service, paths: Sequence[str]) -> set[str]:
    """The routes that can be read at these paths; one with a slash at its end stands for all below it."""
    readable = (rule.rule for rule in service.url_map.iter_rules() if "GET" in (rule.methods or ()))
    below = tuple(path for path in paths if path.endswith("/"))
    return {rule for rule in readable if rule in paths or rule.startswith(below)}
