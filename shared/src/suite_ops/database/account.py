"""The operating system account that runs PostgreSQL, which refuses to run as root."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ACCOUNT_NAMES = ("postgres", "colmeia")


class PostgresError(Exception):
    """The database cannot be made or started; the text is one line that says why and what to do."""


class WrongPassword(PostgresError):
    """The server runs and does not accept the password we hold."""


@dataclass(frozen=True)
class Account:
    """An unprivileged operating system account."""

    name: str
    uid: int
    gid: int


def find_account(data_dir: Path) -> Account | None:
    """The account that runs the server: None for an ordinary user (oneself); for root the owner of an
    existing data folder, else the account `postgres`, else one made for the purpose."""
    if os.geteuid() != 0:
        return None
    if data_dir.exists() and data_dir.stat().st_uid != 0:
        return _account(pwd.getpwuid(data_dir.stat().st_uid))
    for name in ACCOUNT_NAMES:
        try:
            return _account(pwd.getpwnam(name))
        except KeyError:
            continue
    return _create_account(ACCOUNT_NAMES[-1])


def _account(entry: pwd.struct_passwd) -> Account:
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _create_account(name: str) -> Account:
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent", name]
    try:
        subprocess.run([*command, "--shell", "/usr/sbin/nologin"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise PostgresError(
            "PostgreSQL refuses to run as root and no account could be made; create an account named postgres"
        ) from error
    return _account(pwd.getpwnam(name))


def can_reach(path: Path, account: Account | None) -> bool:
    """Whether the account may read and enter this folder."""
    if account is None:
        return os.access(path, os.R_OK | os.X_OK)
    probe = ["test", "-r", str(path), "-a", "-x", str(path)]
    return subprocess.run(probe, cwd="/", check=False, **process_options(account)).returncode == 0


def process_options(account: Account | None) -> dict[str, Any]:
    """Arguments that make subprocess run a program as this account; none for oneself."""
    return {"user": account.uid, "group": account.gid, "extra_groups": []} if account else {}
