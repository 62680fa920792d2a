"""The current journeys: texts from the options table and the journey file, shape and ids from the seeds."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from movies_api.intake.dump.files import JOURNEY_FILES, Dump
from movies_api.intake.dump.flows import write_intentions, write_options, write_steps
from movies_api.intake.dump.queries import select_flow_ids, select_options
from movies_api.intake.films import WRITER
from movies_api.intake.seed.content import SeedIntention, seed_intentions
from movies_api.intake.tables import JOURNEY_FLOWS
from suite.imports import UnusableFile, open_text, upsert
from suite.imports.values import BadValue, required_text, required_whole, text_of

# Only without the options table: one option leads on to a second question instead of ending.
LEADING_OPTION, SECOND_STEP, SECOND_STEP_ID = 27, 8, "2A"
LETTERS = "ABCD"
LONGEST_FILE, MOST_BROKEN_ARRAYS = 4_000_000, 200


@dataclass
class JourneyTexts:
    """What the two files say, by id of sentiment, intention, step and option."""

    sentiments: dict[int, str] = field(default_factory=dict)
    intentions: dict[int, str] = field(default_factory=dict)
    questions: dict[int, str] = field(default_factory=dict)
    hints: dict[int, str] = field(default_factory=dict)
    options: dict[int, str] = field(default_factory=dict)
    steps: dict[int, int] = field(default_factory=dict)
    source: str = ""
    complete: bool = False

    @property
    def two_step(self) -> list[int]:
        """Options of the second step, when the journeys have one."""
        return [] if self.complete else [option for option, step in self.steps.items() if step == SECOND_STEP]


def read_current_texts(dump: Dump) -> JourneyTexts | None:
    """The texts of both files, those of the options table first; None when there is neither."""
    journeys, options = dump.find(*JOURNEY_FILES), dump.find_options()
    if journeys is None and options is None:
        return None
    texts = JourneyTexts()
    if journeys is not None:
        read_journeys(dump, journeys, texts)
    if options is not None:
        read_options(dump, options, texts)
    return texts


def read_options(dump: Dump, path: Path, texts: JourneyTexts) -> None:
    """The table with one line an end option."""
    places = {option: intention for intention in seed_intentions() for option in intention.option_ids}
    options: dict[int, str] = {}

    def parse(line: int, row: Mapping[str, Any]) -> int:
        option = required_whole(row, "JourneyOptionFlow: id")
        place = places.get(option)
        if place is None:
            raise BadValue(f"option {option} belongs to no intention")
        if row["EmotionalIntention: intentionType"] != place.type:
            raise BadValue(f"option {option} belongs to {place.type}")
        if option in options:
            raise BadValue(f"option {option} was told before")
        texts.sentiments[place.sentiment_id] = required_text(row, "MainSentiment: name", longest=100)
        texts.intentions[place.id] = required_text(row, "EmotionalIntention: text", longest=1_000)
        options[option] = required_text(row, "JourneyOptionFlow: text", longest=1_000)
        return option

    dump.parse_rows(path, parse)
    texts.options, texts.source, texts.complete = options, path.name, True


def read_journeys(dump: Dump, path: Path, texts: JourneyTexts) -> None:
    """Headings with two JSON arrays between them: the intentions, then one object an option."""
    report = dump.report.file(path.name)
    with open_text(path) as file:
        content = file.read(LONGEST_FILE + 1)
    if len(content) > LONGEST_FILE:
        raise UnusableFile(f"{path.name} is longer than {LONGEST_FILE} characters")
    places = {(intention.sentiment_id, intention.type): intention for intention in seed_intentions()}
    texts.source = path.name
    for line, entry in json_entries(content):
        report.read += 1
        try:
            if "journey_option_flow_id" in entry:
                read_option(entry, texts)
            else:
                read_intention(entry, texts, places)
        except BadValue as problem:
            report.refuse_row(line, str(problem))


def read_intention(
    entry: Mapping[str, Any], texts: JourneyTexts, places: Mapping[tuple[int, str], SeedIntention]
) -> None:
    """An object of the first array."""
    sentiment, kind = required_whole(entry, "mainSentimentId"), required_text(entry, "intentionType")
    place = places.get((sentiment, kind))
    if place is None:
        raise BadValue(f"there is no intention {kind} of sentiment {sentiment}")
    texts.sentiments[sentiment] = required_text(entry, "name", longest=100)
    texts.intentions[place.id] = required_text(entry, "description", longest=1_000)


def read_option(entry: Mapping[str, Any], texts: JourneyTexts) -> None:
    """An object of the second array."""
    option, step = required_whole(entry, "journey_option_flow_id"), required_whole(entry, "journeyStepFlowId")
    texts.options[option] = unquoted(required_text(entry, "option_text", longest=1_000))
    texts.steps[option] = step
    texts.questions[step] = unquoted(required_text(entry, "step_question", longest=1_000))
    if hint := text_of(entry, "contextual_hint", longest=200):
        texts.hints[step] = hint


def json_entries(content: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Line of its array's first character and object, for every object of every JSON array in a text."""
    decoder, position, found, failed = json.JSONDecoder(), 0, False, 0
    while (position := content.find("[", position)) >= 0:
        try:
            entries, end = decoder.raw_decode(content, position)
        except (ValueError, RecursionError):
            # Each may have read to the end of the file.
            position, failed = position + 1, failed + 1
            if failed > MOST_BROKEN_ARRAYS:
                raise UnusableFile("the journey file is full of arrays that are not JSON") from None
            continue
        line = content.count("\n", 0, position) + 1
        yield from ((line, entry) for entry in entries if isinstance(entry, dict))
        position, found = end, True
    if not found:
        raise UnusableFile("the journey file holds no JSON array")


