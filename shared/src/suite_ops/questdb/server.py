"""A QuestDB of this machine: its jar from Maven, its process, its folder."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import psutil
import requests

from suite_ops.processes.patience import wait_until
from suite_ops.processes.records import remove_record, running_process, write_record
from suite_ops.processes.termination import end_process

# The newest that runs on Java 17.
VERSION = "9.3.4"
ARTIFACT = f"org.questdb:questdb:{VERSION}"
NAME = "questdb"
START_SECONDS, STOP_SECONDS, FETCH_SECONDS = 90.0, 30.0, 300.0
# A process object that is forgotten while its process runs would complain.
_launched: list["subprocess.Popen[bytes]"] = []


class QuestDbError(Exception):
    """QuestDB cannot be fetched or started; the text says why."""


def fetch_jar(library: Path) -> Path:
    """The jar below `library`, fetched by Maven when it is not there yet."""
    jar = library / f"questdb-{VERSION}.jar"
    if jar.is_file():
        return jar
    require_program("mvn")
    library.mkdir(parents=True, exist_ok=True)
    unfinished = library / f".fetch-{os.getpid()}"
    command = ["mvn", "-q", "-B", "dependency:copy", f"-Dartifact={ARTIFACT}", f"-DoutputDirectory={unfinished}"]
    try:
        done = subprocess.run(command, cwd=library, capture_output=True, text=True, timeout=FETCH_SECONDS, check=False)
        fetched = unfinished / jar.name
        if done.returncode or not fetched.is_file():
            raise QuestDbError(f"Maven could not fetch {ARTIFACT}:\n{done.stdout[-2000:]}")
        fetched.replace(jar)
    except subprocess.TimeoutExpired as error:
        raise QuestDbError(f"Maven did not fetch {ARTIFACT} within {FETCH_SECONDS:.0f} s") from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return jar


@dataclass(frozen=True)
class QuestDbServer:
    """One server: data, log and record in `folder`, HTTP on `port` of the loopback address.

    `pg_port` and `ilp_port` open the wire protocol of PostgreSQL and the line protocol there as well.
    """

    folder: Path
    port: int
    jar: Path
    pg_port: int | None = None
    ilp_port: int | None = None

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> int:
        """Start it unless it runs, and wait until it answers; its pid."""
        running = running_process(self.folder, NAME)
        if running is None:
            self.folder.mkdir(parents=True, exist_ok=True)
            running = psutil.Process(self._launch())
        process = running
        wait_until(lambda: self.answers() or not process.is_running() or _is_dead(process), START_SECONDS)
        if not self.answers():
            end_process(process, STOP_SECONDS)
            raise QuestDbError(f"QuestDB does not answer on port {self.port}:\n{self._last_lines()}")
        return process.pid

    def stop(self) -> bool:
        """End it; False when it did not run."""
        process = running_process(self.folder, NAME)
        if process is not None:
            end_process(process, STOP_SECONDS)
        remove_record(self.folder, NAME)
        return process is not None

    def answers(self) -> bool:
        """Whether it serves queries."""
        try:
            with requests.Session() as session:
                session.trust_env = False
                answer = session.get(f"{self.url}/exec", params={"query": "SELECT 1"}, timeout=5)
                return answer.status_code == 200
        except requests.RequestException:
            return False

    def _launch(self) -> int:
        require_program("java")
        command = [
            "java",
            "-Xms128m",
            "-Xmx768m",
            "-XX:+UseSerialGC",
            "--add-exports",
            "java.base/jdk.internal.math=io.questdb",
            "-p",
            str(self.jar),
            "-m",
            "io.questdb/io.questdb.ServerMain",
            "-d",
            str(self.folder / "root"),
        ]
        (self.folder / "root").mkdir(exist_ok=True)
        with (self.folder / "questdb.log").open("ab") as log:
            process = subprocess.Popen(
                command,
                cwd=self.folder,
                env={**os.environ, **self._environment()},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        _launched.append(process)
        write_record(self.folder, NAME, self.port, process.pid)
        return process.pid

    def _environment(self) -> dict[str, str]:
        return {
            "QDB_HTTP_BIND_TO": f"127.0.0.1:{self.port}",
            "QDB_HTTP_MIN_ENABLED": "false",
            **_listener("QDB_PG_ENABLED", "QDB_PG_NET_BIND_TO", self.pg_port),
            **_listener("QDB_LINE_TCP_ENABLED", "QDB_LINE_TCP_NET_BIND_TO", self.ilp_port),
            "QDB_LINE_UDP_ENABLED": "false",
            "QDB_TELEMETRY_ENABLED": "false",
            "QDB_SHARED_WORKER_COUNT": "2",
            "QDB_HTTP_WORKER_COUNT": "2",
            # The default takes sixteen times as much memory for each table that is written.
            "QDB_CAIRO_O3_COLUMN_MEMORY_SIZE": "512k",
        }

    def _last_lines(self) -> str:
        try:
            return (self.folder / "questdb.log").read_text(encoding="utf-8", errors="replace")[-2000:]
        except OSError:
            return "no log"


def _listener(switch: str, address: str, port: int | None) -> dict[str, str]:
    return {switch: "true", address: f"127.0.0.1:{port}"} if port else {switch: "false"}


def require_program(name: str) -> None:
    """QuestDbError when a program is not on PATH."""
    if shutil.which(name) is None:
        raise QuestDbError(f"{name} is not on PATH; QuestDB needs Java 17 and Maven")


def _is_dead(process: psutil.Process) -> bool:
    try:
        return bool(process.status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True
