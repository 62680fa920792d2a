"""`service-manifest list | get ID [--field F]`: the manifest for shell scripts."""

import json
import sys
from typing import Any

from suite.environment import EnvironmentFileError, find_root
from suite_ops.manifest import ManifestError, read_entries

USAGE = """usage: service-manifest.sh list
       service-manifest.sh get ID [--field FIELD]

list   tab separated: ID Type Path Port Workspace Managed
get    the entry as JSON, or the bare value of one field"""
HEADER = ("ID", "Type", "Path", "Port", "Workspace", "Managed")


class UsageError(Exception):
    """The call cannot be understood; the text is the message."""


def main(argv: list[str]) -> int:
    """Answer on stdout with exit status 0, or say what is wrong on stderr with exit status 1."""
    if not argv or argv[0] in ("-h", "--help"):
        print(USAGE)
        return 0
    try:
        print(answer(argv))
    except (UsageError, ManifestError, EnvironmentFileError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def answer(argv: list[str]) -> str:
    """The text for one call; raises UsageError or ManifestError."""
    if argv[0] not in ("list", "get"):
        raise UsageError(f"Unknown command '{argv[0]}'.\n{USAGE}")
    if argv[0] == "get" and (len(argv) < 2 or argv[1].startswith("--")):
        raise UsageError("Missing service id for get command.")
    if "--field" in argv and argv[-1] == "--field":
        raise UsageError("Missing value for --field option.")
    entries = read_entries(find_root())
    if argv[0] == "list":
        return "\n".join("\t".join(row) for row in (HEADER, *map(_row, entries)))
    entry = _find(entries, argv[1])
    if "--field" not in argv:
        return json.dumps(entry, indent=2, ensure_ascii=False)
    return _field(entry, argv[1], argv[argv.index("--field") + 1])


def _row(entry: dict[str, Any]) -> tuple[str, ...]:
    port = entry.get("port")
    return (
        entry["id"],
        entry["type"],
        entry["path"],
        "" if port is None else str(port),
        json.dumps(bool(entry.get("workspace", False))),
        entry.get("managed", "internal"),
    )


def _find(entries: list[dict[str, Any]], name: str) -> dict[str, Any]:
    for entry in entries:
        if name == entry["id"] or name in entry.get("aliases", ()):
            return entry
    raise UsageError(f"Service '{name}' not found in manifest.")


def _field(entry: dict[str, Any], name: str, field: str) -> str:
    if field not in entry:
        raise UsageError(f"Field '{field}' not present on service '{name}'.")
    value = entry[field]
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
