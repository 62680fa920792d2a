"""The measurement of one family: database, servers, agreement, rounds, and everything stopped at the end."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.agreement import OPAQUE, require_agreement
from bench.comparison import Comparison, conclude, measure_rounds
from bench.contender import Contender, Site
from bench.entry import Entry, Family, Scene
from bench.failures import BenchError, Missing
from bench.load import Generator, Load
from bench.plan import Plan
from bench.server import Server
from bench.sides import LimitSide, ServerSide, Side
from bench.usage import Usage, measure_usage
from suite_ops.database.cluster import Cluster
from suite_ops.database.throwaway import free_port, prepared_cluster

COMPARED_REQUESTS = 5


@dataclass(frozen=True)
class Session:
    """Running servers over a filled database."""

    family: Family
    plan: Plan
    generator: Generator
    cluster: Cluster
    passwords: Mapping[str, str]
    scene: Scene
    servers: dict[str, Server]
    missing: dict[str, str]

    def compare(self, entry: Entry) -> Comparison:
        """Check that all sides answer alike, then time them."""
        print(f"{self.family.name}/{entry.name}: {entry.title}", flush=True)
        names = [contender.name for contender in entry.sides(self.plan.quick)]
        servers = [self.servers[name] for name in names if name in self.servers]
        compared = self.scene.requests(entry.name)[:COMPARED_REQUESTS]
        require_agreement(servers, compared, self.family.headers, OPAQUE | entry.opaque)
        rounds = measure_rounds([*self._server_sides(entry, servers), *self._limit(entry)], self.plan)
        missing = {name: self.missing[name] for name in names if name in self.missing}
        return conclude(entry, rounds, self.servers, missing)

    def _server_sides(self, entry: Entry, servers: Sequence[Server]) -> Iterator[Side]:
        def load(server: Server, seconds: int) -> Load:
            headers = {**self.family.headers, **server.contender.headers}
            return Load(server.address, self.scene.requests(entry.name), headers, entry.connections, seconds)

        for server in servers:
            yield ServerSide(server, load, self.generator, self._database_usage)

    def _limit(self, entry: Entry) -> Iterator[Side]:
        statement = self.scene.statements.get(entry.name)
        if statement:
            yield LimitSide(self.cluster, self.scene, statement, self._database_usage)

    def _database_usage(self) -> Usage:
        process = self.cluster.running()
        if process is None:
            raise BenchError("PostgreSQL ended during the measurement")
        return measure_usage(psutil.Process(process.pid))


@contextmanager
def open_session(family: Family, entries: Sequence[Entry], plan: Plan, generator: Generator) -> Iterator[Session]:
    """Install, fill and start what `entries` need; all of it is stopped when the block ends."""
    missing: dict[str, str] = {}
    ready = [side for side in family.contenders(entries, plan.quick) if _prepared(side, missing)]
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        cluster, passwords = stack.enter_context(prepared_cluster())
        scene = family.prepare(cluster, passwords)
        servers = {}
        for contender in ready:
            site = Site(free_port(), scene.dsn, scratch / contender.name)
            server = Server(contender, site, scratch / f"{contender.name}.log")
            stack.callback(server.stop)
            server.wait()
            servers[contender.name] = server
        yield Session(family, plan, generator, cluster, passwords, scene, servers, missing)


def _prepared(contender: Contender, missing: dict[str, str]) -> bool:
    try:
        contender.prepare()
    except Missing as reason:
        missing[contender.name] = str(reason)
        print(f"missing: {contender.name} ({reason})", flush=True)
        return False
    return True
