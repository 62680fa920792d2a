"""One PostgreSQL cluster of our own: made, started, stopped, asked how it is."""

import contextlib
import signal
import subprocess
from pathlib import Path
from typing import IO, Any

import psutil
import psycopg2
from psycopg2.extensions import make_dsn

from suite_ops.database.account import Account, PostgresError, WrongPassword, find_account, process_options
from suite_ops.database.binaries import Binaries, find_binaries, make_reachable
from suite_ops.database.data_folder import DataFolder
from suite_ops.processes.parent_death import end_with_parent
from suite_ops.processes.patience import wait_until


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
        """Make the data folder when there is none; True when it was made now. Raises PostgresError."""
        return DataFolder(self.data_dir, self.binaries, self.account, self.superuser, self.password, self.fast).init()

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
                preexec_fn=end_with_parent(signal.SIGINT),
                **process_options(self.account),
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
            # The second line is the path of the data, in whatever bytes it has.
            pid = int((self.data_dir / "postmaster.pid").read_bytes().split(b"\n")[0])
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
        done = subprocess.run(command, input=statement, **options, **process_options(self.account), check=False)
        if done.returncode != 0 or "ERROR" in done.stderr:
            raise PostgresError(f"the password of {self.superuser} could not be set in {self.data_dir}")

    def admin_dsn(self, database: str = "postgres") -> str:
        """Connection string of the superuser."""
        return str(
            make_dsn(host="127.0.0.1", port=self.port, user=self.superuser, password=self.password, dbname=database)
        )
