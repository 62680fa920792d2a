"""Rules of a journey's graph: every option leads somewhere, nobody walks in circles, every end can be reached."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

# Kinds of problems, as told to programs.
DANGLING, NOWHERE, AFTER_END, CYCLE, UNREACHABLE, EMPTY = (
    "dangling_next_step",
    "leads_nowhere",
    "end_with_next_step",
    "cycle",
    "unreachable_end",
    "empty_step",
)


@dataclass(frozen=True, slots=True)
class Option:
    """An option as the graph sees it; `next_step` is the logical id of a step in the same flow."""

    id: int
    next_step: str | None
    is_end: bool


@dataclass(frozen=True, slots=True)
class Step:
    """A step; it is an entrance when an intention begins with it."""

    id: int
    step_id: str
    order: int
    is_entrance: bool
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class GraphProblem:
    """A broken rule: its kind, the flow, what it is about (`option 52`), and a sentence."""

    kind: str
    flow_id: int
    subject: str
    message: str = field(compare=False)


def find_problems(flow_id: int, steps: Iterable[Step]) -> list[GraphProblem]:
    """Every broken rule of a flow, sorted."""
    by_name = {step.step_id: step for step in steps}
    return sorted(
        GraphProblem(kind, flow_id, subject, message)
        for kind, subject, message in (
            *broken_options(by_name),
            *circles(by_name),
            *lost_ends(by_name),
        )
    )


def broken_options(steps: Mapping[str, Step]) -> Iterator[tuple[str, str, str]]:
    """Options that lead nowhere, to no step, or on although they end."""
    for step in steps.values():
        for option in step.options:
            subject = f"option {option.id}"
            if option.is_end:
                if option.next_step is not None:
                    yield AFTER_END, subject, f"{subject} ends and names next step {option.next_step}"
            elif option.next_step is None:
                yield NOWHERE, subject, f"{subject} is no end and names no next step"
            elif option.next_step not in steps:
                yield DANGLING, subject, f"{subject} leads to step {option.next_step}, which does not exist"


def circles(steps: Mapping[str, Step]) -> Iterator[tuple[str, str, str]]:
    """Steps from which one can come back to them."""
    for name, step in steps.items():
        if name in reachable(steps, following(step, steps)):
            yield CYCLE, f"step {step.id}", f"step {name} leads back to itself"


def lost_ends(steps: Mapping[str, Step]) -> Iterator[tuple[str, str, str]]:
    """End options nobody gets to, and steps people get to that offer nothing."""
    found = reachable(steps, [step.step_id for step in entrances(steps)])
    for name, step in steps.items():
        if name in found and not step.options:
            yield EMPTY, f"step {step.id}", f"step {name} has no options"
        if name not in found:
            for option in step.options:
                if option.is_end:
                    yield UNREACHABLE, f"option {option.id}", f"no way leads to end option {option.id}"


def entrances(steps: Mapping[str, Step]) -> list[Step]:
    """Where a walk may begin: the steps of intentions; in a flow without any, the steps of the lowest order."""
    linked = [step for step in steps.values() if step.is_entrance]
    lowest = min((step.order for step in steps.values()), default=0)
    return linked or [step for step in steps.values() if step.order == lowest]


def reachable(steps: Mapping[str, Step], start: Iterable[str]) -> set[str]:
    """Names of all steps one comes to from `start`, itself included."""
    found: set[str] = set()
    waiting = list(start)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += following(steps[name], steps)
    return found


def following(step: Step, steps: Mapping[str, Step]) -> list[str]:
    """Names of the existing steps its options lead to."""
    return [
        option.next_step
        for option in step.options
        if not option.is_end and option.next_step is not None and option.next_step in steps
    ]
