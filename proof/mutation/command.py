"""`proof.sh mutation`: a seeded sample of small faults, each against the tests of its module; it can be resumed."""

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from time import monotonic

from proof.assurance import machine, put_table, table
from proof.mutation.mutants import Mutant, places
from proof.mutation.trials import KILLED, LATE, SURVIVED, Trial, digest_of, files_covering, run_tests, try_mutant
from suite.environment import find_root
from suite_ops.database.throwaway import reachable_folder
from suite_ops.terminal import fail, inform, succeed
from suite_testing.repository_copy import copy_repository

SEED = 23
WANTED_SHARE = 0.85
LIBRARY = ("database", "http", "events", "outbound", "auth", "audit")
RULES = "rules"
RESULTS = "var/proof/mutation.jsonl"
Place = tuple[str, str, Mutant]


def main(arguments: list[str]) -> int:
    """Exit status 0 when enough of all mutants that were ever tried were killed."""
    parser = argparse.ArgumentParser(prog="proof.sh mutation", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30, help="how long at most; 30 unless it is given")
    parser.add_argument("--only", choices=[*LIBRARY, RULES], help="one package")
    parser.add_argument("--write", action="store_true", help="put the table into docs/assurance.md")
    options = parser.parse_args(arguments)
    root = find_root()
    results = root / RESULTS
    results.parent.mkdir(parents=True, exist_ok=True)
    done = read_results(root, results)
    tried = {(trial.file, trial.mutant) for trial in done}
    waiting = [place for place in sample(root) if (place[1], place[2]) not in tried]
    chosen = [place for place in waiting if options.only in (None, place[0])]
    end = monotonic() + options.minutes * 60
    inform(f"{len(done)} mutants were tried before; {len(chosen)} wait")
    with reachable_folder("suite-mutation-") as folder, results.open("a", encoding="utf-8") as file:
        copy_repository(folder / "copy")
        good: dict[str, bool] = {}
        for package, source, mutant in chosen:
            if monotonic() >= end:
                break
            if not passes_unchanged(folder / "copy", source, good):
                continue
            trial = try_mutant(folder / "copy", package, source, mutant)
            file.write(json.dumps(asdict(trial)) + "\n")
            file.flush()
            done.append(trial)
    return report(done, write=options.write)


def passes_unchanged(root: Path, file: str, known: dict[str, bool]) -> bool:
    """Whether the tests of a file pass without a fault: else they say nothing."""
    if file not in known:
        tests = files_covering(root, file)
        known[file] = not tests or run_tests(root, tests) == SURVIVED
        if not known[file]:
            fail(f"{file}: its tests fail without a fault")
    return known[file]


def sample(root: Path) -> Iterator[Place]:
    """All places in an order that the seed decides, a package after the other in turn."""
    chance = random.Random(SEED)
    queues = {package: list(_places_of(root, package)) for package in (*LIBRARY, RULES)}
    for queue in queues.values():
        chance.shuffle(queue)
    for number in range(max(map(len, queues.values()))):
        yield from (queue[number] for queue in queues.values() if number < len(queue))


def _places_of(root: Path, package: str) -> Iterator[Place]:
    rules = sorted(root.glob("services/*/src/*/**/rules.py"))
    paths = rules if package == RULES else sorted((root / "shared/src/suite" / package).rglob("*.py"))
    for path in paths:
        file = str(path.relative_to(root))
        for mutant in places(path.read_text(encoding="utf-8")):
            yield package, file, mutant


def read_results(root: Path, path: Path) -> list[Trial]:
    """What earlier runs found of sources that are as they were."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    trials = [Trial(**{**found, "mutant": Mutant(**found["mutant"])}) for found in map(json.loads, lines)]
    return [trial for trial in trials if is_unchanged(root / trial.file, trial.digest)]


def is_unchanged(path: Path, digest: str) -> bool:
    """Whether a file still has the source a digest is of."""
    return path.is_file() and digest_of(path.read_text(encoding="utf-8")) == digest


def report(trials: list[Trial], *, write: bool) -> int:
    """Print what all runs together came to; the exit status."""
    shown = result_table(trials)
    print(shown)
    if write:
        put_table("mutation", f"{machine()} Seed {SEED}.\n\n{shown}")
    for trial in trials:
        if trial.outcome != KILLED:
            inform(f"{trial.outcome}: {trial.file}:{trial.mutant.line}: {trial.mutant.change}")
    killed = sum(trial.outcome in (KILLED, LATE) for trial in trials)
    if not trials or killed < WANTED_SHARE * len(trials):
        fail(f"{killed} of {len(trials)} mutants were killed, wanted are {WANTED_SHARE:.0%}")
        return 1
    succeed(f"{killed} of {len(trials)} mutants were killed")
    return 0


def result_table(trials: list[Trial]) -> str:
    """Markdown, a line for each package."""
    rows = []
    for package in dict.fromkeys(trial.package for trial in trials):
        outcomes = Counter(trial.outcome for trial in trials if trial.package == package)
        killed = outcomes[KILLED] + outcomes[LATE]
        rows.append([package, str(outcomes.total()), f"{killed / outcomes.total():.0%}", str(outcomes[SURVIVED])])
    return table(["package", "mutants tried", "killed", "survived"], rows)
