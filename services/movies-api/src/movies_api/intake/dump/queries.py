"""SQL of journeys that replace others."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from suite.database import Connection
from suite.http.replies import encode
from suite.imports.queries import Row, recordset

LOADED_BY = ("seed", "import", "system")
DERIVED = recordset({"journey_option_flow_id": "integer", "sub_sentiment_id": "integer"})


@dataclass(frozen=True, slots=True)
class Siblings:
    """A table whose rows have a name inside a parent."""

    table: str
    parent: str
    name: str


STEPS = Siblings("journey_step_flows", "journey_flow_id", "step_id")
OPTIONS = Siblings("journey_option_flows", "journey_step_flow_id", "option_id")


def park(connection: Connection, place: Siblings, rows: Iterable[Row]) -> None:
    """Free the names of rows about to be written: one that moves to another row would be taken twice for a moment."""
    given = recordset({"id": "integer", place.parent: "integer", place.name: "text"})
    connection.run(
        f"UPDATE {place.table} AS old SET {place.name} = '~' || old.id || '~' || old.{place.name} FROM {given}"
        f" WHERE old.id = given.id"
        f" AND (old.{place.parent}, old.{place.name}) IS DISTINCT FROM (given.{place.parent}, given.{place.name})",
        {"rows": encode(list(rows)).decode()},
    )


def unpark(connection: Connection, place: Siblings) -> list[int]:
    """Give rows that were not written their names again; ids of those whose name is another row's now."""
    mark = "'~' || parked.id || '~'"
    own, waits = f"substr(parked.{place.name}, length({mark}) + 1)", f"starts_with(parked.{place.name}, {mark})"
    connection.run(
        f"UPDATE {place.table} AS parked SET {place.name} = {own} WHERE {waits}"
        f" AND NOT EXISTS (SELECT FROM {place.table} AS other"
        f" WHERE other.{place.parent} = parked.{place.parent} AND other.{place.name} = {own})"
    )
    left = connection.rows(f"SELECT parked.id FROM {place.table} AS parked WHERE {waits} ORDER BY parked.id")
    return [number for (number,) in left]


@dataclass(frozen=True, slots=True)
class StoredOption:
    """An option as it is stored: its place in the journeys, its wording."""

    step: int
    option_id: str
    is_end_state: bool
    text: str
    display_title: str | None


def select_options(connection: Connection) -> dict[int, StoredOption]:
    """All options by id."""
    rows = connection.rows(
        "SELECT id, journey_step_flow_id, option_id, is_end_state, text, display_title FROM journey_option_flows"
    )
    return {row[0]: StoredOption(*row[1:]) for row in rows}


def count_choices(connection: Connection) -> dict[int, tuple[int, int]]:
    """Option id → how many films are suggested and how many sub-sentiments expected under it by choice."""
    rows = connection.rows(
        "SELECT option.id, (SELECT count(*) FROM movie_suggestion_flows AS suggestion"
        " WHERE suggestion.journey_option_flow_id = option.id),"
        " (SELECT count(*) FROM journey_option_flow_sub_sentiments AS expected"
        " WHERE expected.journey_option_flow_id = option.id AND expected.source = 'curated')"
        " FROM journey_option_flows AS option"
    )
    return {option: (suggested, expected) for option, suggested, expected in rows}


def forget_meaning(connection: Connection, option_ids: Iterable[int]) -> None:
    """Drop what was said about options whose text asks something else now; what editors suggested stays."""
    options = list(option_ids)
    connection.run("DELETE FROM journey_option_flow_sub_sentiments WHERE journey_option_flow_id = ANY(%s)", (options,))
    connection.run(
        "DELETE FROM movie_suggestion_flows WHERE journey_option_flow_id = ANY(%s) AND created_by = ANY(%s)",
        (options, list(LOADED_BY)),
    )


def delete_other_links(connection: Connection, links: Mapping[int, int]) -> None:
    """Leave of each intention's links only the one to its step."""
    connection.run(
        "DELETE FROM emotional_intention_journey_steps AS link"
        " USING unnest(%(intentions)s::int[], %(steps)s::int[]) AS kept (intention, step)"
        " WHERE link.emotional_intention_id = kept.intention AND link.journey_step_flow_id <> kept.step",
        {"intentions": list(links), "steps": list(links.values())},
    )


def select_sentiment_ids(connection: Connection) -> set[int]:
    """Ids of all sentiments."""
    return {number for (number,) in connection.rows("SELECT id FROM main_sentiments")}


def select_flow_ids(connection: Connection) -> dict[int, int]:
    """Sentiment id → id of its flow."""
    return dict(connection.rows("SELECT main_sentiment_id, id FROM journey_flows"))


def select_step_ids(connection: Connection) -> list[int]:
    """Ids of all steps."""
    return [number for (number,) in connection.rows("SELECT id FROM journey_step_flows")]


def select_unjudged_options(connection: Connection, option_ids: Iterable[int]) -> list[tuple[int, str, int]]:
    """Id, text and sentiment of end options nobody chose a sub-sentiment for."""
    return connection.rows(
        "SELECT option.id, option.text, flow.main_sentiment_id FROM journey_option_flows AS option"
        " JOIN journey_step_flows AS step ON step.id = option.journey_step_flow_id"
        " JOIN journey_flows AS flow ON flow.id = step.journey_flow_id"
        " WHERE option.id = ANY(%s) AND option.is_end_state AND NOT EXISTS ("
        " SELECT FROM journey_option_flow_sub_sentiments AS expected"
        " WHERE expected.journey_option_flow_id = option.id AND expected.source = 'curated') ORDER BY option.id",
        (list(option_ids),),
    )


def delete_other_derived(connection: Connection, option_ids: Iterable[int], rows: Iterable[Row]) -> None:
    """Leave of what was derived for these options only `rows`."""
    connection.run(
        f"DELETE FROM journey_option_flow_sub_sentiments AS old WHERE old.journey_option_flow_id = ANY(%(options)s)"
        f" AND old.source = 'derived' AND NOT EXISTS (SELECT FROM {DERIVED}"
        f" WHERE (given.journey_option_flow_id, given.sub_sentiment_id)"
        f" = (old.journey_option_flow_id, old.sub_sentiment_id))",
        {"options": list(option_ids), "rows": encode(list(rows)).decode()},
    )


def select_vocabulary(connection: Connection) -> list[tuple[int, str, int, list[str]]]:
    """Id, name, sentiment and keywords of every sub-sentiment, by id."""
    return connection.rows("SELECT id, name, main_sentiment_id, keywords FROM sub_sentiments ORDER BY id")


def activate_sentiments(connection: Connection) -> None:
    """A sentiment is shown when an intention of it leads to a step."""
    connection.run(
        "UPDATE main_sentiments AS sentiment SET is_active = reachable.yes, updated_at = now(),"
        " version = sentiment.version + 1 FROM ("
        "  SELECT id, EXISTS (SELECT FROM emotional_intentions AS intention"
        "   JOIN emotional_intention_journey_steps AS link ON link.emotional_intention_id = intention.id"
        "   WHERE intention.main_sentiment_id = main_sentiments.id) AS yes FROM main_sentiments) AS reachable"
        " WHERE reachable.id = sentiment.id AND sentiment.is_active <> reachable.yes"
    )
