"""The two kinds of side a round can have: a server under load, and the database alone."""

import os
import re
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from bench.entry import Scene
from bench.failures import BenchError
from bench.load import Generator, Load, Sample
from bench.plan import CONNECTIONS
from bench.server import Server
from bench.usage import Usage
from suite_ops.database.cluster import Cluster

LIMIT = "pgbench"


@dataclass(frozen=True)
class Round:
    """What the generator saw, and the processor seconds the server and PostgreSQL spent on it."""

    sample: Sample
    server_cpu_seconds: float
    database_cpu_seconds: float


class Side(Protocol):
    """Something that can be measured for some seconds."""

    @property
    def name(self) -> str: ...

    def measure(self, seconds: int) -> Round: ...


@dataclass(frozen=True)
class ServerSide:
    """A contender's server under the load of one entry."""

    server: Server
    load: Callable[[Server, int], Load]
    generator: Generator
    database: Callable[[], Usage]

    @property
    def name(self) -> str:
        """The contender's name."""
        return self.server.contender.name

    def measure(self, seconds: int) -> Round:
        """Load it and read the processor clocks before and after."""
        server, database = self.server.usage(), self.database()
        try:
            sample = self.generator(self.load(self.server, seconds))
        except BenchError as error:
            words = self.server.last_words()
            raise BenchError(f"{self.name}: {error}; its log ends with: {words}") from error
        return Round(
            sample,
            self.server.usage().cpu_seconds - server.cpu_seconds,
            self.database().cpu_seconds - database.cpu_seconds,
        )


@dataclass(frozen=True)
class LimitSide:
    """The same statement repeated by pgbench: what no server in front of this database can exceed."""

    cluster: Cluster
    scene: Scene
    statement: str
    database: Callable[[], Usage]
    name: str = LIMIT

    def measure(self, seconds: int) -> Round:
        """Prepared statements from as many connections as the servers are asked over."""
        before = self.database()
        with tempfile.NamedTemporaryFile("w", suffix=".sql", encoding="utf-8") as script:
            script.write(self.statement)
            script.flush()
            sample = run_pgbench(self.cluster, self.scene, script.name, seconds)
        return Round(sample, 0.0, self.database().cpu_seconds - before.cpu_seconds)


def run_pgbench(cluster: Cluster, scene: Scene, script: str, seconds: int) -> Sample:
    """Raises BenchError when pgbench does; it tells a mean latency only, so the percentiles are None."""
    command = [
        *(cluster.binaries.program("pgbench"), "--no-vacuum", "--protocol=prepared", f"--file={script}"),
        *(f"--client={CONNECTIONS}", "--jobs=2", f"--time={seconds}", scene.dsn),
    ]
    environment = {**os.environ, "PGOPTIONS": session_options(scene.session)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=seconds + 30)
    if done.returncode != 0:
        raise BenchError(f"pgbench failed: {(done.stderr.strip() or 'no output').splitlines()[0]}")
    return parse_pgbench(done.stdout)


def parse_pgbench(output: str) -> Sample:
    """Transactions and the seconds they took, from pgbench's report."""
    processed = re.search(r"actually processed: (\d+)", output)
    rate = re.search(r"^tps = ([\d.]+)", output, re.MULTILINE)
    if not processed or not rate:
        raise BenchError("pgbench reported nothing")
    count = int(processed[1])
    return Sample(count, count / float(rate[1]), None, None, None)


def session_options(settings: Mapping[str, str]) -> str:
    """Settings as libpq's options, set once a connection."""
    return " ".join(f"-c {name}={value}" for name, value in settings.items())
