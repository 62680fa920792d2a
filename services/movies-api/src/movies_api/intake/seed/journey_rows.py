"""Journeys and suggestions of the seed files as rows."""

from collections.abc import Iterator

from movies_api.intake.seed.content import SeedIntention, read_seed, seed_intentions
from movies_api.intake.seed.vocabulary_rows import Ids, Row
from movies_api.rules import ranks, relevance_score

# Above the ids that dumps bring, so that an import keeps its own.
FIRST_SUGGESTION_ID = 10_001


def flow_rows() -> Iterator[Row]:
    """One flow a sentiment."""
    for flow in read_seed("journeys"):
        yield {"id": flow["flowId"], "main_sentiment_id": flow["sentimentId"]}


def step_rows() -> Iterator[Row]:
    """One step an intention."""
    for intention in seed_intentions():
        step = intention.content["step"]
        yield {
            "id": step["id"],
            "journey_flow_id": intention.flow_id,
            "step_id": step["stepId"],
            "order": 1,
            "question": step["question"],
            "mobile_question": step["mobileQuestion"],
        }


def options() -> Iterator[tuple[SeedIntention, Row]]:
    """Every option of the seed files with the intention it belongs to."""
    for intention in seed_intentions():
        for option in intention.content["step"]["options"]:
            yield intention, option


def option_rows() -> Iterator[Row]:
    """End options."""
    for intention, option in options():
        yield {
            "id": option["id"],
            "journey_step_flow_id": intention.step_id,
            "option_id": option["optionId"],
            "text": option["text"],
            "is_end_state": True,
            "display_title": option["displayTitle"],
        }


def expected_rows(subs: Ids) -> Iterator[Row]:
    """What an option expects of its films."""
    for _, option in options():
        for name in option["expected"]:
            yield {
                "journey_option_flow_id": option["id"],
                "sub_sentiment_id": subs[name],
                "weight": 1.0,
                "source": "curated",
            }


def link_rows() -> Iterator[Row]:
    """The step each intention begins with."""
    for intention in seed_intentions():
        yield {
            "emotional_intention_id": intention.id,
            "journey_step_flow_id": intention.step_id,
            "priority": 1,
            "is_required": True,
            "contextual_hint": intention.content["step"]["contextualHint"],
        }


def suggestion_rows() -> list[Row]:
    """Suggested films with score and rank."""
    films = {film["slug"]: film for film in read_seed("films")}
    rows: list[Row] = []
    for _, option in options():
        for slug in option["films"]:
            film = films[slug]
            rows.append(
                {
                    "id": FIRST_SUGGESTION_ID + len(rows),
                    "journey_option_flow_id": option["id"],
                    "movie_id": film["id"],
                    "reason": film["reason"],
                    "relevance_score": relevance_score(option["expected"], film["sentiments"].items()),
                }
            )
    return ranked(rows)


def ranked(rows: list[Row]) -> list[Row]:
    """The rows with each film's options ranked by score."""
    by_film: dict[str, list[tuple[int, float]]] = {}
    for row in rows:
        by_film.setdefault(row["movie_id"], []).append((row["id"], row["relevance_score"]))
    places = {number: place for scores in by_film.values() for number, place in ranks(scores).items()}
    return [{**row, "relevance": places[row["id"]]} for row in rows]
