"""The data folder of a cluster: made whole or not at all, and configured."""

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import psutil

from suite_ops.database.account import Account, PostgresError, can_reach, process_options
from suite_ops.database.binaries import Binaries

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    # Socket paths end at 107 bytes and a data folder may be deeper than that, so there is no socket.
    "unix_socket_directories": "",
    "max_connections": "300",
    "shared_buffers": "256MB",
    "wal_level": "replica",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_destination": "stderr",
    "logging_collector": "off",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    # Compiling a plan costs more than running one of ours.
    "jit": "off",
}
# A throw-away cluster may lose everything in a power cut; it starts and commits several times faster.
FAST_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "max_wal_size": "512MB",
}
OWN_CONFIGURATION = "suite.conf"
# The second is a file that is there already and only needs another name, which a full disk does not refuse.
READ_ONLY, READ_ONLY_PREPARED = "read-only.conf", "read-only.conf.prepared"
_READ_ONLY_TEXT = "# There while the disk is nearly full.\ndefault_transaction_read_only = on\n"


@dataclass(frozen=True)
class DataFolder:
    """Where the data are or will be, whose they are, and the superuser they are made with."""

    path: Path
    binaries: Binaries
    account: Account | None
    superuser: str
    password: str
    fast: bool

    def init(self) -> bool:
        """Make the data folder when there is none; True when it was made now.

        It is built under another name and renamed when complete, so an interrupted attempt leaves no half.
        """
        self._remove_unfinished()
        self._require_own()
        if self.path.exists() and any(self.path.iterdir()):
            self._require_same_major()
            self._write_configuration()
            return False
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if not can_reach(self.path.parent, self.account):
            name = self.account.name if self.account else "this user"
            raise PostgresError(f"{self.path.parent} is closed to {name}, who must run the database")
        unfinished = self.path.with_name(f"{self.path.name}.unfinished-{os.getpid()}")
        unfinished.mkdir(mode=0o700)
        self._give(unfinished)
        self._initdb(unfinished)
        self._write_configuration(unfinished)
        unfinished.rename(self.path)
        return True

    def _remove_unfinished(self) -> None:
        for leftover in self.path.parent.glob(f"{self.path.name}.unfinished-*"):
            if not psutil.pid_exists(int(leftover.name.rpartition("-")[2] or 0)):
                shutil.rmtree(leftover, ignore_errors=True)

    def _initdb(self, folder: Path) -> None:
        locale = ["--locale=C.UTF-8"]
        if self.binaries.major >= 17:
            # The built-in provider sorts the same on every machine, whatever its C library.
            locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        with tempfile.NamedTemporaryFile("w", prefix="suite-", dir="/tmp") as secret:
            secret.write(self.password)
            secret.flush()
            self._give(Path(secret.name))
            command = [self.binaries.program("initdb"), "-D", str(folder), "-U", self.superuser, *locale]
            command += [
                "--encoding=UTF8",
                "--data-checksums",
                "--auth=scram-sha-256",
                "--pwfile",
                secret.name,
            ]
            command += ["--no-sync"] if self.fast else []
            command += [word for name, value in self._fast_settings().items() for word in ("-c", f"{name}={value}")]
            made = subprocess.run(
                command, cwd="/", capture_output=True, text=True, check=False, **process_options(self.account)
            )
        if made.returncode != 0:
            shutil.rmtree(folder, ignore_errors=True)
            reason = (made.stderr.strip() or made.stdout.strip() or "no output").splitlines()[-1]
            raise PostgresError(f"initdb failed: {reason}")

    def _write_configuration(self, folder: Path | None = None) -> None:
        settings = SETTINGS | (FAST_SETTINGS if self.fast else {}) | self._fast_settings()
        lines = "".join(f"{name} = '{value}'\n" for name, value in settings.items())
        path = (folder or self.path) / OWN_CONFIGURATION
        if not path.exists():
            with (path.parent / "postgresql.conf").open("a", encoding="utf-8") as main:
                main.write(f"\ninclude_if_exists = '{OWN_CONFIGURATION}'\n")
        head = "# Written at every start; use ALTER SYSTEM to override.\n"
        self._write_if_changed(path, f"{head}{lines}include_if_exists = '{READ_ONLY}'\n")
        if not (path.parent / READ_ONLY).exists():
            self._write_if_changed(path.parent / READ_ONLY_PREPARED, _READ_ONLY_TEXT)

    def _fast_settings(self) -> dict[str, str]:
        """What only newer versions know of those."""
        settings = {}
        if self.fast and self.binaries.major >= 16:
            # Passwords are random and short-lived: stretching them would cost each login 4 096 rounds of HMAC.
            settings["scram_iterations"] = "1"
        if self.fast and self.binaries.major >= 18:
            settings["io_method"] = "sync"
        return settings

    def _write_if_changed(self, path: Path, text: str) -> None:
        """Write what differs only: on a full disk a file that is opened for writing ends up empty."""
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            self._give(path)

    def _require_own(self) -> None:
        if self.account is None and self.path.exists():
            owner = self.path.stat().st_uid
            if owner != os.geteuid():
                raise PostgresError(f"{self.path} belongs to user {owner}; start as that user or as root")

    def _require_same_major(self) -> None:
        try:
            major = (self.path / "PG_VERSION").read_text(encoding="ascii").strip()
        except OSError as error:
            raise PostgresError(f"{self.path} is not empty and no PostgreSQL data this user can read") from error
        if major != str(self.binaries.major):
            raise PostgresError(
                f"{self.path} is of PostgreSQL {major}, the programs are of {self.binaries.version}: "
                f"dump it with {major} and restore it, or choose the programs with SUITE_DB_MODE"
            )

    def _give(self, path: Path) -> None:
        if self.account:
            os.chown(path, self.account.uid, self.account.gid)