def unquoted(text: str) -> str:
    """Without a closing quote that was never opened."""
    return text[:-1] if text.endswith('"') and text.count('"') % 2 else text


def import_current_journeys(dump: Dump, texts: JourneyTexts) -> list[int]:
    """Flows, steps, options and intentions in the fixed shape; the ids of the options."""
    intentions = [place for place in seed_intentions() if place.sentiment_id in dump.sentiments]
    flow_rows = {place.flow_id: place.sentiment_id for place in intentions}
    rows = [{"id": flow, "main_sentiment_id": sentiment} for flow, sentiment in flow_rows.items()]
    upsert(dump.connection, JOURNEY_FLOWS, rows, WRITER)
    ids, file = select_flow_ids(dump.connection), texts.source
    flows = {flow: ids[sentiment] for flow, sentiment in flow_rows.items()}
    write_steps(dump, file, list(step_rows(intentions, texts, flows)))
    # An answer whose row is missing or broken stays as it was.
    options = write_options(
        dump, file, list(option_rows(intentions, texts)), absent_stay=options_in_place(dump, intentions)
    )
    write_intentions(
        dump,
        file,
        [place.row(texts.intentions.get(place.id)) for place in intentions],
        {place.id: place.step_id for place in intentions},
        {place.id: texts.hints.get(place.step_id, place.content["step"]["contextualHint"]) for place in intentions},
    )
    return [row["id"] for row in options]


def step_rows(
    intentions: list[SeedIntention], texts: JourneyTexts, flows: Mapping[int, int]
) -> Iterator[dict[str, Any]]:
    """One step an intention, and the second step when the journeys have one."""
    for place in intentions:
        shipped = place.content["step"]
        yield {
            "id": place.step_id,
            "journey_flow_id": flows[place.flow_id],
            "step_id": shipped["stepId"],
            "order": 1,
            "question": texts.questions.get(place.step_id, shipped["question"]),
        }
        if texts.two_step and LEADING_OPTION in place.option_ids:
            yield {
                "id": SECOND_STEP,
                "journey_flow_id": flows[place.flow_id],
                "step_id": SECOND_STEP_ID,
                "order": 2,
                "question": texts.questions[SECOND_STEP],
            }


def option_rows(intentions: list[SeedIntention], texts: JourneyTexts) -> Iterator[dict[str, Any]]:
    """The options that have a text."""
    for place in intentions:
        step_id = place.content["step"]["stepId"]
        for letter, option in zip(LETTERS, place.option_ids, strict=True):
            if option in texts.options:
                leads_on = option == LEADING_OPTION and bool(texts.two_step)
                yield option_row(option, place.step_id, step_id + letter, texts, SECOND_STEP_ID if leads_on else None)
    for number, option in enumerate(sorted(texts.two_step), start=1):
        yield option_row(option, SECOND_STEP, f"{SECOND_STEP_ID}{number}", texts, None)


def options_in_place(dump: Dump, intentions: Iterable[SeedIntention]) -> set[int]:
    """Ids of stored options that are where the fixed shape has them."""
    places = {
        option: (place.step_id, place.content["step"]["stepId"] + letter, True)
        for place in intentions
        for letter, option in zip(LETTERS, place.option_ids, strict=True)
    }
    stored = select_options(dump.connection)
    return {
        number
        for number, option in stored.items()
        if places.get(number) == (option.step, option.option_id, option.is_end_state)
    }


def option_row(option: int, step: int, option_id: str, texts: JourneyTexts, following: str | None) -> dict[str, Any]:
    """An option; it ends the journey unless another step follows."""
    return {
        "id": option,
        "journey_step_flow_id": step,
        "option_id": option_id,
        "text": texts.options[option],
        "next_step_id": following,
        "is_end_state": following is None,
    }
