"""Secrets of a machine: made once, kept in .env.local, never changed by a later start."""

import os
import re
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path

from suite_ops.database.bootstrap import OWN_SCHEMAS

FILE = ".env.local"
SUPERUSER_PASSWORD = "FRONTEND_APPS_DB_SUPERPASS"
JWT_SECRET = "JWT_SECRET"
ROLE_PASSWORDS: Mapping[str, str] = {role: f"{role.upper()}_DB_PASSWORD" for role in OWN_SCHEMAS}
_BYTES = 32  # 43 characters that need no quoting in a URL


def generate_missing_secrets(root: Path, known: Mapping[str, str], names: Iterable[str]) -> list[str]:
    """Append a fresh value to .env.local for each name that is not `known`; returns the names made."""
    missing = [name for name in names if name not in known]
    if missing:
        append_values(root / FILE, {name: new_secret() for name in missing})
    return missing


def new_secret() -> str:
    """32 random bytes as text that needs no quoting in a URL."""
    return secrets.token_urlsafe(_BYTES)


def all_names() -> tuple[str, ...]:
    """Every secret a machine of its own needs."""
    return (SUPERUSER_PASSWORD, *ROLE_PASSWORDS.values(), JWT_SECRET)


def append_values(path: Path, values: Mapping[str, str]) -> None:
    """Add lines after those that exist."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    if text and not text.endswith("\n"):
        text += "\n"
    replace_file(path, text + "".join(f"{name}={value}\n" for name, value in values.items()))


def set_values(path: Path, values: Mapping[str, str | None]) -> None:
    """Give names other values, or remove them (None); every other line stays as it is."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    named = re.compile(rf"^\s*(?:export\s+)?({'|'.join(map(re.escape, values))})\s*=")
    others = [line for line in text.splitlines() if not named.match(line)]
    lines = [f"{name}={value}" for name, value in values.items() if value is not None]
    replace_file(path, "".join(f"{line}\n" for line in [*others, *lines]))


def replace_file(path: Path, text: str) -> None:
    """The file is replaced in one step, and only its owner may read it."""
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    if path.exists() and os.geteuid() == 0:
        os.fchown(descriptor, path.stat().st_uid, path.stat().st_gid)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
