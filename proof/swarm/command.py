"""`proof.sh swarm`: compose/stack.yaml on a swarm of one node; a replica of each service is lost under writes."""

import argparse
import subprocess
import tempfile
from functools import partial
from itertools import pairwise
from pathlib import Path
from time import sleep

from proof.assurance import judge, machine, put_table
from proof.lacking import MachineLacks
from proof.ledger import ItemWriters, reconcile
from proof.swarm.engine import FOLDER, build_images, running_engine
from proof.swarm.stack import Stack, deployed
from suite_ops.processes.patience import wait_until
from suite_ops.terminal import inform

KILLED = (
    *("movies-api", "blog-api", "workspace-api", "documentation-api", "scrape-proxy", "db-sync-worker"),
    *("notifications-api", "notifications-api-worker", "redis"),
)
ENOUGH_WRITES = 20
ASKED = 24
PATIENCE_SECONDS = 240


def main(arguments: list[str]) -> int:
    """Exit status 0 when all held, or no swarm can be had here, which is told in one line."""
    parser = argparse.ArgumentParser(prog="proof.sh swarm", description=__doc__)
    parser.add_argument("--write", action="store_true", help="put what came of it into docs/assurance.md")
    options = parser.parse_args(arguments)
    try:
        with running_engine() as engine, tempfile.TemporaryDirectory(dir=FOLDER) as folder:
            build_images(engine)
            with deployed(engine, Path(folder)) as stack:
                lacking = stack.wait()
                if lacking:
                    return judge([f"not ready: {row}" for row in lacking])
                inform("two replicas of each service are ready, as printed")
                return _try(stack, write=options.write)
    except MachineLacks as lacks:
        inform(f"not tried here: {lacks}")
        return 0
    except subprocess.CalledProcessError as failed:
        said = str(failed.stderr or failed.stdout or b"").strip().splitlines() or ["nothing"]
        return judge([f"{failed.cmd[0]}: {said[-1]}"])


def _try(stack: Stack, *, write: bool) -> int:
    problems = limits_are_shared(stack)
    writers = ItemWriters(stack)
    with writers:
        for service in KILLED:
            enough = len(writers.notes.items) + ENOUGH_WRITES
            stack.kill(service)
            inform(f"{service}: a container is killed")
            if not wait_until(partial(has_written, writers, enough), PATIENCE_SECONDS):
                problems.append(f"{service}: writes do not go on after the loss of one")
            problems += [f"{service} lost, not whole again: {row}" for row in stack.wait()]
            sleep(2)
    verdict = reconcile(stack, writers.notes, patience=120)
    told = [
        f"{len(KILLED)} containers killed under writes, one after the other; each replaced by the swarm.",
        f"{verdict.acknowledged} writes acknowledged, {len(verdict.lost)} lost, {len(verdict.doubled)} doubled;"
        f" answers: {', '.join(f'{kind} × {count}' for kind, count in sorted(writers.notes.answers.items()))}.",
    ]
    if not stack.engine.balances:
        told.append("The kernel has no IPVS: names had the addresses of all replicas (`endpoint_mode: dnsrr`).")
    shown = "\n".join(f"- {line}" for line in told)
    print(shown)
    if write:
        put_table("swarm", f"{machine()}\n\n{shown}")
    return judge([*problems, *verdict.problems])


def has_written(writers: ItemWriters, enough: int) -> bool:
    """Whether so many items were acknowledged."""
    return len(writers.notes.items) >= enough


def limits_are_shared(stack: Stack) -> list[str]:
    """One counter for both replicas: of each answer, one less is left than of the one before."""
    left = [stack.remaining("WORKSPACE", "/api/items?limit=1") for _ in range(ASKED)]
    steps = {one - following for one, following in pairwise(left)}
    return [] if steps == {1} else [f"a limit of two replicas went {left}"]
