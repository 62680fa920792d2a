"""`proof.sh histories`: random clients on the same items, with kills; what they were told against what is stored."""

import argparse
import random
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from secrets import randbelow
from time import monotonic
from typing import Any

from proof.assurance import judge, machine, put_table
from proof.calls import send
from proof.faults.actions import kill_database, kill_masters, kill_workers
from proof.histories.checker import violations
from proof.histories.clients import USER, Clients
from proof.histories.events import OK, WRITE, Ending, Event, Stored
from proof.histories.record_clients import RecordClients
from proof.histories.records import KINDS
from proof.probes import ask
from proof.suite import SERVICES, Suite, running_suite
from suite_ops.processes.patience import wait_until
from suite_ops.terminal import fail, inform

FIXED_SEED = 23
QUICK_SECONDS, SECONDS = 20, 120
KILL_PAUSE_SECONDS = 5
PATIENCE_SECONDS = 120
KILLS: dict[str, Callable[[Suite], None]] = {
    "workers": kill_workers,
    "masters": kill_masters,
    "PostgreSQL": kill_database,
}
PAGE = 100


def main(arguments: list[str]) -> int:
    """Exit status 0 when every promise held."""
    parser = argparse.ArgumentParser(prog="proof.sh histories", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a short one, with a fixed seed")
    parser.add_argument("--seed", type=int, help="of what clients do and what is killed")
    parser.add_argument("--seconds", type=int, help="how long the clients are at work")
    parser.add_argument("--write", action="store_true", help="put the figures into docs/assurance.md")
    options = parser.parse_args(arguments)
    seed = options.seed if options.seed is not None else FIXED_SEED if options.quick else randbelow(2**31)
    seconds = options.seconds or (QUICK_SECONDS if options.quick else SECONDS)
    inform(f"{seconds} s, seed {seed}")
    with running_suite({}) as suite:
        clients = Clients(suite, seed)
        records = [RecordClients(suite, kind, seed) for kind in KINDS]
        with clients, ExitStack() as others:
            for one in records:
                others.enter_context(one)
            kills = _kill_at_random(suite, random.Random(seed), seconds)
        if not wait_until(lambda: not ask(suite.port("WORKSPACE"), SERVICES["workspace-api"][1]), PATIENCE_SECONDS):
            fail("workspace-api does not come back")
            return 1
        ending = read_ending(suite)
        endings = {one.kind.name: one.kind.ending(suite) for one in records}
    problems = violations(clients.events, ending)
    shown = told(clients.events, ending, kills, problems)
    for one in records:
        broken = violations(one.events, endings[one.kind.name])
        shown += f"\n\n{told_of_records(one, len(endings[one.kind.name].items), broken)}"
        problems += [f"{one.kind.name}: {problem}" for problem in broken] + idle(one)
    print(shown)
    if options.write:
        put_table("histories", f"{machine()} Seed {seed}.\n\n{shown}")
    return judge(problems, most=20)


def told(events: list[Event], ending: Ending, kills: Counter[str], problems: list[str]) -> str:
    """The figures in a sentence."""
    kinds = Counter(f"{event.kind} {event.outcome}" for event in events)
    listed = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    killed = ", ".join(f"{what} {count} times" for what, count in sorted(kills.items())) or "nothing"
    assert ending.feed is not None
    return (
        f"{len(events)} calls ({listed}) on {len(ending.items)} items; killed: {killed}."
        f" {len(ending.feed)} changes in the feed; {len(problems)} promises broken."
    )


def told_of_records(clients: RecordClients, stored: int, problems: list[str]) -> str:
    """The figures of one kind of records in a sentence."""
    kinds = Counter(f"{event.kind} {event.outcome}" for event in clients.events)
    listed = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    return f"{clients.kind.name}: {listed}; {stored} stored; {len(problems)} promises broken."


def idle(clients: RecordClients) -> list[str]:
    """What leaves things unproven: a client that ended before its time, no write at all."""
    ended = [f"{clients.kind.name}: a client ended with {failure!r}" for failure in clients.failures]
    written = any(event.kind == WRITE and event.outcome == OK for event in clients.events)
    return ended if written else [*ended, f"{clients.kind.name}: no write was acknowledged"]


def read_ending(suite: Suite) -> Ending:
    """Everything that is stored of the clients' user."""
    feed = _read_feed(suite)
    items = {item: _read_item(suite, item) for item in dict.fromkeys(item for _, item, _ in feed)}
    statement = (
        "SELECT new_values->>'title', count(*) FROM workspace.workspace_audit_log"
        f" WHERE user_id = '{USER}' AND action = 'created' GROUP BY 1"
    )
    return Ending(items, {title: int(count) for title, count in suite.sql(statement)}, tuple(feed))


def _kill_at_random(suite: Suite, chance: random.Random, seconds: float) -> Counter[str]:
    """Something every few seconds, when what was killed before is back."""
    end, kills = monotonic() + seconds, Counter[str]()
    port, path = suite.port("WORKSPACE"), SERVICES["workspace-api"][1]
    while monotonic() < end:
        wait_until(lambda: False, min(KILL_PAUSE_SECONDS, max(0.0, end - monotonic())))
        if monotonic() < end and wait_until(lambda: not ask(port, path), PATIENCE_SECONDS):
            name = chance.choice(sorted(KILLS))
            KILLS[name](suite)
            kills[name] += 1
    return kills


def _read_feed(suite: Suite) -> list[tuple[int, str, int]]:
    feed: list[tuple[int, str, int]] = []
    more = True
    while more:
        since = feed[-1][0] if feed else 0
        page = _get(suite, f"/api/items/changes?since={since}&limit=1000")
        feed += [(change["seq"], change["itemId"], change["version"]) for change in page["data"]]
        more = page["hasMore"]
    return feed


def _read_item(suite: Suite, item: str) -> Stored:
    entries: list[int] = []
    cursor: str | None = ""
    problem = ""
    while cursor is not None:
        suffix = f"&cursor={cursor}" if cursor else "&verify=true"
        page = _get(suite, f"/api/items/{item}/history?limit={PAGE}{suffix}")
        problem = problem or str(page.get("chain", {}).get("problem", ""))
        entries += [entry["version"] for entry in page["data"]]
        cursor = page["nextCursor"]
    status, document = send(suite.port("WORKSPACE"), "GET", f"/api/items/{item}", None, {"X-User-Id": USER})
    version = int(document["data"]["version"]) if status == 200 else 0
    return Stored(version, tuple(reversed(entries)), problem)


def _get(suite: Suite, path: str) -> Any:
    status, document = send(suite.port("WORKSPACE"), "GET", path, None, {"X-User-Id": USER})
    if status != 200:
        raise RuntimeError(f"{path.partition('?')[0]} is answered {status}")
    return document
