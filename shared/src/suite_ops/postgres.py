"""One PostgreSQL cluster of our own: made, started, stopped, asked how it is."""

import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO, Any

import psutil
import psycopg2
from psycopg2.extensions import make_dsn

from suite_ops.postgres_binaries import (
    Account,
    Binaries,
    PostgresError,
    WrongPassword,
    can_reach,
    find_account,
    find_binaries,
    make_reachable,
)
from suite_ops.waiting import wait_until

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    # Socket paths end at 107 bytes and a data folder may be deeper than that, so there is no socket.
    "unix_socket_directories": "",
    "max_connections": "200",
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

# Looked up before the fork: the account of the child may not be able to read our interpreter's folders.
_LIBC = ctypes.CDLL(None)
_SET_PARENT_DEATH_SIGNAL = 1


class Cluster:
    """A data folder, the port it is served on and the superuser that owns it."""

    def __init__(
        self,
        data_dir: Path,
        port: int,
        password: str,
        superuser: str = "frontend_admin",
        *,
        fast: bool = False,
        binaries: Binaries | None = None,
    ) -> None:
        self.data_dir = data_dir.absolute()
        self.port = port
        self.password = password
        self.superuser = superuser
        self.fast = fast
        self.account: Account | None = find_account(self.data_dir)
        self.binaries = make_reachable(binaries or find_binaries(), self.account)
        self._child: subprocess.Popen[bytes] | None = None

    def init(self) -> bool:
        """Make the data folder when there is none; True when it was made now.

        It is built under another name and renamed when complete, so an interrupted attempt leaves no half.
        """
        self._remove_unfinished()
        if self.data_dir.exists() and any(self.data_dir.iterdir()):
            self._require_same_major()
            self._write_configuration()
            return False
        self.data_dir.parent.mkdir(parents=True, exist_ok=True)
        if not can_reach(self.data_dir.parent, self.account):
            name = self.account.name if self.account else "this user"
            raise PostgresError(f"{self.data_dir.parent} is closed to {name}, who must run the database")
        unfinished = self.data_dir.with_name(f"{self.data_dir.name}.unfinished-{os.getpid()}")
        unfinished.mkdir(mode=0o700)
        self._give(unfinished)
        self._initdb(unfinished)
        self._write_configuration(unfinished)
        unfinished.rename(self.data_dir)
        return True

    def _remove_unfinished(self) -> None:
        for leftover in self.data_dir.parent.glob(f"{self.data_dir.name}.unfinished-*"):
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
            made = subprocess.run(
                command, cwd="/", capture_output=True, text=True, check=False, **self._process_options()
            )
        if made.returncode != 0:
            shutil.rmtree(folder, ignore_errors=True)
            reason = (made.stderr.strip() or made.stdout.strip() or "no output").splitlines()[-1]
            raise PostgresError(f"initdb failed: {reason}")

    def _write_configuration(self, folder: Path | None = None) -> None:
        settings = SETTINGS | (FAST_SETTINGS if self.fast else {})
        if self.fast and self.binaries.major >= 18:
            settings["io_method"] = "sync"
        lines = "".join(f"{name} = '{value}'\n" for name, value in settings.items())
        path = (folder or self.data_dir) / OWN_CONFIGURATION
        if not path.exists():
            with (path.parent / "postgresql.conf").open("a", encoding="utf-8") as main:
                main.write(f"\ninclude_if_exists = '{OWN_CONFIGURATION}'\n")
        path.write_text(f"# Written at every start; use ALTER SYSTEM to override.\n{lines}", encoding="utf-8")
        self._give(path)

    def _require_same_major(self) -> None:
        try:
            major = (self.data_dir / "PG_VERSION").read_text(encoding="ascii").strip()
        except OSError as error:
            raise PostgresError(
                f"{self.data_dir} is not empty and no PostgreSQL data this user can read"
            ) from error
        if major != str(self.binaries.major):
            raise PostgresError(
                f"{self.data_dir} is of PostgreSQL {major}, the programs are of {self.binaries.version}: "
                f"dump it with {major} and restore it, or choose the programs with SUITE_DB_MODE"
            )
        owner = self.data_dir.stat().st_uid
        if self.account is None and owner != os.geteuid():
            raise PostgresError(
                f"{self.data_dir} belongs to another user ({owner}); start as that user or as root"
            )

    def command(self) -> list[str]:
        """The server in the foreground, logging to stderr; run it as `account` when that is set."""
        return [self.binaries.program("postgres"), "-D", str(self.data_dir), "-p", str(self.port)]

    def start(self, log: Path | IO[bytes] | None = None, timeout: float = 30) -> None:
        """Start the server as a child of this process and wait until it answers; raises PostgresError."""
        if self.running():
            raise PostgresError(f"{self.data_dir} is already served")
        self.remove_stale_pid()
        with contextlib.ExitStack() as stack:
            output = stack.enter_context(log.open("ab")) if isinstance(log, Path) else log
            self._child = subprocess.Popen(
                self.command(),
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=output or subprocess.DEVNULL,
                stderr=output or subprocess.DEVNULL,
                start_new_session=True,
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,
                **self._process_options(),
            )
        child = self._child
        wait_until(lambda: child.poll() is not None or self.ready(), timeout)
        if child.poll() is not None or not self.ready():
            self.stop()
            raise PostgresError(f"the database in {self.data_dir} did not start on port {self.port}")

    def stop(self, timeout: float = 60) -> None:
        """Fast shutdown: sessions are ended, data are written. Does nothing when the server does not run."""
        process = self.running()
        if process:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGINT)
                try:
                    process.wait(timeout)
                except psutil.TimeoutExpired:
                    process.kill()
                    process.wait(timeout)
        if self._child:
            if self._child.poll() is None:
                self._child.send_signal(signal.SIGINT)
            self._child.wait(timeout)
            self._child = None

    def running(self) -> psutil.Process | None:
        """The server process of this data folder, recognised by its pid file and its working folder."""
        try:
            pid = int((self.data_dir / "postmaster.pid").read_text(encoding="ascii").splitlines()[0])
            process = psutil.Process(pid)
            own = process.cwd() == str(self.data_dir.resolve()) and process.status() != psutil.STATUS_ZOMBIE
        except (OSError, ValueError, IndexError, psutil.Error):
            return None
        return process if own else None

    def remove_stale_pid(self) -> None:
        """Remove a pid file whose process is gone: PostgreSQL refuses to start when that pid lives again."""
        if not self.running():
            (self.data_dir / "postmaster.pid").unlink(missing_ok=True)

    def ready(self) -> bool:
        """Whether the superuser can log in now; raises WrongPassword when only that is wrong."""
        try:
            psycopg2.connect(self.admin_dsn(), connect_timeout=2).close()
        except psycopg2.OperationalError as error:
            if "password authentication failed" in str(error):
                raise WrongPassword(
                    f"the password given for {self.superuser} does not open the database in {self.data_dir}"
                ) from error
            return False
        return True

    def reset_password(self) -> None:
        """Give the superuser the password we hold, as the owner of the data; the server must be stopped."""
        quoted = self.password.replace("'", "''")
        statement = f"ALTER ROLE \"{self.superuser}\" PASSWORD '{quoted}'\n"
        command = [self.binaries.program("postgres"), "--single", "-D", str(self.data_dir), "postgres"]
        options: dict[str, Any] = {"cwd": "/", "capture_output": True, "text": True}
        done = subprocess.run(command, input=statement, **options, **self._process_options(), check=False)
        if done.returncode != 0 or "ERROR" in done.stderr:
            raise PostgresError(f"the password of {self.superuser} could not be set in {self.data_dir}")

    def admin_dsn(self, database: str = "postgres") -> str:
        """Connection string of the superuser."""
        return str(
            make_dsn(
                host="127.0.0.1", port=self.port, user=self.superuser, password=self.password, dbname=database
            )
        )

    def _give(self, path: Path) -> None:
        if self.account:
            os.chown(path, self.account.uid, self.account.gid)

    def _process_options(self) -> dict[str, Any]:
        return self.account.process_options() if self.account else {}


def _die_with_parent() -> None:
    _LIBC.prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGINT)
