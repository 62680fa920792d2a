"""`proof.sh ha`: the primary of two PostgreSQL is lost under writes; nothing acknowledged may go with it."""

import argparse
from time import monotonic, sleep

from proof.assurance import judge, machine, put_table
from proof.ha.members import Cluster, ClusterFailed, Member, running_cluster
from proof.lacking import MachineLacks
from proof.ledger import ROUTES, Verdict, Writers, reconcile
from proof.probes import Readers
from proof.suite import Suite, running_suite
from suite_ops.processes.patience import wait_until
from suite_ops.terminal import fail, inform

PROMISED_SECONDS = 30
PATIENCE_SECONDS = 120
REST_SECONDS = 5
ENOUGH_WRITES = 20


def main(arguments: list[str]) -> int:
    """Exit status 0 when the promises held, or the machine cannot try them, which is told in one line."""
    parser = argparse.ArgumentParser(prog="proof.sh ha", description=__doc__)
    parser.add_argument("--rounds", type=int, default=2, help="how often the primary of the moment is lost")
    parser.add_argument("--write", action="store_true", help="put the figures into docs/assurance.md")
    options = parser.parse_args(arguments)
    try:
        with running_cluster() as cluster, running_suite({**ROUTES, **cluster.variables}) as suite:
            inform("two members, one of them synchronous; the suite runs on them")
            return _try(suite, cluster, options)
    except MachineLacks as lacking:
        inform(f"not tried here: {lacking}")
        return 0
    except ClusterFailed as failed:
        fail(str(failed))
        return 1


def _try(suite: Suite, cluster: Cluster, options: argparse.Namespace) -> int:
    serving = {process.pid for process in suite.masters()}
    writers, rows, problems = Writers(suite), [], []
    with Readers(suite) as readers, writers:
        for number in range(1, options.rounds + 1):
            if not wait_until(lambda: readers.all_answer() and cluster.is_synchronous(), PATIENCE_SECONDS, pause=0.5):
                problems.append(f"round {number}: not everything is well before it")
                break
            sleep(REST_SECONDS)
            since, lost = _lose_primary(cluster)
            writes_after = _seconds_until_writes(writers, since)
            wait_until(readers.all_answer, PATIENCE_SECONDS)
            reads_after = max(reader.recovered_after(since) for reader in readers.readers)
            cluster.start(lost)
            rows.append(
                f"round {number}: writes again after {writes_after:.1f} s, last failed read {reads_after:.1f} s"
            )
            inform(rows[-1])
            if max(writes_after, reads_after) > PROMISED_SECONDS:
                problems.append(f"{rows[-1]}; promised are {PROMISED_SECONDS} s")
    verdict = reconcile(suite, writers.notes)
    if {process.pid for process in suite.masters()} != serving:
        problems.append("a service was started again")
    return _tell(rows, verdict, problems, write=options.write)


def _lose_primary(cluster: Cluster) -> tuple[float, Member]:
    """Kill all of the primary; when, and which member it was."""
    primary = cluster.primary()
    if primary is None:
        raise ClusterFailed("no member is primary")
    since = monotonic()
    cluster.kill(primary)
    return since, primary


def _seconds_until_writes(writers: Writers, since: float) -> float:
    """From the loss until a number of new writes has been acknowledged; those under way are not enough."""
    before = len(writers.notes.items)
    wait_until(lambda: len(writers.notes.items) >= before + ENOUGH_WRITES, PATIENCE_SECONDS)
    return monotonic() - since


def _tell(rows: list[str], verdict: Verdict, problems: list[str], *, write: bool) -> int:
    told = f"{verdict.acknowledged} writes acknowledged, {len(verdict.lost)} lost, {len(verdict.doubled)} doubled."
    shown = "\n".join([*(f"- {row}" for row in rows), f"- {told}"])
    print(shown)
    if write:
        put_table("ha", f"{machine()}\n\n{shown}")
    return judge([*problems, *verdict.problems])
