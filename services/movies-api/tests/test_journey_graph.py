"""Rules of a journey's graph."""

import pytest
from movies_databases import DUMP, command, import_files, needs_data

from movies_api.cli import main as run_cli
from movies_api.journeys.__main__ import main as run_check
from movies_api.journeys.graph import (
    AFTER_END,
    CYCLE,
    DANGLING,
    EMPTY,
    NOWHERE,
    UNREACHABLE,
    Option,
    Step,
    find_problems,
)
from suite_testing.databases import TestDatabase

END = Option(1, None, True)


def step(number: int, name: str, *options: Option, entrance: bool = False, order: int = 1) -> Step:
    return Step(number, name, order, entrance, options)


def kinds(*steps: Step) -> list[tuple[str, str]]:
    """Kind and subject of every problem."""
    return [(problem.kind, problem.subject) for problem in find_problems(3, steps)]


def test_a_journey_whose_options_all_lead_to_reachable_ends_is_sound() -> None:
    first = step(1, "1", END, Option(2, "2A", False), entrance=True)
    second = step(2, "2A", Option(3, None, True), order=2)

    assert kinds(first, second) == []


@pytest.mark.parametrize(
    ("option", "kind"),
    [
        (Option(9, "9Z", False), DANGLING),
        (Option(9, None, False), NOWHERE),
        (Option(9, "1", True), AFTER_END),
    ],
)
def test_an_option_leads_to_a_step_or_ends(option: Option, kind: str) -> None:
    assert kinds(step(1, "1", END, option, entrance=True)) == [(kind, "option 9")]


def test_nobody_walks_in_circles() -> None:
    first = step(1, "1", END, Option(2, "2", False), entrance=True)
    second = step(2, "2", Option(3, "3", False))
    third = step(3, "3", Option(4, "2", False), Option(5, None, True))

    assert kinds(first, second, third) == [(CYCLE, "step 2"), (CYCLE, "step 3")]


def test_a_step_that_leads_to_itself_is_a_circle() -> None:
    assert kinds(step(1, "1", END, Option(2, "1", False), entrance=True)) == [(CYCLE, "step 1")]


def test_every_end_can_be_reached_from_the_step_of_an_intention() -> None:
    linked = step(1, "1", END, entrance=True)
    lost = step(2, "2", Option(2, None, True))

    assert kinds(linked, lost) == [(UNREACHABLE, "option 2")]


def test_without_intentions_a_walk_begins_at_the_first_steps() -> None:
    first = step(1, "1", END, Option(2, "2A", False))
    second = step(2, "2A", Option(3, None, True), order=2)

    assert kinds(first, second) == []


def test_a_reachable_step_offers_something() -> None:
    assert kinds(step(1, "1", entrance=True), step(2, "draft")) == [(EMPTY, "step 1")]


def test_a_long_chain_is_walked_without_recursion() -> None:
    chain = [step(number, str(number), Option(number, str(number + 1), False)) for number in range(1, 2_000)]
    steps = [step(0, "0", Option(0, "1", False), entrance=True), *chain, step(2_000, "2000", END)]

    assert kinds(*steps) == []


def test_the_seeds_are_sound(own_database: TestDatabase) -> None:
    assert command(run_cli, own_database, "seed").status == 0
    outcome = command(run_check, own_database, "check")

    assert (outcome.status, outcome.output) == (0, ["6 flows, sound"])


@needs_data
def test_the_current_journeys_are_sound_and_the_old_ones_were_not(own_database: TestDatabase) -> None:
    import_files(own_database, "--dump", DUMP)
    assert command(run_check, own_database, "check").output == ["6 flows, sound"]

    import_files(own_database, "--dump", DUMP, "--legacy-journeys")
    outcome = command(run_check, own_database, "check")
    assert outcome.status == 1
    assert outcome.output == [
        "flow 3: step 2E has no options (empty_step)",
        "flow 3: option 162 is no end and names no next step (leads_nowhere)",
        "flow 3: option 163 is no end and names no next step (leads_nowhere)",
        "flow 3: option 164 is no end and names no next step (leads_nowhere)",
        "7 flows, 4 problems",
    ]
